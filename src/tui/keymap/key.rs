//! A key with its modifiers: how a terminal sends it, and its name in hints.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

pub(super) const ENTER: Key = key(KeyCode::Enter);
pub(super) const ESC: Key = key(KeyCode::Esc);
/// Quits from anywhere.
pub(super) const QUIT: Key = ctrl('c');

/// Keys by the names that people write for them.
const NAMED: [(&str, KeyCode); 25] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pageup", KeyCode::PageUp),
    ("page-up", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("pagedown", KeyCode::PageDown),
    ("page-down", KeyCode::PageDown),
    ("up", KeyCode::Up),
    ("↑", KeyCode::Up),
    ("down", KeyCode::Down),
    ("↓", KeyCode::Down),
    ("left", KeyCode::Left),
    ("←", KeyCode::Left),
    ("right", KeyCode::Right),
    ("→", KeyCode::Right),
    ("menu", KeyCode::Menu),
];

/// Keys that terminals send when Ctrl is held with some letters.
const SENT_AS: [(char, &str); 5] =
    [('i', "tab"), ('m', "enter"), ('j', "enter"), ('h', "backspace"), ('[', "esc")];

/// Why a text is not a valid key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongKey {
    Unknown,
    /// A terminal sends another key for it.
    SentAs(&'static str),
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
    /// The key of an event, normalized as in the table: an uppercase letter implies Shift.
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
            // Terminals send F14 for the Menu key if they have no code of its own.
            KeyCode::F(14) => key(KeyCode::Menu),
            code => Self { code, held },
        }
    }

    /// Parses a key: `x`, `X`, `ctrl-x`, `alt-x`, `f5`, `shift-f5`, `tab`, `pgup`.
    ///
    /// # Errors
    /// If no terminal sends such a key.
    pub fn parse(text: &str) -> Result<Self, WrongKey> {
        let mut held = KeyModifiers::NONE;
        let mut rest = text;
        let code = loop {
            if let Some(code) = code_of(rest) {
                break code;
            }
            let (name, behind) = rest.split_once('-').ok_or(WrongKey::Unknown)?;
            held |= match name.to_lowercase().as_str() {
                "ctrl" => KeyModifiers::CONTROL,
                "alt" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => return Err(WrongKey::Unknown),
            };
            rest = behind;
        };
        let code = match code {
            KeyCode::Char(c) if held == KeyModifiers::SHIFT => {
                KeyCode::Char(c.to_uppercase().next().unwrap_or(c))
            }
            code => code,
        };
        let key = Self::of(KeyEvent::new(code, held));
        if let (KeyCode::Char(c), true) = (key.code, key.held == KeyModifiers::CONTROL)
            && let Some((_, sent)) = SENT_AS.iter().find(|(other, _)| *other == c)
        {
            return Err(WrongKey::SentAs(sent));
        }
        Ok(key)
    }

    /// Whether the key types or edits in a text field, so that it cannot be a command there.
    pub(super) fn is_typed(self) -> bool {
        let edits = matches!(
            self.code,
            KeyCode::Char(_)
                | KeyCode::Backspace
                | KeyCode::Delete
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Home
                | KeyCode::End
        );
        edits && self.held.is_empty()
    }

    /// The event that a terminal sends for the key.
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

/// The code of a key without modifiers.
fn code_of(text: &str) -> Option<KeyCode> {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next())
        && !c.is_control()
        && !c.is_whitespace()
        && !NAMED.iter().any(|(name, _)| *name == text)
    {
        return Some(KeyCode::Char(c));
    }
    let lower = text.to_lowercase();
    let named = NAMED.iter().find(|(name, _)| *name == lower).map(|(_, code)| *code);
    named.or_else(|| {
        let number: u8 = lower.strip_prefix('f')?.parse().ok()?;
        (1..=12).contains(&number).then_some(KeyCode::F(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::messages::own_keys as messages;

    #[test]
    fn message_about_an_unknown_key_names_each_key_that_can_be_bound() {
        let message = messages::unknown_key("up", "nonsense");
        let mut named: Vec<KeyCode> = vec![KeyCode::Enter, KeyCode::Esc];
        for (name, code) in NAMED {
            if !named.contains(&code) {
                named.push(code);
                assert!(message.contains(&format!(" {name}")), "{name}: {message}");
            }
        }
    }

    #[test]
    fn a_key_is_read_by_the_name_it_is_shown_with() {
        for text in [
            "x",
            "X",
            "?",
            "-",
            "é",
            "ctrl-r",
            "alt-x",
            "F5",
            "shift-F5",
            "tab",
            "shift-tab",
            "space",
            "pgup",
            "↑",
            "delete",
            "ctrl-alt-x",
            "alt--",
            "menu",
            "backspace",
            "home",
        ] {
            assert_eq!(Key::parse(text).map(Key::name).as_deref(), Ok(text));
        }
        for (text, name) in [
            ("Ctrl-R", "ctrl-r"),
            ("shift-x", "X"),
            ("f12", "F12"),
            ("PageDown", "pgdn"),
            ("up", "↑"),
            ("shift-ctrl-x", "ctrl-x"),
        ] {
            assert_eq!(Key::parse(text).map(Key::name).as_deref(), Ok(name), "{text}");
        }
    }

    #[test]
    fn key_that_no_terminal_sends_is_refused() {
        for text in ["", " ", "xx", "ctrl-", "hyper-x", "f0", "f13", "ctrl", "\u{7}"] {
            assert_eq!(Key::parse(text), Err(WrongKey::Unknown), "{text}");
        }
        assert_eq!(Key::parse("ctrl-i"), Err(WrongKey::SentAs("tab")));
        assert_eq!(Key::parse("ctrl-M"), Err(WrongKey::SentAs("enter")));
        assert_eq!(Key::parse("ctrl-["), Err(WrongKey::SentAs("esc")));
    }
}
