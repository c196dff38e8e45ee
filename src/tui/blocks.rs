//! A list whose items take several lines each, in a box that scrolls: problems, the history.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::cursor::{Cursor, Move};
use super::hit::Target;
use super::paint::{Painter, centred, inside, row};
use super::text::fit;

/// The widest the box gets, frame included.
const WIDEST: usize = 96;

/// One item.
#[derive(Default)]
pub struct Block {
    /// Its lines; an empty one below the last is its own too.
    pub lines: Vec<Line<'static>>,
    /// Which of them is a button.
    pub button: Option<usize>,
}

/// Which item is selected, and what part of the list is in view.
#[derive(Default)]
pub struct Blocks {
    cursor: Cursor,
    /// How many items there were, and in how many lines the selected one was last brought into view.
    seen: (usize, usize),
}

fn area(body: Rect) -> Rect {
    centred(body, WIDEST, usize::from(body.height))
}

fn list(body: Rect) -> Rect {
    inside(area(body))
}

/// How wide the items are.
pub fn columns(body: Rect) -> u16 {
    list(body).width
}

fn height(body: Rect) -> usize {
    usize::from(list(body).height)
}

fn all_lines(items: &[Block]) -> usize {
    items.iter().map(|block| block.lines.len()).sum()
}

impl Blocks {
    /// With an item selected.
    pub fn on(at: usize) -> Self {
        let cursor = Cursor { at, top: 0 };
        Self {
            cursor,
            ..Self::default()
        }
    }

    /// The selected item.
    pub const fn at(&self) -> usize {
        self.cursor.at
    }

    /// Goes some way, and keeps the selected item in view.
    pub fn go(&mut self, way: Move, items: &[Block], body: Rect) {
        // An item takes three lines or so.
        let to = way.from(self.cursor.at, items.len(), height(body) / 3);
        self.select(to, items, body);
    }

    /// Selects an item, and brings it into view.
    pub fn select(&mut self, at: usize, items: &[Block], body: Rect) {
        self.cursor.at = at.min(items.len().saturating_sub(1));
        let start = all_lines(&items[..self.cursor.at]);
        let end = start
            + items
                .get(self.cursor.at)
                .map_or(0, |block| block.lines.len());
        self.cursor.show(start..end, all_lines(items), height(body));
    }

    /// Scrolls, without the selection.
    pub fn scroll(&mut self, by: isize, items: &[Block], body: Rect) {
        self.cursor.scroll(by, all_lines(items), height(body));
    }

    /// The items or the room for them may have changed.
    pub fn settle(&mut self, items: &[Block], body: Rect) {
        let now = (items.len(), height(body));
        if std::mem::replace(&mut self.seen, now) != now {
            self.select(self.cursor.at, items, body);
        }
        self.cursor.clamp(all_lines(items), height(body));
    }

    /// Draws the box; where there is no item, what is said instead.
    pub fn draw(
        &self,
        painter: &mut Painter<'_>,
        title: &str,
        items: Vec<Block>,
        none: &'static str,
        body: Rect,
    ) {
        let theme = painter.theme;
        let frame = painter.boxed(area(body), title);
        let list = list(body).intersection(frame);
        if items.is_empty() {
            let text = fit(none, usize::from(list.width));
            painter.line(row(list, 0), Span::styled(text.into_owned(), theme.dim()));
        }
        let len = all_lines(&items);
        let mut line = 0_usize;
        for (n, block) in items.into_iter().enumerate() {
            for (offset, text) in block.lines.into_iter().enumerate() {
                let at = line;
                line += 1;
                let Some(at) = at.checked_sub(self.cursor.top).map(|at| row(list, at)) else {
                    continue;
                };
                let is_gap = text.spans.is_empty();
                painter.line(at, text);
                if is_gap {
                    continue;
                }
                if n == self.cursor.at {
                    painter.line(at, Span::styled("▌", theme.accent()));
                }
                let is_button = block.button == Some(offset);
                painter.hit(
                    at,
                    if is_button {
                        Target::Button(n)
                    } else {
                        Target::Row(n)
                    },
                );
            }
        }
        painter.scrollbar(frame, self.cursor.top, len);
    }
}
