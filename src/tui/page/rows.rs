//! The rows of the page, built anew when the settings or the filter change, and the place among them.

use std::ops::Range;

use super::filter::{self, Mark};
use crate::tui::cursor::{Cursor, Move};
use crate::tui::layer::View;
use crate::tui::text::wrap;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The section's title.
    Title,
    /// A connection, by its place in the file, and what the filter matched.
    Connection(usize, Vec<Mark>),
    /// A line that says why there is nothing else.
    Text(String),
    /// `+ Add Connection`.
    Add,
}

impl Row {
    const fn height(&self) -> usize {
        match self {
            Self::Connection(..) => 2,
            _ => 1,
        }
    }

    const fn is_selectable(&self) -> bool {
        matches!(self, Self::Connection(..) | Self::Add)
    }
}

/// All rows, the lines they take, and the selected one.
#[derive(Default)]
pub struct Rows {
    list: Vec<Row>,
    /// The first line of each row, and after the last the number of all lines.
    starts: Vec<usize>,
    cursor: Cursor,
}

impl Rows {
    /// Whether the settings were never seen.
    pub const fn is_unbuilt(&self) -> bool {
        self.starts.is_empty()
    }

    /// The rows of the present settings under a filter, the place as it was.
    pub fn rebuilt(self, view: &View<'_>, query: Option<&str>, columns: usize) -> Self {
        let settings = view.settings();
        let order = settings.display_order();
        let mut rows = Vec::with_capacity(order.len() + 2);
        rows.push(Row::Title);
        let texts = |text: &str| {
            wrap(text, columns.saturating_sub(6))
                .into_iter()
                .map(Row::Text)
                .collect::<Vec<_>>()
        };
        match (query, view.store.unreadable()) {
            _ if settings.connections().is_empty() => rows.extend(match view.store.unreadable() {
                Some(why) => texts(&format!("{why}\nNothing is written until it can be read again. Mend it with an editor: this page reloads by itself.")),
                None => texts("No connections configured. Add a connection to get started."),
            }),
            (None, _) => rows.extend(order.into_iter().map(|place| Row::Connection(place, Vec::new()))),
            (Some(query), _) => {
                let found = filter::matches(query, settings, &order);
                if found.is_empty() {
                    rows.extend(texts(&format!("No connection matches “{query}”. Esc clears the filter.")));
                }
                rows.extend(found.into_iter().map(|(place, marks)| Row::Connection(place, marks)));
            }
        }
        if settings.connections().is_empty() && view.store.unreadable().is_some() {
            // There is nothing to add to.
        } else {
            rows.push(Row::Add);
        }
        let mut line = 0;
        let mut starts = Vec::with_capacity(rows.len() + 1);
        for row in &rows {
            starts.push(line);
            line += row.height();
        }
        starts.push(line);
        Self {
            list: rows,
            starts,
            cursor: self.cursor,
        }
    }

    /// The number of the selected row.
    pub const fn current(&self) -> usize {
        self.cursor.at
    }

    /// The number of the first row that can be selected.
    pub fn first(&self) -> usize {
        self.selectable().next().unwrap_or_default()
    }

    /// The place of the selected connection in the file; none on another row.
    pub fn current_place(&self) -> Option<usize> {
        match self.list.get(self.cursor.at) {
            Some(Row::Connection(place, _)) => Some(*place),
            _ => None,
        }
    }

    /// Whether `+ Add Connection` is selected.
    pub fn on_add(&self) -> bool {
        self.list.get(self.cursor.at) == Some(&Row::Add)
    }

    /// Selects the row of a connection; where it has none, the nearest row that can be selected.
    pub fn select_place(&mut self, place: Option<usize>) {
        let row = place.and_then(|place| {
            self.list
                .iter()
                .position(|row| matches!(row, Row::Connection(p, _) if *p == place))
        });
        self.cursor.at = row
            .unwrap_or(self.cursor.at)
            .min(self.list.len().saturating_sub(1));
        if !self
            .list
            .get(self.cursor.at)
            .is_some_and(Row::is_selectable)
        {
            let near = self
                .selectable()
                .min_by_key(|row| row.abs_diff(self.cursor.at));
            self.cursor.at = near.unwrap_or_default();
        }
    }

    /// Selects a row; whether it can be selected.
    pub fn select(&mut self, row: usize) -> bool {
        let can = self.list.get(row).is_some_and(Row::is_selectable);
        if can {
            self.cursor.at = row;
        }
        can
    }

    fn selectable(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.list
            .iter()
            .enumerate()
            .filter(|(_, row)| row.is_selectable())
            .map(|(n, _)| n)
    }

    /// Goes some way over the rows that can be selected.
    pub fn go(&mut self, way: Move, page: usize) {
        let rows: Vec<usize> = self.selectable().collect();
        let at = rows
            .binary_search(&self.cursor.at)
            .unwrap_or_else(|near| near);
        if let Some(row) = rows.get(way.from(at, rows.len(), page)) {
            self.cursor.at = *row;
        }
    }

    /// Goes to the next section, or the one before: its first row, and its end from there.
    pub fn section(&mut self, way: Move) {
        let first = self.first();
        let last = self.selectable().next_back().unwrap_or_default();
        let (near, round) = match way {
            Move::Up => (first, last),
            _ => (last, first),
        };
        self.cursor.at = if self.cursor.at == near { round } else { near };
    }

    /// The lines of the selected row.
    pub fn lines_of_current(&self) -> Range<usize> {
        self.lines_of(self.cursor.at)
    }

    fn lines_of(&self, row: usize) -> Range<usize> {
        let start = |n: usize| {
            self.starts
                .get(n)
                .or(self.starts.last())
                .copied()
                .unwrap_or_default()
        };
        start(row)..start(row + 1)
    }

    /// Whether all of the selected row is in view.
    pub fn shows_current(&self, height: usize) -> bool {
        let lines = self.lines_of_current();
        lines.start >= self.cursor.top && lines.end <= self.cursor.top + height
    }

    /// How many lines all rows take.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// How many connections are listed.
    pub fn connections(&self) -> usize {
        self.list
            .iter()
            .filter(|row| matches!(row, Row::Connection(..)))
            .count()
    }

    /// The first line in view.
    pub const fn top(&self) -> usize {
        self.cursor.top
    }

    /// Brings the selected row into view, and the title above the first one.
    pub fn reveal(&mut self, height: usize) {
        let mut lines = self.lines_of_current();
        if self.first() == self.cursor.at && lines.end <= height {
            lines.start = 0;
        }
        let len = self.len();
        self.cursor.show(lines, len, height);
    }

    /// Scrolls to the title.
    pub const fn show_title(&mut self) {
        self.cursor.top = 0;
    }

    /// Scrolls without the selection.
    pub fn scroll(&mut self, by: isize, height: usize) {
        let len = self.len();
        self.cursor.scroll(by, len, height);
    }

    /// No further than the rows go.
    pub fn clamp(&mut self, height: usize) {
        let len = self.len();
        self.cursor.clamp(len, height);
    }

    /// The rows of which a line is in view: number, row, and the line of the view that is its first (negative above it).
    pub fn in_view(&self, height: usize) -> impl Iterator<Item = (usize, &Row, isize)> {
        let top = self.cursor.top;
        let first = self
            .starts
            .partition_point(|start| *start <= top)
            .saturating_sub(1);
        self.list
            .iter()
            .enumerate()
            .skip(first)
            .map_while(move |(n, row)| {
                let line = self.starts[n].checked_signed_diff(top)?;
                (line < isize::try_from(height).unwrap_or(isize::MAX)).then_some((n, row, line))
            })
    }
}
