//! The one table of keys. Dispatch, the footer, the menu's shortcuts, the help and the README read it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::cursor::Move;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Another place in a list.
    Go(Move),
    /// The next section of the page, or the one before.
    Section(Move),
    /// The main action of what is selected.
    Activate,
    /// Back: close what is open.
    Back,
    /// Leave the program.
    Quit,
    /// To the shell, until `fg`.
    Suspend,
    /// All keys.
    Help,
    /// The filter.
    Filter,
    /// Take the last edit back.
    Undo,
    /// Make it again.
    Redo,
    /// What was edited.
    History,
    /// Everything about the selected connection.
    Details,
    /// A new connection.
    Add,
    /// The form.
    Edit,
    /// The context menu.
    Menu,
    /// The global default.
    SetDefault,
    /// The other mid-stream mode.
    FlipMidStream,
    /// Another name.
    Rename,
    /// A copy.
    Duplicate,
    /// Away with it.
    Delete,
    /// Its JSON to the clipboard.
    Copy,
    /// Its JSON in an editor.
    EditJson,
    /// Open what is under an item.
    Open,
    /// Close it.
    Close,
    /// Keep what was typed.
    Save,
    /// The choice before.
    Before,
    /// The choice after.
    After,
    /// On, off, or unsaid.
    Toggle,
    /// A place up in the list.
    Raise,
    /// A place down in the list.
    Lower,
    /// Do it.
    Yes,
    /// Leave it.
    No,
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// In every layer.
    Everywhere,
    /// On the page.
    Page,
    /// On a connection of the page.
    Connection,
    /// While a filter is typed.
    Filter,
    /// In the context menu.
    Menu,
    /// In a picker.
    Picker,
    /// In the form.
    Form,
    /// On a choice of the form.
    Choice,
    /// In the list of models.
    Models,
    /// While a cell of the models is typed.
    Cell,
    /// In a one-line prompt.
    Prompt,
    /// In a question.
    Confirm,
    /// In a text to read: help, history, details.
    Reader,
}

impl Where {
    /// Its title in the help; all of them in the help's order.
    pub const TITLES: [(Self, &'static str); 13] = [
        (Self::Everywhere, "Everywhere"),
        (Self::Page, "Page"),
        (Self::Connection, "A connection"),
        (Self::Filter, "Filter"),
        (Self::Menu, "Menu"),
        (Self::Picker, "Picker"),
        (Self::Form, "Form"),
        (Self::Choice, "A choice in the form"),
        (Self::Models, "Models"),
        (Self::Cell, "A cell of the models"),
        (Self::Prompt, "Prompt"),
        (Self::Confirm, "Question"),
        (Self::Reader, "Help, history, details"),
    ];
}

/// A key with what is held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

const fn key(code: KeyCode) -> Key {
    Key {
        code,
        held: KeyModifiers::NONE,
    }
}

const fn ch(c: char) -> Key {
    key(KeyCode::Char(c))
}

const fn ctrl(c: char) -> Key {
    Key {
        code: KeyCode::Char(c),
        held: KeyModifiers::CONTROL,
    }
}

const fn shift(code: KeyCode) -> Key {
    Key {
        code,
        held: KeyModifiers::SHIFT,
    }
}

const fn alt(code: KeyCode) -> Key {
    Key {
        code,
        held: KeyModifiers::ALT,
    }
}

impl Key {
    /// The key of an event, in the one way it is written in the table: a letter carries its own shift.
    fn of(event: KeyEvent) -> Self {
        let held =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            KeyCode::Char(c) if held.contains(KeyModifiers::CONTROL) => Self {
                code: KeyCode::Char(c.to_ascii_lowercase()),
                held: held - KeyModifiers::SHIFT,
            },
            KeyCode::Char(_) | KeyCode::BackTab => Self {
                code: event.code,
                held: held - KeyModifiers::SHIFT,
            },
            // A terminal without a name for it sends this for Shift-F10 and for the Menu key.
            KeyCode::F(22) => shift(KeyCode::F(10)),
            KeyCode::F(16) => key(KeyCode::Menu),
            code => Self { code, held },
        }
    }

    /// The event that a terminal sends for it.
    pub const fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.held)
    }

    /// Its name in a hint.
    pub fn name(self) -> String {
        let base = match self.code {
            KeyCode::Char(' ') => "space".to_owned(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::PageUp => "pgup".to_owned(),
            KeyCode::PageDown => "pgdn".to_owned(),
            KeyCode::BackTab => "shift-tab".to_owned(),
            KeyCode::F(n) => format!("F{n}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let held = [
            (KeyModifiers::CONTROL, "ctrl-"),
            (KeyModifiers::ALT, "alt-"),
            (KeyModifiers::SHIFT, "shift-"),
        ];
        let held: String = held
            .iter()
            .filter(|(m, _)| self.held.contains(*m))
            .map(|(_, name)| *name)
            .collect();
        held + &base
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub place: Where,
    /// The keys; the first is the one that hints show.
    pub keys: &'static [Key],
    /// What they ask for.
    pub intent: Intent,
    /// What that is, in the help.
    pub label: &'static str,
    /// What that is, in the footer; none when it is not there.
    pub hint: Option<&'static str>,
}

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

use Intent as I;
use Where as W;

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
        &[ENTER, DOWN],
        I::Activate,
        "keep the filter, go to the first match",
        "to the first match",
    ),
    hint(W::Filter, &[ESC], I::Back, "clear the filter", "clear"),
    hint(
        W::Menu,
        &[ENTER, RIGHT, ch('l')],
        I::Open,
        "choose, or open",
        "choose",
    ),
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
        "up",
    ),
    hint(
        W::Models,
        &[ch('J'), shift(KeyCode::Down), alt(KeyCode::Down)],
        I::Lower,
        "move it down",
        "down",
    ),
    bind(W::Models, &[UP, ch('k')], I::Go(Move::Up), "up"),
    bind(W::Models, &[DOWN, ch('j')], I::Go(Move::Down), "down"),
    bind(W::Models, &[HOME, ch('g')], I::Go(Move::First), "first"),
    bind(W::Models, &[END, ch('G')], I::Go(Move::Last), "last"),
    bind(W::Models, &[PGUP], I::Go(Move::PageUp), "a page up"),
    bind(W::Models, &[PGDN], I::Go(Move::PageDown), "a page down"),
    bind(W::Models, &[RIGHT, ch('l'), TAB], I::After, "next column"),
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
    hint(W::Cell, &[ESC], I::Back, "leave it as it was", "leave"),
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
    bind(W::Reader, &[ch('u')], I::Undo, "undo (in the history)"),
    bind(W::Reader, &[ctrl('r')], I::Redo, "redo (in the history)"),
    bind(W::Reader, &[ch('?')], I::Help, "help, or out of it"),
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

/// What a key asks for in some places, the first of which wins.
pub fn lookup(places: &[Where], event: KeyEvent) -> Option<Intent> {
    let pressed = Key::of(event);
    places.iter().find_map(|place| {
        let row = BINDINGS
            .iter()
            .find(|b| b.place == *place && b.keys.contains(&pressed))?;
        Some(row.intent)
    })
}

/// The row for an intent in a place.
pub fn binding(place: Where, intent: Intent) -> Option<&'static Binding> {
    BINDINGS
        .iter()
        .find(|b| b.place == place && b.intent == intent)
}

/// The rows whose hints the footer shows in some places.
pub fn hints(places: &[Where]) -> impl Iterator<Item = (&'static Binding, &'static str)> {
    BINDINGS
        .iter()
        .filter(|b| places.contains(&b.place))
        .filter_map(|b| Some((b, b.hint?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_is_bound_twice_in_a_place() {
        for (place, title) in Where::TITLES {
            let mut seen: Vec<Key> = Vec::new();
            for key in BINDINGS
                .iter()
                .filter(|b| b.place == place)
                .flat_map(|b| b.keys)
            {
                assert!(!seen.contains(key), "{} twice in {title}", key.name());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_row_is_reached_by_each_of_its_keys() {
        for row in BINDINGS {
            for key in row.keys {
                assert_eq!(
                    lookup(&[row.place], key.event()),
                    Some(row.intent),
                    "{} in {:?}",
                    key.name(),
                    row.place
                );
            }
        }
    }

    #[test]
    fn every_place_has_a_title_once() {
        let titled: HashSet<_> = Where::TITLES
            .iter()
            .map(|(w, _)| format!("{w:?}"))
            .collect();
        let bound: HashSet<_> = BINDINGS.iter().map(|b| format!("{:?}", b.place)).collect();
        assert_eq!(titled, bound);
    }

    #[test]
    fn a_letter_is_the_same_with_and_without_its_shift() {
        let capital = KeyEvent::new(KeyCode::Char('E'), KeyModifiers::SHIFT);
        assert_eq!(
            lookup(&[Where::Connection], capital),
            Some(Intent::EditJson)
        );
        let menu = KeyEvent::new(KeyCode::F(16), KeyModifiers::NONE);
        assert_eq!(lookup(&[Where::Connection], menu), Some(Intent::Menu));
    }
}
