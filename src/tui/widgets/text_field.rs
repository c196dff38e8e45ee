//! One line of text that is typed: the editing is `tui-input`'s; here is where it is drawn, and
//! what a paste becomes.

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

/// Stands for a character that is not shown.
pub(crate) const MASK: char = '•';

/// A text that is being typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextField {
    input: Input,
}

impl TextField {
    /// A text to go on typing, the cursor at its end.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { input: Input::new(text.into()) }
    }

    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        self.input.value()
    }

    /// Takes a key; whether the text was for it. Keys that no text has a use for are left to
    /// others.
    pub(crate) fn typed(&mut self, key: KeyEvent) -> bool {
        self.input.handle_event(&Event::Key(key)).is_some()
    }

    /// Puts a pasted text in at the cursor. It is one line here: line breaks at its ends go, those
    /// inside become spaces.
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

    /// Whether the cursor is at the end.
    pub(crate) fn is_at_end(&self) -> bool {
        self.input.cursor() >= self.input.value().chars().count()
    }

    /// Whether what was typed holds a secret, which belongs into a secret field.
    pub(crate) fn holds_a_secret(&self) -> bool {
        holds_a_secret(self.text())
    }

    /// Draws it into one line, scrolled so that the cursor is in view, and puts the terminal's
    /// cursor there. A secret in it is masked as soon as it is known for one: others at
    /// the screen must not read it.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, area: Rect, style: Style) {
        let text = self.text();
        let ranges = masked_ranges(text);
        let is_masked = |at: usize| ranges.iter().any(|range| range.contains(&at));
        let shown = text.char_indices().map(|(at, c)| if is_masked(at) { MASK } else { c });
        let shown: String = shown.collect();
        draw_text(painter, area, &shown, self.input.cursor(), style);
    }

    /// Draws it into one line as what filters a list; where nothing is typed yet, a hint is there.
    pub(crate) fn draw_filter(&self, painter: &mut Painter<'_>, line: Rect, hint: &'static str) {
        let theme = painter.theme;
        painter.line(indented(line, 1), Span::styled("/", theme.key()));
        if self.text().is_empty() {
            painter.line(indented(line, 2), Span::styled(hint, theme.dim()));
        }
        self.draw(painter, without_right(indented(line, 2), 1), Style::new());
    }
}

/// Draws a text that is typed into one line, scrolled so that the cursor (in characters) is in
/// view, and puts the terminal's cursor there.
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
    // Once: what was pasted may be long.
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
