//! The keys and commands of what has the focus: typing filters them, enter runs one.

use std::cmp::Reverse;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use super::picker::Scorer;
use crate::tui::component::{Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{self, Action, BINDINGS, Binding, Key, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, indented, padded, row, under_field};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::text_field::TextField;

/// Columns of the keys.
const KEYS: usize = 22;

/// The widest the box gets, frame included.
const WIDEST: usize = 96;

pub(crate) struct KeyList {
    rows: Vec<Row>,
    field: TextField,
    /// The places of the rows that match what was typed.
    found: Vec<usize>,
    cursor: Cursor,
}

/// A command, with the keys that mean it.
struct Row {
    keys: Vec<String>,
    label: &'static str,
    context: &'static str,
    action: Action,
}

impl KeyList {
    pub(crate) fn new(contexts: &[KeyContext]) -> Self {
        let of = |context: &KeyContext| {
            let context = *context;
            BINDINGS.iter().filter(move |binding| binding.context == context)
        };
        let all = contexts.iter().flat_map(of);
        let rows: Vec<Row> = all.filter_map(|binding| Row::of(binding, contexts)).collect();
        let found = (0..rows.len()).collect();
        Self { rows, field: TextField::default(), found, cursor: Cursor::default() }
    }

    fn filter(&mut self) {
        let mut scorer = Scorer::new(self.field.text());
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (n, row) in self.rows.iter().enumerate() {
            let label = scorer.score(row.label).map(|score| score * 2);
            let keys = scorer.score(&row.keys.join(" "));
            found.extend(label.max(keys).map(|score| (score, n)));
        }
        // A key that is typed is meant before any word that has its letter.
        let is_key = |n: usize| self.rows[n].keys.iter().any(|key| key == self.field.text());
        found.sort_by_key(|(score, n)| (!is_key(*n), Reverse(*score)));
        self.found = found.into_iter().map(|(_, n)| n).collect();
        self.cursor = Cursor::default();
    }

    fn run(&self, n: usize) -> Outcome {
        match self.found.get(n) {
            Some(n) => Outcome::Done(vec![Effect::Pop, Effect::Do(self.rows[*n].action)]),
            None => Outcome::taken(),
        }
    }

    fn area(&self, body: Rect) -> Rect {
        centred(body, WIDEST, self.rows.len() + 3)
    }

    /// Where the rows are: inside the frame, under what is typed.
    fn list(&self, body: Rect) -> Rect {
        under_field(self.area(body), 0)
    }

    fn height(&self, view: &View<'_>) -> usize {
        usize::from(self.list(view.body).height)
    }
}

impl Row {
    /// A binding with those of its keys that mean it in some contexts; none where an earlier context
    /// took them all.
    fn of(binding: &'static Binding, contexts: &[KeyContext]) -> Option<Self> {
        let is_meant = |key: &&Key| keymap::lookup(contexts, key.event()) == Some(binding.action);
        let keys: Vec<_> = binding.keys.iter().filter(is_meant).map(|key| key.name()).collect();
        let mut titles = KeyContext::TITLES.into_iter();
        let context = titles.find(|(context, _)| *context == binding.context);
        let context = context.map_or("", |(_, title)| title);
        let row = Self { keys, label: binding.label, context, action: binding.action };
        (!row.keys.is_empty()).then_some(row)
    }
}

impl Component for KeyList {
    fn is_help(&self) -> bool {
        true
    }

    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Picker, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
        match action {
            Action::Activate => Some(messages::RUN_COMMAND),
            Action::Back => Some(messages::CLOSE_KEYS),
            _ => Some(suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                let height = self.height(view);
                self.cursor.go(way, self.found.len(), height);
                Outcome::taken()
            }
            Action::Activate => self.run(self.cursor.at),
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        // The key that opened the list closes it.
        if key.code == KeyCode::Char('?') && self.field.text().is_empty() {
            return Outcome::one(Effect::Pop);
        }
        if !self.field.typed(key) {
            return Outcome::Ignored;
        }
        self.filter();
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.field.paste(text);
        self.filter();
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, press: Press, _at: Position, _: &View<'_>) -> Outcome {
        match (target, press) {
            (Target::Row(n), Press::Click) => {
                self.cursor.at = n;
                self.run(n)
            }
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let height = self.height(view);
        self.cursor.scroll(by, self.found.len(), height);
    }

    fn settle(&mut self, view: &View<'_>) {
        let height = self.height(view);
        self.cursor.clamp(self.found.len(), height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let theme = painter.theme;
        let inside = painter.boxed(self.area(view.body), messages::KEYS);
        self.field.draw_filter(painter, row(inside, 0), messages::TYPE_TO_FILTER);
        let list = self.list(view.body).intersection(inside);
        if self.found.is_empty() {
            let none = Span::styled(messages::NOTHING_MATCHES, theme.dim());
            painter.line(indented(row(list, 0), 1), none);
        }
        let shown = self.found.iter().enumerate().skip(self.cursor.top);
        for (line, (n, found)) in shown.take(usize::from(list.height)).enumerate() {
            let (at, found) = (row(list, line), &self.rows[*found]);
            let text = padded(at);
            let keys = fit(&found.keys.join("  "), KEYS - 1).into_owned();
            painter.line(text, Span::styled(keys, theme.key()));
            let rest = indented(text, KEYS);
            let room = usize::from(rest.width);
            painter.line(rest, Span::raw(fit(found.label, room)));
            if width(found.label) + 2 + width(found.context) <= room {
                painter.right(rest, Span::styled(found.context, theme.dim()));
            }
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.found.len());
    }
}
