//! The rows of the table.

use crossterm::event::KeyCode;

use super::Action as I;
use super::KeyContext as W;
use super::key::{Key, alt, ch, ctrl, key, shift};
use super::{Action, Binding, KeyContext};
use crate::tui::widgets::cursor::Move;

const UP: Key = key(KeyCode::Up);
const DOWN: Key = key(KeyCode::Down);
const LEFT: Key = key(KeyCode::Left);
const RIGHT: Key = key(KeyCode::Right);
const ENTER: Key = key(KeyCode::Enter);
const ESC: Key = key(KeyCode::Esc);
const TAB: Key = key(KeyCode::Tab);
const BACKTAB: Key = key(KeyCode::BackTab);
const HOME: Key = key(KeyCode::Home);
const END: Key = key(KeyCode::End);
const PGUP: Key = key(KeyCode::PageUp);
const PGDN: Key = key(KeyCode::PageDown);
const DELETE: Key = key(KeyCode::Delete);

const fn bind(
    context: KeyContext,
    keys: &'static [Key],
    action: Action,
    label: &'static str,
) -> Binding {
    Binding { context, keys, action, label, hint: None }
}

const fn hint(
    context: KeyContext,
    keys: &'static [Key],
    action: Action,
    label: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { context, keys, action, label, hint: Some(hint) }
}

/// All keys. Hints stand in the footer in this order.
pub const BINDINGS: &[Binding] = &[
    // Before all else, as nothing can be saved until then.
    hint(
        W::Page,
        &[ch('R')],
        I::Restore,
        "restore config.json where it cannot be read",
        "restore config.json",
    ),
    hint(W::Connection, &[ENTER], I::Activate, "edit it", "edit"),
    bind(W::Connection, &[ch('e')], I::Edit, "edit it"),
    hint(
        W::Connection,
        &[ch('m'), key(KeyCode::Menu), shift(KeyCode::F(10))],
        I::Menu,
        "its menu (or right click)",
        "menu",
    ),
    hint(
        W::Connection,
        &[ch('b')],
        I::UseEndpoint,
        "make the address that answered its endpoint",
        "use what answered",
    ),
    hint(W::Connection, &[ch('d')], I::SetDefault, "make it the default", "default"),
    hint(
        W::Connection,
        &[ch('s')],
        I::FlipMidStream,
        "flip its mid-stream sends: steer or queue",
        "steer/queue",
    ),
    hint(W::Connection, &[ch('v')], I::Validate, "ask its provider whether it works", "validate"),
    bind(W::Connection, &[ch('r')], I::Rename, "rename it"),
    bind(W::Connection, &[ch('c')], I::Duplicate, "duplicate it"),
    bind(W::Connection, &[ch('x'), DELETE], I::Delete, "delete it"),
    bind(W::Connection, &[ch('y')], I::Copy, "copy its JSON, without secrets"),
    bind(W::Connection, &[ch('E')], I::EditJson, "its JSON in $VISUAL or $EDITOR"),
    hint(W::Default, &[ENTER], I::Activate, "choose another", "choose"),
    bind(W::Default, &[LEFT, ch('h')], I::Before, "cell before"),
    bind(W::Default, &[RIGHT, ch('l')], I::After, "next cell"),
    hint(W::Workspace, &[ENTER], I::Activate, "say why it cannot be edited", "why"),
    hint(W::Override, &[ENTER], I::Activate, "choose another", "choose"),
    hint(W::Override, &[ch('x'), DELETE], I::Delete, "clear it: use the default", "clear"),
    bind(W::Override, &[LEFT, ch('h')], I::Before, "cell before"),
    bind(W::Override, &[RIGHT, ch('l')], I::After, "next cell"),
    hint(W::Switch, &[ENTER, ch(' ')], I::Activate, "turn it on or off", "on or off"),
    bind(W::Page, &[TAB], I::Section(Move::Down), "next section"),
    bind(W::Page, &[BACKTAB], I::Section(Move::Up), "section before"),
    bind(W::Page, &[ch('0')], I::SectionAt(0), "new chats"),
    bind(W::Page, &[ch('1')], I::SectionAt(1), "connections"),
    bind(W::Page, &[ch('2')], I::SectionAt(2), "workspaces"),
    bind(W::Page, &[ch('3')], I::SectionAt(3), "performance"),
    bind(W::Page, &[ENTER], I::Activate, "the row's main action"),
    hint(W::Page, &[ch('a')], I::Add, "add a connection", "add"),
    bind(W::Page, &[ch('D')], I::ChooseDefault, "choose the default by typing"),
    hint(
        W::Page,
        &[ch('/')],
        I::Filter,
        "find by name, slug, provider, host, model, mode, state",
        "find",
    ),
    bind(
        W::Page,
        &[ch('V')],
        I::ValidateAll,
        "ask the providers of all connections that are shown whether they work",
    ),
    bind(W::Page, &[ch('n')], I::NextNotValid, "next failed connection"),
    bind(W::Page, &[ch('N')], I::BeforeNotValid, "previous failed connection"),
    bind(W::Page, &[ch('p')], I::Problems, "problems of the configuration"),
    bind(W::Page, &[ch('u')], I::Undo, "undo"),
    bind(W::Page, &[ctrl('r')], I::Redo, "redo"),
    bind(W::Page, &[ch('h')], I::History, "history of this run"),
    bind(W::Page, &[ch('i')], I::Details, "details"),
    hint(
        W::Page,
        &[ESC],
        I::Back,
        "cancel validating, clear the filter, dismiss a message",
        "clear the filter",
    ),
    hint(W::Page, &[ch('?')], I::Help, "keys and commands", "keys"),
    hint(W::Page, &[ch('q')], I::Quit, "quit", "quit"),
    hint(
        W::Filter,
        &[ENTER],
        I::Activate,
        "keep the filter, go to the first match",
        "to the first match",
    ),
    bind(W::Filter, &[DOWN], I::Go(Move::Down), "to the second match"),
    hint(W::Filter, &[ESC], I::Back, "clear the filter", "clear"),
    hint(W::Menu, &[ENTER], I::Activate, "choose, or open", "choose"),
    bind(W::Menu, &[RIGHT, ch('l')], I::Open, "open what has a ▸"),
    bind(W::Menu, &[LEFT, ch('h')], I::Close, "close the submenu, or the menu"),
    hint(W::Menu, &[ESC, ch('q')], I::Back, "close", "close"),
    hint(W::Picker, &[ENTER], I::Activate, "choose", "choose"),
    bind(W::Choice, &[RIGHT], I::After, "next choice"),
    bind(W::Choice, &[LEFT], I::Before, "choice before"),
    bind(W::Choice, &[ch(' ')], I::Toggle, "toggle"),
    bind(W::Choice, &[ch('?')], I::Help, "keys and commands"),
    hint(
        W::Secret,
        &[ctrl('r')],
        I::Reveal,
        "show what you typed, until you leave the field; or mask it again",
        "show or mask",
    ),
    hint(
        W::Secret,
        &[ctrl('x')],
        I::Remove,
        "remove what is stored, with the save; or keep it after all",
        "remove or keep",
    ),
    hint(W::Path, &[RIGHT], I::After, "go on with the path as far as there is one way", "complete"),
    bind(W::Path, &[TAB], I::Complete, "the same; next field where there is nothing to go on with"),
    hint(
        W::Path,
        &[ctrl('x')],
        I::Remove,
        "remove what is stored, with the save; or keep it after all",
        "remove or keep",
    ),
    hint(W::Form, &[ctrl('s')], I::Save, "save", "save"),
    hint(
        W::Form,
        &[ctrl('t')],
        I::Validate,
        "ask the provider whether it works like this, before it is saved",
        "test",
    ),
    hint(W::Form, &[ctrl('f')], I::Fix, "make the offered change that lets it be saved", "fix"),
    bind(W::Form, &[ctrl('o')], I::FixOtherwise, "make the other offered change"),
    bind(W::Form, &[UP, BACKTAB], I::Go(Move::Up), "field before"),
    bind(W::Form, &[DOWN, TAB], I::Go(Move::Down), "next field"),
    bind(W::Form, &[PGUP], I::Go(Move::First), "first field"),
    bind(W::Form, &[PGDN], I::Go(Move::Last), "last field"),
    hint(
        W::Form,
        &[ENTER],
        I::Activate,
        "open the choices or the models, or go on",
        "open or next",
    ),
    hint(W::Form, &[ESC], I::Back, "cancel (asks when something changed)", "cancel"),
    hint(W::Models, &[ENTER], I::Activate, "type in the cell", "edit"),
    hint(W::Models, &[ch('a')], I::Add, "add a model", "add"),
    hint(
        W::Models,
        &[ch('f')],
        I::Fetch,
        "choose from the models that the endpoint lists",
        "fetch",
    ),
    hint(W::Models, &[ch('x'), DELETE], I::Delete, "remove it", "remove"),
    hint(W::Models, &[ch('d')], I::SetDefault, "make it the default model", "default"),
    hint(W::Models, &[ch(' ')], I::Toggle, "images: yes / no / inherit", "images"),
    hint(
        W::Models,
        &[ch('K'), shift(KeyCode::Up), alt(KeyCode::Up)],
        I::Raise,
        "move it up",
        "J move",
    ),
    bind(W::Models, &[ch('J'), shift(KeyCode::Down), alt(KeyCode::Down)], I::Lower, "move it down"),
    hint(W::Models, &[RIGHT, ch('l'), TAB], I::After, "next column", "column"),
    bind(W::Models, &[LEFT, ch('h'), BACKTAB], I::Before, "column before"),
    hint(W::Models, &[ESC, ctrl('s')], I::Back, "back to the form", "done"),
    hint(W::Cell, &[ENTER], I::Activate, "keep it", "keep"),
    bind(W::Cell, &[TAB], I::After, "keep it and go to the next column"),
    hint(W::Cell, &[ESC], I::Back, "leave it as it was", "as it was"),
    hint(W::Prompt, &[ENTER], I::Activate, "save", "save"),
    hint(W::Prompt, &[ESC], I::Back, "cancel", "cancel"),
    bind(W::Confirm, &[ENTER], I::Activate, "press the marked button"),
    bind(W::Confirm, &[LEFT, UP, BACKTAB, ch('h')], I::Before, "button before"),
    bind(W::Confirm, &[RIGHT, DOWN, TAB, ch('l')], I::After, "next button"),
    bind(W::Confirm, &[ch('?')], I::Help, "keys and commands"),
    hint(W::Confirm, &[ch('y')], I::Yes, "yes", "yes"),
    hint(W::Confirm, &[ch('n')], I::No, "no", "no"),
    hint(W::Confirm, &[ESC], I::Back, "leave all as it is", "cancel"),
    bind(W::Reader, &[ctrl('u')], I::Go(Move::PageUp), "a page up"),
    bind(W::Reader, &[ctrl('d'), ch(' ')], I::Go(Move::PageDown), "a page down"),
    hint(W::Problems, &[ENTER], I::Activate, "go to where it is", "go there"),
    hint(W::Problems, &[ch('f')], I::Fix, "fix it", "fix"),
    hint(W::Problems, &[ch('u')], I::Undo, "undo", "undo"),
    bind(W::Problems, &[ctrl('r')], I::Redo, "redo"),
    hint(W::Problems, &[ESC, ch('q'), ch('p')], I::Back, "close", "close"),
    hint(
        W::History,
        &[ENTER],
        I::Activate,
        "undo down to this edit and with it, or redo up to it",
        "undo or redo to here",
    ),
    hint(W::History, &[ch('u')], I::Undo, "undo the last edit that stands", "undo"),
    hint(W::History, &[ctrl('r')], I::Redo, "redo the one after it", "redo"),
    hint(W::History, &[ESC, ch('q'), ch('h')], I::Back, "close", "close"),
    hint(W::Reader, &[ESC, ch('q'), ENTER], I::Back, "close", "close"),
    hint(
        W::Validation,
        &[ch('b')],
        I::UseEndpoint,
        "put the address that answered into the form",
        "use what answered",
    ),
    hint(W::Validation, &[ch('v')], I::Validate, "ask again", "again"),
    hint(
        W::Validation,
        &[ESC, ch('q'), ENTER],
        I::Back,
        "close; what is being asked is given up",
        "close",
    ),
    hint(
        W::Fetch,
        &[ENTER],
        I::Activate,
        "take those that are ticked, and no others",
        "take the ticked",
    ),
    hint(W::Fetch, &[TAB], I::Toggle, "tick it, or take the tick away, and go on", "tick"),
    hint(W::FilteredList, &[UP], I::Go(Move::Up), "up", "↓ move"),
    bind(W::FilteredList, &[DOWN], I::Go(Move::Down), "down"),
    bind(W::FilteredList, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::FilteredList, &[PGDN], I::Go(Move::PageDown), "a page down"),
    hint(W::Picker, &[ESC], I::Back, "back", "back"),
    hint(W::Fetch, &[ESC], I::Back, "clear the filter; or back, and change nothing", "back"),
    bind(W::List, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::List, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(W::List, &[HOME, ch('g')], I::Go(Move::First), "first"),
    bind(W::List, &[END, ch('G')], I::Go(Move::Last), "last"),
    bind(W::List, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::List, &[PGDN], I::Go(Move::PageDown), "a page down"),
    bind(W::List, &[ctrl('u')], I::Go(Move::HalfUp), "half a page up"),
    bind(W::List, &[ctrl('d')], I::Go(Move::HalfDown), "half a page down"),
    bind(W::List, &[ch('?')], I::Help, "keys and commands"),
    bind(W::Everywhere, &[key(KeyCode::F(1))], I::Help, "keys and commands"),
    bind(W::Everywhere, &[key(KeyCode::F(2))], I::WholeMessage, "the whole of a long message"),
    bind(
        W::Everywhere,
        &[ctrl('c')],
        I::Quit,
        "quit (asks when something changed; again: quit anyway)",
    ),
    bind(W::Everywhere, &[ctrl('z')], I::Suspend, "to the shell, until fg"),
];
