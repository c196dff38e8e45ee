//! A list that typing filters: the filter text, the matching items and the selection. Items can
//! have headings, which disappear while a filter is typed.

use std::cmp::Reverse;

use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::{Margin, Rect};
use ratatui::text::Span;

use super::cursor::{Cursor, Move};
use super::hit_map::Target;
use super::painter::{Painter, indented, padded, row, under_field};
use super::text::fit;
use super::text_field::TextField;

/// An item that the filter can match.
pub(crate) trait Searched {
    /// The texts to match; a match in the first one counts double.
    fn texts(&self) -> Vec<&str>;
}

pub(crate) struct FilteredList<T> {
    pub items: Vec<T>,
    /// Headings, each with the index of the item below it.
    headings: Vec<(usize, &'static str)>,
    /// Whether a person can pick the typed text itself if it names no item.
    pub takes_any: bool,
    /// Whether every typed word must occur literally. Otherwise its letters may match with gaps
    /// between them.
    is_literal: bool,
    /// Lines of the box below the list.
    foot: u16,
    field: TextField,
    lines: Vec<Line>,
    /// An index into `lines`.
    cursor: Cursor,
    /// Whether the initial selection was scrolled into view.
    is_settled: bool,
}

#[derive(Clone, Copy)]
enum Line {
    Heading(&'static str),
    /// An index into `items`.
    Item(usize),
    Typed,
}

/// A line that a person can pick.
pub(crate) enum ListChoice<'l, T> {
    Item(&'l T),
    /// The typed text itself.
    Typed(&'l str),
}

impl<T: Searched> FilteredList<T> {
    /// Items, one of them selected, in a box with `foot` lines below them.
    pub(crate) fn new(items: Vec<T>, selected: usize, foot: u16) -> Self {
        let lines = (0..items.len()).map(Line::Item).collect();
        Self {
            items,
            headings: Vec::new(),
            takes_any: false,
            is_literal: false,
            foot,
            field: TextField::default(),
            lines,
            cursor: Cursor { at: selected, top: 0 },
            is_settled: false,
        }
    }

    /// Turns off matching with gaps between letters, which would match almost every sentence.
    #[must_use]
    pub(crate) fn literal(mut self) -> Self {
        self.is_literal = true;
        self
    }

    /// The lines of the box below the list.
    pub(crate) const fn foot(&self) -> u16 {
        self.foot
    }

    /// Changes the lines of the box below the list.
    pub(crate) const fn set_foot(&mut self, foot: u16) {
        self.foot = foot;
    }

    /// Adds headings, each above the item at an index.
    pub(crate) fn set_headings(&mut self, headings: Vec<(usize, &'static str)>) {
        self.headings = headings;
        self.filter();
    }

    /// The number of lines while no filter is typed.
    pub(crate) fn len(&self) -> usize {
        self.items.len() + self.headings.len() + usize::from(self.takes_any)
    }

    /// The number of lines that match the filter.
    pub(crate) const fn found(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn text(&self) -> &str {
        self.field.text().trim()
    }

    /// The filter, if it hides every item: what is selected must not be used unseen.
    pub(crate) fn hiding_filter(&self) -> Option<&str> {
        (self.lines.is_empty() && !self.text().is_empty()).then(|| self.text())
    }

    pub(crate) fn is_typed_in(&self) -> bool {
        !self.field.text().is_empty()
    }

    pub(crate) const fn at(&self) -> usize {
        self.cursor.at
    }

    /// The choice on a line.
    pub(crate) fn choice(&self, line: usize) -> Option<ListChoice<'_, T>> {
        match self.lines.get(line)? {
            Line::Heading(_) => None,
            Line::Item(n) => self.items.get(*n).map(ListChoice::Item),
            Line::Typed => Some(ListChoice::Typed(self.field.text().trim())),
        }
    }

    /// Selects a line, and returns its item.
    pub(crate) fn select(&mut self, line: usize) -> Option<&mut T> {
        self.cursor.at = line;
        match self.lines.get(line)? {
            Line::Item(n) => self.items.get_mut(*n),
            Line::Heading(_) | Line::Typed => None,
        }
    }

    /// Handles a key. Returns whether it was meant for the text.
    pub(crate) fn typed(&mut self, key: KeyEvent) -> bool {
        let taken = self.field.typed(key);
        if taken {
            self.filter();
        }
        taken
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.filter();
    }

    pub(crate) fn clear(&mut self) {
        self.field = TextField::default();
        self.filter();
    }

    fn filter(&mut self) {
        let text = self.field.text().trim();
        self.lines = if text.is_empty() { self.all() } else { self.matching() };
        let is_item = || self.items.iter().any(|item| item.texts().contains(&text));
        if self.takes_any && !text.is_empty() && !is_item() {
            self.lines.push(Line::Typed);
        }
        self.cursor = Cursor { at: self.past_heading(0, Move::Down), top: 0 };
    }

    /// All items, with their headings.
    fn all(&self) -> Vec<Line> {
        let line = |n: usize| {
            let heading = self.headings.iter().find(|(position, _)| *position == n);
            heading.map(|(_, text)| Line::Heading(text)).into_iter().chain([Line::Item(n)])
        };
        (0..self.items.len()).flat_map(line).collect()
    }

    /// The matching items: exact matches first, then by score.
    fn matching(&self) -> Vec<Line> {
        let text = self.field.text().trim();
        let small = text.to_lowercase();
        let pattern = if self.is_literal {
            let kind = AtomKind::Substring;
            Pattern::new(text, CaseMatching::Smart, Normalization::Smart, kind)
        } else {
            Pattern::parse(text, CaseMatching::Smart, Normalization::Smart)
        };
        let (mut matcher, mut buffer) = (Matcher::new(Config::DEFAULT), Vec::new());
        let mut found = Vec::new();
        for (n, item) in self.items.iter().enumerate() {
            let texts = item.texts();
            let scores = texts.iter().enumerate().filter_map(|(position, text)| {
                let score = pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)?;
                Some(if position == 0 { score * 2 } else { score })
            });
            // Ranks below every item that matches by itself.
            let by_heading = || self.is_under_heading(n, &small).then_some(0);
            if let Some(score) = scores.max().or_else(by_heading) {
                let is_other = !texts.iter().any(|own| own.to_lowercase() == small);
                found.push((is_other, !texts.contains(&text), Reverse(score), n));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(.., n)| Line::Item(n)).collect()
    }

    /// Whether lowercase `text` starts a word of the item's heading.
    fn is_under_heading(&self, item: usize, text: &str) -> bool {
        let heading = self.headings.iter().rev().find(|(position, _)| *position <= item);
        let heading = heading.map_or_else(String::new, |(_, heading)| heading.to_lowercase());
        let mut positions = heading.match_indices(text).map(|(at, _)| &heading[..at]);
        text.len() > 1 && positions.any(|before| before.is_empty() || before.ends_with(' '))
    }

    /// The line itself; if it is a heading, the next one in the direction of `way`.
    fn past_heading(&self, line: usize, way: Move) -> usize {
        match (self.lines.get(line), way) {
            (Some(Line::Heading(_)), Move::Up | Move::PageUp | Move::HalfUp) if line > 0 => {
                line - 1
            }
            (Some(Line::Heading(_)), _) => line + 1,
            _ => line,
        }
    }

    /// The number of lines in view in a box.
    fn height(&self, area: Rect) -> usize {
        usize::from(under_field(area, self.foot).height)
    }

    /// Moves the selection and skips headings. The first item's heading scrolls into view with it.
    pub(crate) fn go(&mut self, way: Move, area: Rect) {
        let (len, height) = (self.lines.len(), self.height(area));
        let at = self.past_heading(way.from(self.cursor.at, len, height), way);
        self.cursor.at = at;
        let first = match at.checked_sub(1) {
            Some(before) if matches!(self.lines[before], Line::Heading(_)) => before,
            _ => at,
        };
        self.cursor.show(first..at + 1, len, height);
    }

    /// Scrolls without moving the selection.
    pub(crate) fn scroll(&mut self, by: isize, area: Rect) {
        self.cursor.scroll(by, self.lines.len(), self.height(area));
    }

    pub(crate) fn sync(&mut self, area: Rect) {
        let (len, height) = (self.lines.len(), self.height(area));
        if !std::mem::replace(&mut self.is_settled, true) {
            self.cursor.reveal(len, height);
        }
        self.cursor.clamp(len, height);
    }

    /// Draws the field, with a hint while it is empty, and the lines into an empty box. If no line
    /// matches, draws a sentence instead.
    pub(crate) fn draw(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        (hint, none): (&'static str, &'static str),
        item: impl Fn(&mut Painter<'_>, Rect, ListChoice<'_, T>),
    ) {
        let area = area.intersection(painter.frame());
        self.field.draw_filter(painter, row(area.inner(Margin::new(1, 1)), 0), hint);
        let list = under_field(area, self.foot);
        if self.lines.is_empty() {
            painter.line(indented(row(list, 0), 1), Span::styled(none, painter.theme.dim()));
        }
        let in_view = self.lines.iter().enumerate().skip(self.cursor.top);
        for (position, (n, line)) in in_view.take(usize::from(list.height)).enumerate() {
            let at = row(list, position);
            let text = padded(at);
            if let Line::Heading(heading) = line {
                let heading = fit(heading, usize::from(text.width)).into_owned();
                painter.line(text, Span::styled(heading, painter.theme.title()));
            }
            let Some(choice) = self.choice(n) else { continue };
            item(painter, text, choice);
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.lines.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Searched for [&'static str; 2] {
        fn texts(&self) -> Vec<&str> {
            self.to_vec()
        }
    }

    fn list(typed: &str) -> FilteredList<[&'static str; 2]> {
        let items = vec![["alpha-beta", "x"], ["Alpha", "y"], ["alpha", "z"], ["gamma", "alpha"]];
        let mut list = FilteredList::new(items, 0, 0);
        list.set_headings(vec![(0, "Greek letters"), (3, "Others")]);
        list.takes_any = true;
        list.paste(typed);
        list
    }

    fn found(typed: &str) -> Vec<String> {
        let list = list(typed);
        let lines = (0..list.found()).filter_map(|line| list.choice(line));
        let shown = lines.map(|choice| match choice {
            ListChoice::Item([name, _]) => (*name).to_owned(),
            ListChoice::Typed(text) => format!("as typed: {text}"),
        });
        shown.collect()
    }

    #[test]
    fn exact_match_is_first_then_the_best() {
        assert_eq!(found("alpha"), ["alpha", "gamma", "Alpha", "alpha-beta"]);
        assert_eq!(found("y"), ["Alpha"]);
    }

    #[test]
    fn a_word_of_a_heading_finds_all_under_it_and_a_text_of_no_item_can_be_picked() {
        let others = ["alpha-beta", "Alpha", "alpha", "as typed: letters"];
        assert_eq!(found("letters"), others);
        assert_eq!(found(" "), ["alpha-beta", "Alpha", "alpha", "gamma"]);
        assert_eq!(found("ETTERS"), ["as typed: ETTERS"]);
    }

    #[test]
    fn headings_are_passed_by_and_the_first_comes_into_view_with_its_item() {
        let area = Rect::new(0, 0, 20, 5);
        let mut list = list("");
        assert_eq!((list.at(), list.found()), (1, 6));
        list.go(Move::Last, area);
        list.go(Move::Up, area);
        assert_eq!(list.at(), 3, "not the heading between them");
        list.go(Move::First, area);
        assert_eq!(list.cursor, Cursor { at: 1, top: 0 });
    }
}
