//! A one-line field for a secret. It does its own editing, because the text must be wiped wherever
//! it was stored: a library's field leaves copies behind when it grows.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
#[cfg(feature = "tui")]
use ratatui::layout::Rect;
#[cfg(feature = "tui")]
use ratatui::style::Style;
use zeroize::Zeroizing;

#[cfg(feature = "tui")]
use super::painter::Painter;
#[cfg(feature = "tui")]
use super::text_field::{MASK, draw_text};
use crate::settings::secret::Secret;

/// The initial capacity in bytes: most keys fit, so that they are never copied.
const ROOM: usize = 1024;

#[derive(Default)]
pub(crate) struct SecretInput {
    text: Zeroizing<String>,
    /// In characters.
    cursor: usize,
}

/// What a paste left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Omitted {
    /// White space at the ends.
    pub around: bool,
    /// Line breaks and other control characters inside.
    pub breaks: bool,
}

impl SecretInput {
    /// The typed text, trimmed.
    pub(crate) fn secret(&self) -> Secret {
        Secret::new(self.text.trim().to_owned())
    }

    /// Whether the trimmed text is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn len(&self) -> usize {
        self.text.chars().count()
    }

    /// The byte offset of a character.
    fn byte(&self, at: usize) -> usize {
        let mut positions = self.text.char_indices().map(|(position, _)| position);
        positions.nth(at).unwrap_or(self.text.len())
    }

    /// Makes room by moving the text to a new buffer, and wipes the old one.
    fn reserve(&mut self, more: usize) {
        let needed = self.text.len() + more;
        if needed > self.text.capacity() {
            let mut roomy = String::with_capacity(needed.next_power_of_two().max(ROOM));
            roomy.push_str(&self.text);
            self.text = Zeroizing::new(roomy);
        }
    }

    fn insert(&mut self, c: char) {
        self.reserve(c.len_utf8());
        let at = self.byte(self.cursor);
        self.text.insert(at, c);
        self.cursor += 1;
    }

    fn remove(&mut self, from: usize, to: usize) {
        let range = self.byte(from)..self.byte(to);
        self.text.replace_range(range, "");
        self.cursor = from;
    }

    /// Handles a key. Returns whether it was meant for the text.
    pub(crate) fn typed(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        let (at, len) = (self.cursor, self.len());
        match key.code {
            KeyCode::Char('a') if ctrl => self.cursor = 0,
            KeyCode::Char('e') if ctrl => self.cursor = len,
            KeyCode::Char('u') if ctrl => self.remove(0, at),
            KeyCode::Char('k') if ctrl => self.remove(at, len),
            KeyCode::Char(c) if plain => self.insert(c),
            KeyCode::Backspace => self.remove(at.saturating_sub(1), at),
            KeyCode::Delete => self.remove(at, (at + 1).min(len)),
            KeyCode::Left => self.cursor = at.saturating_sub(1),
            KeyCode::Right => self.cursor = (at + 1).min(len),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = len,
            _ => return false,
        }
        true
    }

    /// Inserts pasted text at the cursor, without surrounding white space and line breaks: no key
    /// contains any, and terminals that wrap lines add them. Returns what it left out.
    pub(crate) fn paste(&mut self, text: &str) -> Omitted {
        let trimmed = text.trim();
        self.reserve(trimmed.len());
        for c in trimmed.chars().filter(|c| !c.is_control()) {
            self.insert(c);
        }
        Omitted { around: trimmed.len() < text.len(), breaks: trimmed.contains(char::is_control) }
    }

    /// Draws the field into one line, masked unless revealed, and places the terminal's cursor.
    #[cfg(feature = "tui")]
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, area: Rect, revealed: bool) {
        if revealed {
            draw_text(painter, area, &self.text, self.cursor, Style::new());
        } else {
            let masked: String = std::iter::repeat_n(MASK, self.len()).collect();
            draw_text(painter, area, &masked, self.cursor, Style::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut SecretInput, keys: &[(KeyCode, KeyModifiers)]) {
        for (code, held) in keys {
            assert!(input.typed(KeyEvent::new(*code, *held)), "{code:?}");
        }
    }

    fn plain(code: KeyCode) -> (KeyCode, KeyModifiers) {
        (code, KeyModifiers::NONE)
    }

    #[test]
    fn secret_is_edited_like_any_line() {
        let mut input = SecretInput::default();
        input.paste("aßc");
        press(
            &mut input,
            &[plain(KeyCode::Left), plain(KeyCode::Backspace), plain(KeyCode::Char('X'))],
        );
        assert_eq!(input.text(), "aXc");
        press(
            &mut input,
            &[
                plain(KeyCode::Home),
                plain(KeyCode::Delete),
                plain(KeyCode::End),
                plain(KeyCode::Char('日')),
            ],
        );
        assert_eq!(input.text(), "Xc日");
        press(&mut input, &[plain(KeyCode::Left), (KeyCode::Char('k'), KeyModifiers::CONTROL)]);
        assert_eq!(input.text(), "Xc");
        press(&mut input, &[(KeyCode::Char('u'), KeyModifiers::CONTROL)]);
        assert!(input.is_empty());
        press(
            &mut input,
            &[
                plain(KeyCode::Backspace),
                plain(KeyCode::Delete),
                plain(KeyCode::Left),
                plain(KeyCode::Right),
            ],
        );
        assert!(!input.typed(KeyEvent::new(KeyCode::Up, KeyModifiers::NONE)));
    }

    #[test]
    fn paste_drops_and_reports_characters_no_key_has() {
        let pasted = |text: &str| {
            let mut input = SecretInput::default();
            let left = input.paste(text);
            (input.text().to_owned(), left.around, left.breaks)
        };
        assert_eq!(pasted("key"), ("key".to_owned(), false, false));
        assert_eq!(pasted("  key \r\n"), ("key".to_owned(), true, false));
        assert_eq!(pasted("ke\n  y"), ("ke  y".to_owned(), false, true));
        assert_eq!(pasted("k\r\ney\t\n"), ("key".to_owned(), true, true));
    }

    #[test]
    fn a_long_text_has_room_before_it_is_typed_on() {
        let mut input = SecretInput::default();
        input.paste(&"x".repeat(5_000));
        input.typed(KeyEvent::new(KeyCode::Char('y'), KeyModifiers::NONE));
        assert_eq!(input.secret().expose().len(), 5_001);
    }
}
