//! A one-line text field. `tui-input` does the editing; this module draws the field and cleans up
//! pasted text.

use crossterm::event::{Event, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_segmentation::UnicodeSegmentation;

use super::painter::{Painter, columns, indented, left_part, without_right};
use super::text::{plain, width};
use crate::settings::credential::misplaced::{holds_a_secret, masked_ranges};
use crate::text::safe::may_be_entered;

/// Replaces each hidden character.
pub(crate) const MASK: char = '•';

#[derive(Clone, Debug, Default)]
pub(crate) struct TextField {
    input: Input,
}

impl TextField {
    /// A field with initial text and the cursor at its end.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { input: Input::new(text.into()) }
    }

    pub(crate) fn text(&self) -> &str {
        self.input.value()
    }

    /// Handles a key. Returns whether it was meant for the text; other keys are left to the caller.
    pub(crate) fn typed(&mut self, key: KeyEvent) -> bool {
        self.input.handle_event(&Event::Key(key)).is_some()
    }

    /// Inserts pasted text at the cursor as one line: drops line breaks at the ends and turns those
    /// inside into spaces.
    pub(crate) fn paste(&mut self, text: &str) {
        let line = text
            .trim()
            .split(['\r', '\n', '\t'])
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let line: String = line.chars().filter(|c| may_be_entered(*c)).collect();
        let cursor = self.input.cursor();
        let before: String = self.input.value().chars().take(cursor).collect();
        let after: String = self.input.value().chars().skip(cursor).collect();
        let cursor = cursor + line.chars().count();
        self.input = Input::new(before + &line + &after).with_cursor(cursor);
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.input.cursor() >= self.input.value().chars().count()
    }

    /// Whether the text contains a secret, which belongs in a secret field.
    pub(crate) fn holds_a_secret(&self) -> bool {
        holds_a_secret(self.text())
    }

    /// Draws the field into one line, scrolled to show the cursor, and places the terminal's
    /// cursor. Masks a secret as soon as it is recognized: others at the screen must not read it.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, area: Rect, style: Style) {
        let text = self.text();
        let ranges = masked_ranges(text);
        let is_masked = |at: usize| ranges.iter().any(|range| range.contains(&at));
        let shown = text.char_indices().map(|(at, c)| if is_masked(at) { MASK } else { c });
        let shown: String = shown.collect();
        draw_text(painter, area, &shown, self.input.cursor(), style);
    }

    /// Draws the field as a list's filter, with a hint while it is empty.
    pub(crate) fn draw_filter(&self, painter: &mut Painter<'_>, line: Rect, hint: &'static str) {
        let theme = painter.theme;
        painter.line(indented(line, 1), Span::styled("/", theme.key()));
        if self.text().is_empty() {
            painter.line(indented(line, 2), Span::styled(hint, theme.dim()));
        }
        self.draw(painter, without_right(indented(line, 2), 1), Style::new());
    }
}

/// Draws a text being typed into one line, scrolled to show the cursor (in characters), and places
/// the terminal's cursor.
pub(crate) fn draw_text(
    painter: &mut Painter<'_>,
    area: Rect,
    text: &str,
    cursor: usize,
    style: Style,
) {
    if area.is_empty() {
        return;
    }
    let text = plain(text);
    let before = text.char_indices().nth(cursor).map_or(text.len(), |(at, _)| at);
    // Measure once: pasted text may be long.
    let before = width(&text[..before]);
    let room = usize::from(area.width).saturating_sub(1);
    let mut skipped = 0;
    let mut from = 0;
    for grapheme in text.graphemes(true) {
        if before.saturating_sub(skipped) <= room {
            break;
        }
        skipped += width(grapheme);
        from += grapheme.len();
    }
    painter.typed_line(area, Span::styled(&text[from..], style));
    if from > 0 {
        painter.line(left_part(area, 1), Span::styled("…", painter.theme.dim()));
    }
    let x = area.x + columns(before.saturating_sub(skipped)).min(area.width - 1);
    painter.cursor(x, area.y);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode;

    #[test]
    fn a_paste_is_one_line_at_the_cursor() {
        let mut field = TextField::new("ab");
        field.typed(KeyEvent::from(KeyCode::Left));
        field.paste("  x\r\ny\u{1b} \n");
        assert_eq!(field.text(), "ax yb");
        field.typed(KeyEvent::from(KeyCode::Char('!')));
        assert_eq!(field.text(), "ax y!b");
    }
}
