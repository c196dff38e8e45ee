//! A scrollable list with several lines per item: problems, the history.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::cursor::{Cursor, Move};
use super::hit_map::Target;
use super::painter::{Painter, across, centred, inside, row};
use super::text::fit;

/// The maximum width of the box, frame included.
const WIDEST: usize = 96;

#[derive(Default)]
pub(crate) struct Block {
    /// Its lines, including an empty one at the end as a separator.
    pub lines: Vec<Line<'static>>,
    /// The line that is a button.
    pub button: Option<usize>,
}

/// Which item is selected, and which part of the list is in view. The list stores only the items'
/// heights, and builds those in view when it draws them.
#[derive(Default)]
pub(crate) struct Blocks {
    cursor: Cursor,
    /// Each item's first line, and at the end the total number of lines.
    starts: Vec<usize>,
    /// The number of items and the height of the list when the selected item was last scrolled into
    /// view.
    seen: (usize, usize),
}

/// The width of the items.
pub(crate) fn columns(body: Rect) -> u16 {
    inside(centred(body, WIDEST, 2)).width
}

impl Blocks {
    pub(crate) fn on(at: usize) -> Self {
        let cursor = Cursor { at, top: 0 };
        Self { cursor, ..Self::default() }
    }

    pub(crate) const fn at(&self) -> usize {
        self.cursor.at
    }

    /// As high as the items, if they fit.
    fn area(&self, body: Rect) -> Rect {
        centred(body, WIDEST, self.lines().max(1) + 2)
    }

    fn list(&self, body: Rect) -> Rect {
        inside(self.area(body))
    }

    fn height(&self, body: Rect) -> usize {
        usize::from(self.list(body).height)
    }

    const fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn lines(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    pub(crate) fn set_heights(&mut self, heights: impl Iterator<Item = usize>) {
        self.starts.clear();
        let mut line = 0;
        self.starts.push(line);
        for height in heights {
            line += height;
            self.starts.push(line);
        }
    }

    /// Moves the selection and keeps it in view.
    pub(crate) fn go(&mut self, way: Move, body: Rect) {
        // An item takes about three lines.
        let to = way.from(self.cursor.at, self.len(), self.height(body) / 3);
        self.select(to, body);
    }

    /// Selects an item and scrolls it into view.
    pub(crate) fn select(&mut self, at: usize, body: Rect) {
        self.cursor.at = at.min(self.len().saturating_sub(1));
        let line = |n: usize| self.starts.get(n).copied().unwrap_or_default();
        let (start, end) = (line(self.cursor.at), line(self.cursor.at + 1));
        self.cursor.show(start..end.max(start), self.lines(), self.height(body));
    }

    /// Scrolls without moving the selection.
    pub(crate) fn scroll(&mut self, by: isize, body: Rect) {
        self.cursor.scroll(by, self.lines(), self.height(body));
    }

    /// Adjusts the scroll position after the items or the height may have changed.
    pub(crate) fn sync(&mut self, body: Rect) {
        let current = (self.len(), self.height(body));
        if std::mem::replace(&mut self.seen, current) != current {
            self.select(self.cursor.at, body);
        }
        self.cursor.clamp(self.lines(), self.height(body));
    }

    /// Draws the box; if there is no item, draws the sentence `none` instead.
    pub(crate) fn draw(
        &self,
        painter: &mut Painter<'_>,
        title: &str,
        item: impl Fn(usize) -> Block,
        none: &str,
        body: Rect,
    ) {
        let theme = painter.theme;
        let frame = painter.boxed(self.area(body), title);
        let list = self.list(body).intersection(frame);
        if self.len() == 0 {
            let text = fit(none, usize::from(list.width));
            painter.line(row(list, 0), Span::styled(text.into_owned(), theme.dim()));
        }
        let (top, bottom) = (self.cursor.top, self.cursor.top + usize::from(list.height));
        let first = self.starts.partition_point(|start| *start <= top);
        for n in first.saturating_sub(1)..self.len() {
            if self.starts[n] >= bottom {
                break;
            }
            let block = item(n);
            for (offset, text) in block.lines.into_iter().enumerate() {
                let Some(at) = (self.starts[n] + offset).checked_sub(top) else {
                    continue;
                };
                let at = row(list, at);
                let is_gap = text.spans.is_empty();
                painter.line(at, text);
                if is_gap {
                    continue;
                }
                if n == self.cursor.at {
                    painter.select(across(frame, at));
                }
                let is_button = block.button == Some(offset);
                painter.hit(at, if is_button { Target::Button(n) } else { Target::Row(n) });
            }
        }
        painter.scrollbar_of_box(across(frame, list), top, self.lines());
    }
}
