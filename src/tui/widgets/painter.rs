//! Draws a layer into a frame's cells, clipped to an area, and records what was drawn in the hit
//! map.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

use super::hit_map::{HitMap, Scrollbar, Target};
use super::marks;
use super::marks::Marks;
use super::text::{fit, is_simple, width};
use super::theme::Theme;
use crate::settings::redact::without_keys;

/// Draws one layer, never outside the frame.
pub(crate) struct Painter<'a> {
    buffer: &'a mut Buffer,
    hits: &'a mut HitMap,
    layer: usize,
    pub theme: Theme,
    cursor: &'a mut Option<(u16, u16)>,
    /// Whether no other layer covers this one.
    is_top: bool,
    /// Whether the component has the focus; only then is it accented.
    pub has_focus: bool,
}

impl<'a> Painter<'a> {
    /// A painter for a layer; layer numbers count from the bottom.
    pub(crate) const fn new(
        buffer: &'a mut Buffer,
        hits: &'a mut HitMap,
        cursor: &'a mut Option<(u16, u16)>,
        layer: usize,
        theme: Theme,
    ) -> Self {
        Self { buffer, hits, layer, theme, cursor, is_top: true, has_focus: true }
    }

    /// Draws as a layer that another one covers: only the top layer has a frame.
    #[must_use]
    pub(crate) fn beneath(self) -> Self {
        Self { is_top: false, ..self }
    }

    /// Dims everything already drawn in an area, for a layer that opens over it.
    pub(crate) fn dim_behind(&mut self, area: Rect) {
        self.style(area.intersection(self.frame()), self.theme.behind());
    }

    pub(crate) const fn frame(&self) -> Rect {
        self.buffer.area
    }

    /// Draws a line of text, cut to the area's width. Always leaves out anything that looks like a
    /// key.
    pub(crate) fn line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        let mut line = line.into();
        for span in &mut line.spans {
            if let Cow::Owned(shown) = without_keys(&span.content) {
                span.content = shown.into();
            }
        }
        self.draw_line(area, &self.in_marks(line, area.width));
    }

    /// Draws lines one below another, as many as fit.
    pub(crate) fn lines<'t>(
        &mut self,
        area: Rect,
        lines: impl IntoIterator<Item = impl Into<Line<'t>>>,
    ) {
        for (at, line) in area.rows().zip(lines) {
            self.line(at, line);
        }
    }

    /// Like [`Self::lines`], in one style.
    pub(crate) fn styled_lines<'t>(
        &mut self,
        area: Rect,
        lines: impl IntoIterator<Item = impl Into<Cow<'t, str>>>,
        style: Style,
    ) {
        self.lines(area, lines.into_iter().map(|line| Span::styled(line, style)));
    }

    /// Draws the text of a box from its line `top` on, and a scrollbar on the frame.
    pub(crate) fn scrolled<'t>(&mut self, area: Rect, lines: Vec<impl Into<Line<'t>>>, top: usize) {
        let len = lines.len();
        self.lines(area, lines.into_iter().skip(top));
        self.scrollbar_of_box(area.outer(Margin::new(1, 0)), top, len);
    }

    /// Replaces marks that the terminal cannot show. If the longer `...` no longer fits, shortens
    /// the text before it.
    fn in_marks<'t>(&self, mut line: Line<'t>, room: u16) -> Line<'t> {
        let mut used = 0;
        for span in &mut line.spans {
            if let Cow::Owned(shown) = self.theme.marks.shown(&span.content) {
                let left = usize::from(room).saturating_sub(used);
                let shortened =
                    if width(&shown) > left { marks::shortened(&shown, left) } else { None };
                span.content = shortened.unwrap_or(shown).into();
            }
            used += width(&span.content);
        }
        line
    }

    /// Draws text that the person is typing and wants to see. Only replaces marks that the terminal
    /// cannot show.
    pub(crate) fn typed_line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        let mut line = line.into();
        for span in &mut line.spans {
            if let Cow::Owned(shown) = self.theme.marks.shown_in_place(&span.content) {
                span.content = shown.into();
            }
        }
        self.draw_line(area, &line);
    }

    fn draw_line(&mut self, area: Rect, line: &Line<'_>) {
        let area = area.intersection(self.frame());
        if area.is_empty() {
            return;
        }
        let mut x = area.x;
        for span in &line.spans {
            x = self.span(x, area, span);
        }
    }

    /// Draws a span starting at column `x`. Returns the column after it.
    fn span(&mut self, x: u16, area: Rect, span: &Span<'_>) -> u16 {
        let room = area.right() - x;
        if !is_simple(&span.content) {
            return self.buffer.set_span(x, area.y, span, room).0;
        }
        let wide = room.min(columns(span.content.len()));
        if wide == 0 {
            return x;
        }
        let first = self.buffer.index_of(x, area.y);
        let cells = &mut self.buffer.content[first..first + usize::from(wide)];
        for (cell, c) in cells.iter_mut().zip(span.content.chars()) {
            cell.set_char(c).set_style(span.style);
        }
        x + wide
    }

    /// Draws a line at the right end of the area. Returns its width.
    pub(crate) fn right<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) -> u16 {
        let line = self.in_marks(line.into(), area.width);
        let wide = columns(line.width()).min(area.width);
        self.line(right_part(area, wide), line);
        wide
    }

    /// Applies a style to all cells of an area.
    pub(crate) fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// Highlights the selection across its width, with a bar at the left if that cell is free.
    pub(crate) fn select(&mut self, area: Rect) {
        let area = area.intersection(self.frame());
        if area.is_empty() {
            return;
        }
        self.hits.add_selected(area, self.layer);
        self.style(area, self.theme.selected());
        for first in left_part(area, 1).rows() {
            let cell = &mut self.buffer[(first.x, first.y)];
            if cell.symbol() == " " {
                cell.reset();
                self.line(first, Span::styled(marks::BAR, self.theme.bar()));
            }
        }
    }

    /// Marks the selection while something else has the focus.
    pub(crate) fn mark(&mut self, area: Rect) {
        let area = area.intersection(self.frame());
        self.hits.add_selected(area, self.layer);
        self.style(area, self.theme.strong());
        let first = left_part(area, 1);
        if !first.is_empty() && self.buffer[(first.x, first.y)].symbol() == " " {
            self.line(first, Span::styled(marks::BAR, self.theme.dim()));
        }
    }

    /// Draws an empty framed box with a title, and clears the area beside it. Returns the inside.
    pub(crate) fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.frame());
        self.clear(across(self.frame(), area));
        self.popup(area, title)
    }

    /// Like [`Self::boxed`], but over the existing content.
    pub(crate) fn popup(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.frame());
        if area.is_empty() {
            return area;
        }
        self.clear(area);
        let room = usize::from(area.width).saturating_sub(4);
        let marks = self.theme.marks;
        let block = Block::bordered().border_set(marks.border()).border_style(self.theme.accent());
        let inside = block.inner(area);
        if self.is_top {
            block.render(area, self.buffer);
        }
        if !title.is_empty() && room > 0 {
            let title = Span::styled(format!(" {} ", fit(title, room)), self.theme.title());
            let at = row(padded(area), 0);
            // Not in the frame's color: the title must be readable.
            self.style(left_part(at, title.width()), Style::reset());
            self.line(at, title);
        }
        self.hit(area, Target::Ground);
        inside
    }

    /// Draws a thin vertical line at the left of an area. Returns the part to its right.
    pub(crate) fn ruled(&mut self, area: Rect, rule: Style) -> Rect {
        for at in left_part(area, 1).rows() {
            self.line(at, Span::styled(marks::EDGE, rule));
        }
        indented(area, 2)
    }

    /// Clears an area, and any wide character that reaches into it and would hide new content.
    fn clear(&mut self, area: Rect) {
        Clear.render(area, self.buffer);
        if let Some(x) = area.x.checked_sub(1) {
            for y in area.top()..area.bottom() {
                let before = &mut self.buffer[(x, y)];
                if width(before.symbol()) > 1 {
                    before.set_symbol(" ");
                }
            }
        }
    }

    /// Draws a scrollbar in the area's last column; nothing if all of the text is in view.
    pub(crate) fn scrollbar(&mut self, area: Rect, top: usize, len: usize) {
        if area.width < 2 {
            return;
        }
        let track = right_part(area, 1);
        let Some(bar) = Scrollbar::new(track, top, len) else { return };
        for line in track.rows() {
            self.line(line, Span::styled(marks::EDGE, self.theme.dim()));
        }
        self.thumb(&bar, top, len);
    }

    /// Like [`Self::scrollbar`], on the frame of a box, beside these lines of its inside.
    pub(crate) fn scrollbar_of_box(&mut self, inside: Rect, top: usize, len: usize) {
        let track = right_part(inside.outer(Margin::new(1, 0)), 1);
        if let Some(bar) = Scrollbar::new(track, top, len).filter(|_| self.is_top) {
            self.thumb(&bar, top, len);
        }
    }

    fn thumb(&mut self, bar: &Scrollbar, top: usize, len: usize) {
        // The scrollbar may cover the accented rule of the focused component.
        let without = || Style::reset().patch(self.theme.dim());
        let style = if self.has_focus { self.theme.accent() } else { without() };
        for n in bar.thumb() {
            self.line(row(bar.area, n), Span::styled(marks::THUMB, style));
        }
        self.hit(bar.area, Target::Scrollbar(top, len));
    }

    /// Draws buttons, each with its style.
    pub(crate) fn buttons<'t>(
        &mut self,
        area: Rect,
        buttons: impl IntoIterator<Item = (impl Into<Cow<'t, str>>, Style)>,
    ) {
        let buttons: Vec<_> = buttons.into_iter().map(|(text, look)| (text.into(), look)).collect();
        let places = button_places(area, buttons.iter().map(|(label, _)| width(label)));
        for (n, ((label, style), at)) in buttons.into_iter().zip(places).enumerate() {
            self.line(at, Span::styled(label, style));
            self.hit(at, Target::Button(n));
        }
    }

    /// Records something that the mouse can press.
    pub(crate) fn hit(&mut self, area: Rect, target: Target) {
        self.hits.add(area.intersection(self.frame()), self.layer, target);
    }

    /// Records that the text in a line links to an address, for terminals that support links.
    pub(crate) fn link(&mut self, area: Rect, address: &str) {
        if self.is_top && self.theme.marks == Marks::Unicode {
            self.hits.add_link(area.intersection(self.frame()), address);
        }
    }

    /// Places the terminal's cursor, for typing.
    pub(crate) fn cursor(&mut self, x: u16, y: u16) {
        if self.frame().contains((x, y).into()) {
            *self.cursor = Some((x, y));
        }
    }
}

/// The areas of buttons with these widths: side by side, wrapping when a line is full. The area's
/// last line takes all the rest.
fn button_places(area: Rect, widths: impl IntoIterator<Item = usize>) -> Vec<Rect> {
    let (mut x, mut y) = (area.x, area.y);
    let place = |wide| {
        let wide = columns(wide);
        let is_full = x > area.x && x.saturating_add(wide) > area.right();
        if is_full && y + 1 < area.bottom() {
            (x, y) = (area.x, y + 1);
        }
        let at = Rect::new(x, y, wide, 1).intersection(area);
        x = x.saturating_add(wide).saturating_add(2);
        at
    };
    widths.into_iter().map(place).collect()
}

/// The number of lines that buttons need at this width.
pub(crate) fn button_lines(wide: u16, widths: impl IntoIterator<Item = usize>) -> u16 {
    let places = button_places(Rect::new(0, 0, wide, u16::MAX), widths);
    places.last().map_or(0, |last| last.bottom())
}

/// Converts a number of columns or lines to the terminal's type, saturating.
pub(crate) fn columns(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// One line of an area, counted from the top; empty if the area has no such line.
pub(crate) fn row(area: Rect, n: usize) -> Rect {
    let y = columns(n);
    if y >= area.height {
        Rect { height: 0, ..area }
    } else {
        Rect { y: area.y + y, height: 1, ..area }
    }
}

/// An area without its first `by` columns.
pub(crate) fn indented(area: Rect, by: usize) -> Rect {
    let by = columns(by).min(area.width);
    Rect { x: area.x + by, width: area.width - by, ..area }
}

/// The first columns of an area.
pub(crate) fn left_part(area: Rect, wide: usize) -> Rect {
    Rect { width: columns(wide).min(area.width), ..area }
}

/// The last columns of an area.
pub(crate) fn right_part(area: Rect, wide: u16) -> Rect {
    indented(area, usize::from(area.width.saturating_sub(wide)))
}

/// An area without its last columns.
pub(crate) fn without_right(area: Rect, wide: u16) -> Rect {
    left_part(area, usize::from(area.width.saturating_sub(wide)))
}

/// The columns of a line from `at` on, `wide` of them.
pub(crate) fn part(line: Rect, at: usize, wide: usize) -> Rect {
    left_part(indented(line, at), wide)
}

/// The first lines of an area.
pub(crate) fn top_part(area: Rect, high: u16) -> Rect {
    Rect { height: high.min(area.height), ..area }
}

/// An area without its first lines.
pub(crate) fn below(area: Rect, high: u16) -> Rect {
    let high = high.min(area.height);
    Rect { y: area.y + high, height: area.height - high, ..area }
}

/// The lines of `lines` at the full width of `area`.
pub(crate) const fn across(area: Rect, lines: Rect) -> Rect {
    Rect { x: area.x, width: area.width, ..lines }
}

/// An area without its first and last column.
pub(crate) fn padded(area: Rect) -> Rect {
    area.inner(Margin::new(1, 0))
}

/// The text area of a framed box: one column stays free on each side.
pub(crate) fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// The list area of a framed box: below the filter field, and above `foot` lines.
pub(crate) fn under_field(area: Rect, foot: u16) -> Rect {
    let [_, items, _] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(foot)])
            .areas(area.inner(Margin::new(1, 1)));
    items
}

/// From this width on, a layer leaves some columns free.
const WIDE: u16 = 100;

/// A box of a size in the middle of an area, and no larger than it. On a narrow screen it takes the
/// full width.
pub(crate) fn centred(area: Rect, wide: usize, high: usize) -> Rect {
    let wide = if area.width < WIDE { area.width } else { columns(wide) };
    area.centered(Constraint::Length(wide), Constraint::Length(columns(high)))
}

/// The width of the widest text.
pub(crate) fn widest<'s>(texts: impl IntoIterator<Item = &'s str>) -> usize {
    texts.into_iter().map(width).max().unwrap_or_default()
}
