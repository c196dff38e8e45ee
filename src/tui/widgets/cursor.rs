//! The selection in a list, and the part of the list in view.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The selected item.
    pub at: usize,
    /// The first line in view.
    pub top: usize,
}

/// A movement through a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    First,
    Last,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
}

impl Move {
    /// The target of a movement from `at` in a list of `len` items, `page` of which are in view.
    pub fn from(self, at: usize, len: usize, page: usize) -> usize {
        let last = len.saturating_sub(1);
        let page = page.max(1);
        match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at + 1,
            Self::First => 0,
            Self::Last => last,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at + page,
            Self::HalfUp => at.saturating_sub(page.div_ceil(2)),
            Self::HalfDown => at + page.div_ceil(2),
        }
        .min(last)
    }

    /// The number of lines to scroll a text with `height` lines in view; for its ends, more than
    /// any text has.
    pub(crate) fn in_lines(self, height: u16) -> isize {
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
        match self {
            Self::Up => -1,
            Self::Down => 1,
            Self::First => isize::MIN / 2,
            Self::Last => isize::MAX / 2,
            Self::PageUp => -page,
            Self::PageDown => page,
            Self::HalfUp => -(page / 2).max(1),
            Self::HalfDown => (page / 2).max(1),
        }
    }
}

impl Cursor {
    /// Moves in a list of one-line items, and keeps the selection in view.
    pub(crate) fn go(&mut self, way: Move, len: usize, height: usize) {
        self.at = way.from(self.at, len, height);
        self.reveal(len, height);
    }

    /// Moves the selection back into a list that has changed, and scrolls it into view.
    pub(crate) fn reveal(&mut self, len: usize, height: usize) {
        self.at = self.at.min(len.saturating_sub(1));
        self.show(self.at..self.at + 1, len, height);
    }

    /// Scrolls just far enough to show some lines.
    pub(crate) fn show(&mut self, lines: std::ops::Range<usize>, len: usize, height: usize) {
        if lines.end > self.top + height {
            self.top = lines.end - height;
        }
        self.top = self.top.min(lines.start);
        self.clamp(len, height);
    }

    /// Scrolls without moving the selection.
    pub(crate) fn scroll(&mut self, by: isize, len: usize, height: usize) {
        self.top = self.top.saturating_add_signed(by);
        self.clamp(len, height);
    }

    /// Stops scrolling at the end of the list.
    pub(crate) fn clamp(&mut self, len: usize, height: usize) {
        self.top = self.top.min(len.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_stays_in_the_list_and_in_view() {
        let mut cursor = Cursor::default();
        cursor.go(Move::Last, 10, 3);
        assert_eq!(cursor, Cursor { at: 9, top: 7 });
        cursor.go(Move::PageUp, 10, 3);
        assert_eq!(cursor, Cursor { at: 6, top: 6 });
        cursor.reveal(2, 3);
        assert_eq!(cursor, Cursor { at: 1, top: 0 });
        cursor.go(Move::Down, 0, 0);
        assert_eq!(cursor.at, 0);
    }

    #[test]
    fn scrolling_leaves_the_selection() {
        let mut cursor = Cursor { at: 0, top: 0 };
        cursor.scroll(5, 10, 3);
        assert_eq!(cursor, Cursor { at: 0, top: 5 });
        cursor.scroll(50, 10, 3);
        assert_eq!(cursor.top, 7);
        cursor.scroll(-99, 10, 3);
        assert_eq!(cursor.top, 0);
    }
}
