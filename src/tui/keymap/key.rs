//! A key with what is held beside it: how a terminal sends it, and what hints call it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with what is held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

pub(super) const fn key(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::NONE }
}

pub(super) const fn ch(c: char) -> Key {
    key(KeyCode::Char(c))
}

pub(super) const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), held: KeyModifiers::CONTROL }
}

pub(super) const fn shift(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::SHIFT }
}

pub(super) const fn alt(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::ALT }
}

impl Key {
    /// The key of an event, in the one way it is written in the table: a letter carries its own
    /// shift.
    pub fn of(event: KeyEvent) -> Self {
        let held =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            KeyCode::Char(c) if held.contains(KeyModifiers::CONTROL) => Self {
                code: KeyCode::Char(c.to_ascii_lowercase()),
                held: held - KeyModifiers::SHIFT,
            },
            KeyCode::Char(_) | KeyCode::BackTab => {
                Self { code: event.code, held: held - KeyModifiers::SHIFT }
            }
            // What terminals send for the Menu key has this name, where it has none of its own.
            KeyCode::F(14) => key(KeyCode::Menu),
            code => Self { code, held },
        }
    }

    /// The event that a terminal sends for it.
    pub const fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.held)
    }

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
        let held: String =
            held.iter().filter(|(m, _)| self.held.contains(*m)).map(|(_, name)| *name).collect();
        held + &base
    }
}
