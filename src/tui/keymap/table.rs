//! The rows of the table.

use crossterm::event::KeyCode;

use super::Intent as I;
use super::Where as W;
use super::key::{Key, alt, ch, ctrl, key, shift};
use super::{Binding, Intent, Where};
use crate::tui::cursor::Move;

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

const fn bind(place: Where, keys: &'static [Key], intent: Intent, label: &'static str) -> Binding {
    Binding {
        place,
        keys,
        intent,
        label,
        hint: None,
    }
}

const fn hint(
    place: Where,
    keys: &'static [Key],
    intent: Intent,
    label: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        place,
        keys,
        intent,
        label,
        hint: Some(hint),
    }
}

/// All keys. Hints stand in the footer in this order.
pub const BINDINGS: &[Binding] = &[
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
        &[ch('d')],
        I::SetDefault,
        "make it the default",
        "default",
    ),
    hint(
        W::Connection,
        &[ch('s')],
        I::FlipMidStream,
        "flip its mid-stream sends: steer or queue",
        "mid-stream",
    ),
    bind(W::Connection, &[ch('r')], I::Rename, "rename it"),
    bind(W::Connection, &[ch('c')], I::Duplicate, "duplicate it"),
    bind(W::Connection, &[ch('x'), DELETE], I::Delete, "delete it"),
    bind(
        W::Connection,
        &[ch('y')],
        I::Copy,
        "copy its JSON, without secrets",
    ),
    bind(
        W::Connection,
        &[ch('E')],
        I::EditJson,
        "its JSON in $VISUAL or $EDITOR",
    ),
    bind(W::Page, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::Page, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(W::Page, &[HOME, ch('g')], I::Go(Move::First), "first"),
    bind(W::Page, &[END, ch('G')], I::Go(Move::Last), "last"),
    bind(W::Page, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::Page, &[PGDN], I::Go(Move::PageDown), "a page down"),
    bind(W::Page, &[ctrl('u')], I::Go(Move::HalfUp), "half a page up"),
    bind(
        W::Page,
        &[ctrl('d')],
        I::Go(Move::HalfDown),
        "half a page down",
    ),
    bind(W::Page, &[TAB], I::Section(Move::Down), "next section"),
    bind(W::Page, &[BACKTAB], I::Section(Move::Up), "section before"),
    bind(W::Page, &[ENTER], I::Activate, "the row's main action"),
    hint(W::Page, &[ch('a')], I::Add, "add a connection", "add"),
    hint(
        W::Page,
        &[ch('/')],
        I::Filter,
        "filter by name, slug, provider, host, model",
        "filter",
    ),
    bind(W::Page, &[ch('u')], I::Undo, "undo"),
    bind(W::Page, &[ctrl('r')], I::Redo, "redo"),
    bind(W::Page, &[ch('h')], I::History, "history of this run"),
    bind(W::Page, &[ch('i')], I::Details, "details"),
    bind(
        W::Page,
        &[ESC],
        I::Back,
        "clear the filter, dismiss a message",
    ),
    hint(W::Page, &[ch('?')], I::Help, "help", "help"),
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
    bind(
        W::Menu,
        &[LEFT, ch('h')],
        I::Close,
        "close the submenu, or the menu",
    ),
    bind(W::Menu, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::Menu, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(W::Menu, &[HOME, ch('g')], I::Go(Move::First), "first"),
    bind(W::Menu, &[END, ch('G')], I::Go(Move::Last), "last"),
    hint(W::Menu, &[ESC, ch('q')], I::Back, "close", "close"),
    bind(W::Menu, &[ch('?')], I::Help, "help"),
    hint(W::Picker, &[ENTER], I::Activate, "choose", "choose"),
    bind(W::Picker, &[UP], I::Go(Move::Up), "up"),
    bind(W::Picker, &[DOWN], I::Go(Move::Down), "down"),
    bind(W::Picker, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::Picker, &[PGDN], I::Go(Move::PageDown), "a page down"),
    hint(W::Picker, &[ESC], I::Back, "back", "back"),
    bind(W::Choice, &[RIGHT], I::After, "next choice"),
    bind(W::Choice, &[LEFT], I::Before, "choice before"),
    bind(W::Choice, &[ch(' ')], I::Toggle, "toggle"),
    bind(W::Choice, &[ch('?')], I::Help, "help"),
    hint(W::Form, &[ctrl('s')], I::Save, "save", "save"),
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
    hint(
        W::Form,
        &[ESC],
        I::Back,
        "cancel (asks when something changed)",
        "cancel",
    ),
    hint(W::Models, &[ENTER], I::Activate, "type in the cell", "edit"),
    hint(W::Models, &[ch('a')], I::Add, "add a model", "add"),
    hint(
        W::Models,
        &[ch('x'), DELETE],
        I::Delete,
        "remove it",
        "remove",
    ),
    hint(
        W::Models,
        &[ch('d')],
        I::SetDefault,
        "make it the default model",
        "default",
    ),
    hint(
        W::Models,
        &[ch(' ')],
        I::Toggle,
        "images: yes, no or unsaid",
        "images",
    ),
    hint(
        W::Models,
        &[ch('K'), shift(KeyCode::Up), alt(KeyCode::Up)],
        I::Raise,
        "move it up",
        "J move",
    ),
    bind(
        W::Models,
        &[ch('J'), shift(KeyCode::Down), alt(KeyCode::Down)],
        I::Lower,
        "move it down",
    ),
    bind(W::Models, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::Models, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(W::Models, &[HOME, ch('g')], I::Go(Move::First), "first"),
    bind(W::Models, &[END, ch('G')], I::Go(Move::Last), "last"),
    bind(W::Models, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::Models, &[PGDN], I::Go(Move::PageDown), "a page down"),
    hint(
        W::Models,
        &[RIGHT, ch('l'), TAB],
        I::After,
        "next column",
        "column",
    ),
    bind(
        W::Models,
        &[LEFT, ch('h'), BACKTAB],
        I::Before,
        "column before",
    ),
    bind(W::Models, &[ch('?')], I::Help, "help"),
    hint(
        W::Models,
        &[ESC, ctrl('s')],
        I::Back,
        "back to the form",
        "done",
    ),
    hint(W::Cell, &[ENTER], I::Activate, "keep it", "keep"),
    bind(
        W::Cell,
        &[TAB],
        I::After,
        "keep it and go to the next column",
    ),
    hint(W::Cell, &[ESC], I::Back, "leave it as it was", "as it was"),
    hint(W::Prompt, &[ENTER], I::Activate, "save", "save"),
    hint(W::Prompt, &[ESC], I::Back, "cancel", "cancel"),
    bind(W::Confirm, &[ENTER], I::Activate, "press the marked button"),
    bind(
        W::Confirm,
        &[LEFT, UP, BACKTAB, ch('h')],
        I::Before,
        "button before",
    ),
    bind(
        W::Confirm,
        &[RIGHT, DOWN, TAB, ch('l')],
        I::After,
        "next button",
    ),
    bind(W::Confirm, &[ch('?')], I::Help, "help"),
    hint(W::Confirm, &[ch('y')], I::Yes, "yes", "yes"),
    hint(W::Confirm, &[ch('n'), ESC], I::No, "no", "no"),
    bind(W::Reader, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::Reader, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(
        W::Reader,
        &[HOME, ch('g')],
        I::Go(Move::First),
        "to the top",
    ),
    bind(W::Reader, &[END, ch('G')], I::Go(Move::Last), "to the end"),
    bind(
        W::Reader,
        &[PGUP, ctrl('u')],
        I::Go(Move::PageUp),
        "a page up",
    ),
    bind(
        W::Reader,
        &[PGDN, ctrl('d'), ch(' ')],
        I::Go(Move::PageDown),
        "a page down",
    ),
    bind(W::Reader, &[ch('?')], I::Help, "help, or out of it"),
    hint(
        W::History,
        &[ch('u')],
        I::Undo,
        "undo the last edit that stands",
        "undo",
    ),
    hint(
        W::History,
        &[ctrl('r')],
        I::Redo,
        "redo the one after it",
        "redo",
    ),
    hint(W::Reader, &[ESC, ch('q'), ENTER], I::Back, "close", "close"),
    bind(W::Everywhere, &[key(KeyCode::F(1))], I::Help, "help"),
    bind(W::Everywhere, &[ctrl('c')], I::Quit, "quit"),
    bind(
        W::Everywhere,
        &[ctrl('z')],
        I::Suspend,
        "to the shell, until fg",
    ),
];
