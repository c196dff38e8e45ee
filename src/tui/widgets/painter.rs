//! Where a layer draws: a frame's cells, clipped to an area, and the hit map that the drawing
//! fills.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

use super::hit_map::{HitMap, Target};
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
        Self { buffer, hits, layer, theme, cursor }
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
        self.typed_line(area, line);
    }

    /// Draws as it is what the person is typing and wants to see.
    pub(crate) fn typed_line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        let area = area.intersection(self.frame());
        if area.is_empty() {
            return;
        }
        let mut x = area.x;
        for span in &line.into().spans {
            x = self.span(x, area, span);
        }
    }

    /// Draws a span from a column on; the column behind it.
    fn span(&mut self, x: u16, area: Rect, span: &Span<'_>) -> u16 {
        let room = area.right() - x;
        if !is_simple(&span.content) {
            return self.buffer.set_span(x, area.y, span, room).0;
        }
        let end = x + room.min(columns(span.content.len()));
        for (x, c) in (x..end).zip(span.content.chars()) {
            self.buffer[(x, area.y)].set_char(c).set_style(span.style);
        }
        end
    }

    /// A line at the area's right end; how wide it is.
    pub(crate) fn right<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) -> u16 {
        let line = line.into();
        let wide = columns(line.width()).min(area.width);
        let x = area.right() - wide;
        self.line(Rect { x, width: wide, ..area }, line);
        wide
    }

    /// A style over all cells of an area.
    pub(crate) fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// An empty box with a frame and a title; what is inside.
    pub(crate) fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.frame());
        if area.is_empty() {
            return area;
        }
        self.clear(area);
        let room = usize::from(area.width).saturating_sub(4);
        let mut block = Block::bordered().border_style(self.theme.accent());
        if !title.is_empty() && room > 0 {
            block =
                block.title(Span::styled(format!(" {} ", fit(title, room)), self.theme.title()));
        }
        let inside = block.inner(area);
        block.render(area, self.buffer);
        self.hit(area, Target::Ground);
        inside
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

    /// A bar at the right edge of an area that shows which part of a longer text is in view;
    /// nothing where all of it is.
    pub(crate) fn scrollbar(&mut self, area: Rect, top: usize, len: usize) {
        let height = usize::from(area.height);
        if len <= height || height < 2 || area.width < 2 {
            return;
        }
        let thumb = (height * height / len).max(1);
        let start = (top * (height - thumb)).div_ceil((len - height).max(1)).min(height - thumb);
        for n in 0..height {
            let (symbol, style) = if (start..start + thumb).contains(&n) {
                ("┃", self.theme.accent())
            } else {
                ("│", self.theme.dim())
            };
            let at = Rect { x: area.right() - 1, width: 1, ..row(area, n) };
            self.line(at, Span::styled(symbol, style));
        }
    }

    /// Something that the mouse can press was drawn here.
    pub(crate) fn hit(&mut self, area: Rect, target: Target) {
        self.hits.add(area.intersection(self.frame()), self.layer, target);
    }

    /// The terminal's cursor stands here, where text is typed.
    pub(crate) fn cursor(&mut self, x: u16, y: u16) {
        if self.frame().contains((x, y).into()) {
            *self.cursor = Some((x, y));
        }
    }
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

/// The text inside of a framed box: a column is left free at either side.
pub(crate) fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(2),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// A box of a size in the middle of an area, and no larger than it.
pub(crate) fn centred(area: Rect, wide: usize, high: usize) -> Rect {
    let (w, h) = (columns(wide).min(area.width), columns(high).min(area.height));
    Rect {
        x: area.x + (area.width - w) / 2,
        y: area.y + (area.height - h) / 2,
        width: w,
        height: h,
    }
}

/// How wide the widest of some texts is.
pub(crate) fn widest<'s>(texts: impl IntoIterator<Item = &'s str>) -> usize {
    texts.into_iter().map(width).max().unwrap_or_default()
}
