//! Where a layer draws: a frame's cells, clipped to an area, and the hit map that the drawing
//! fills.

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

/// Draws a layer. Nothing is drawn outside of the frame.
pub(crate) struct Painter<'a> {
    buffer: &'a mut Buffer,
    hits: &'a mut HitMap,
    layer: usize,
    pub theme: Theme,
    cursor: &'a mut Option<(u16, u16)>,
    /// Whether nothing lies on top of the layer.
    is_top: bool,
    /// Whether what is drawn has the focus: that alone is accented.
    pub has_focus: bool,
}

impl<'a> Painter<'a> {
    /// For a layer, counted from the bottom.
    pub(crate) const fn new(
        buffer: &'a mut Buffer,
        hits: &'a mut HitMap,
        cursor: &'a mut Option<(u16, u16)>,
        layer: usize,
        theme: Theme,
    ) -> Self {
        Self { buffer, hits, layer, theme, cursor, is_top: true, has_focus: true }
    }

    /// The same for a layer on which another lies: only what is on top has a frame.
    #[must_use]
    pub(crate) fn beneath(self) -> Self {
        Self { is_top: false, ..self }
    }

    /// All that was drawn in an area stands back, for a layer that opens over it.
    pub(crate) fn dim_behind(&mut self, area: Rect) {
        self.style(area.intersection(self.frame()), self.theme.behind());
    }

    pub(crate) const fn frame(&self) -> Rect {
        self.buffer.area
    }

    /// Draws a line of text, cut to the area's width. What has the form of a key is left out,
    /// whatever the text is.
    pub(crate) fn line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        let mut line = line.into();
        for span in &mut line.spans {
            if let Cow::Owned(shown) = without_keys(&span.content) {
                span.content = shown.into();
            }
        }
        self.draw_line(area, &self.in_marks(line, area.width));
    }

    /// A line in the signs that the terminal can show, no wider than it was where that would be
    /// too wide.
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

    /// Draws what the person is typing and wants to see, only in signs that the terminal can show.
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

    /// Draws a span from a column on; the column behind it.
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

    /// A line at the area's right end; how wide it is.
    pub(crate) fn right<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) -> u16 {
        let line = self.in_marks(line.into(), area.width);
        let wide = columns(line.width()).min(area.width);
        self.line(right_part(area, wide), line);
        wide
    }

    /// A style over all cells of an area.
    pub(crate) fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// Highlights what is selected across its width, with a bar at its left where that is free.
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

    /// Marks what is selected where something else has the focus.
    pub(crate) fn mark(&mut self, area: Rect) {
        let area = area.intersection(self.frame());
        self.hits.add_selected(area, self.layer);
        self.style(area, self.theme.strong());
        let first = left_part(area, 1);
        if !first.is_empty() && self.buffer[(first.x, first.y)].symbol() == " " {
            self.line(first, Span::styled(marks::BAR, self.theme.dim()));
        }
    }

    /// An empty box with a frame and a title, and nothing beside it; what is inside.
    pub(crate) fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.frame());
        self.clear(across(self.frame(), area));
        self.popup(area, title)
    }

    /// The same over what is there.
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
            // Not in the colour of the frame: it is to be read.
            self.style(left_part(at, title.width()), Style::reset());
            self.line(at, title);
        }
        self.hit(area, Target::Ground);
        inside
    }

    /// What stands beside something else, behind a thin line; what is right of it.
    pub(crate) fn ruled(&mut self, area: Rect, rule: Style) -> Rect {
        for at in left_part(area, 1).rows() {
            self.line(at, Span::styled(marks::EDGE, rule));
        }
        indented(area, 2)
    }

    /// Empties an area. A wide character that reaches into it goes too: it would hide what is drawn
    /// there.
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

    /// A bar in the last column of an area that shows which part of a longer text is in view;
    /// nothing where all of it is.
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

    /// The same on the frame of a box, beside these lines of its inside.
    pub(crate) fn scrollbar_of_box(&mut self, inside: Rect, top: usize, len: usize) {
        let track = right_part(inside.outer(Margin::new(1, 0)), 1);
        if let Some(bar) = Scrollbar::new(track, top, len).filter(|_| self.is_top) {
            self.thumb(&bar, top, len);
        }
    }

    fn thumb(&mut self, bar: &Scrollbar, top: usize, len: usize) {
        // It may lie on the rule of what has the focus.
        let without = || Style::reset().patch(self.theme.dim());
        let style = if self.has_focus { self.theme.accent() } else { without() };
        for n in bar.thumb() {
            self.line(row(bar.area, n), Span::styled(marks::THUMB, style));
        }
        self.hit(bar.area, Target::Scrollbar(top, len));
    }

    /// Buttons, each with its look.
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

    /// Something that the mouse can press was drawn here.
    pub(crate) fn hit(&mut self, area: Rect, target: Target) {
        self.hits.add(area.intersection(self.frame()), self.layer, target);
    }

    /// What was drawn in a line leads to an address, where the terminal knows of such.
    pub(crate) fn link(&mut self, area: Rect, address: &str) {
        if self.is_top && self.theme.marks == Marks::Unicode {
            self.hits.add_link(area.intersection(self.frame()), address);
        }
    }

    /// The terminal's cursor stands here, where text is typed.
    pub(crate) fn cursor(&mut self, x: u16, y: u16) {
        if self.frame().contains((x, y).into()) {
            *self.cursor = Some((x, y));
        }
    }
}

/// Where buttons of these widths are: beside each other, and beneath where a line is full. The last
/// line of the area takes what is left.
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

/// How many lines buttons take in so many columns.
pub(crate) fn button_lines(wide: u16, widths: impl IntoIterator<Item = usize>) -> u16 {
    let places = button_places(Rect::new(0, 0, wide, u16::MAX), widths);
    places.last().map_or(0, |last| last.bottom())
}

/// A number of columns or lines as the terminal counts them.
pub(crate) fn columns(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// One line of an area, counted from its top; empty when it has no such line.
pub(crate) fn row(area: Rect, n: usize) -> Rect {
    let y = columns(n);
    if y >= area.height {
        Rect { height: 0, ..area }
    } else {
        Rect { y: area.y + y, height: 1, ..area }
    }
}

/// An area without so many columns at its left.
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

/// So many columns of a line, from a column on.
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

/// Lines, from one side of an area to the other.
pub(crate) const fn across(area: Rect, lines: Rect) -> Rect {
    Rect { x: area.x, width: area.width, ..lines }
}

/// An area without its first and its last column.
pub(crate) fn padded(area: Rect) -> Rect {
    area.inner(Margin::new(1, 0))
}

/// The text inside of a framed box: a column is left free at either side.
pub(crate) fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// The items of a framed box: under the field that filters them, and above so many lines.
pub(crate) fn under_field(area: Rect, foot: u16) -> Rect {
    let [_, items, _] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(foot)])
            .areas(area.inner(Margin::new(1, 1)));
    items
}

/// From how many columns on a layer leaves some of them free.
const WIDE: u16 = 100;

/// A box of a size in the middle of an area, and no larger than it. Where there are few columns it
/// has all of them.
pub(crate) fn centred(area: Rect, wide: usize, high: usize) -> Rect {
    let wide = if area.width < WIDE { area.width } else { columns(wide) };
    area.centered(Constraint::Length(wide), Constraint::Length(columns(high)))
}

/// How wide the widest of some texts is.
pub(crate) fn widest<'s>(texts: impl IntoIterator<Item = &'s str>) -> usize {
    texts.into_iter().map(width).max().unwrap_or_default()
}
