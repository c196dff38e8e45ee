//! A list to pick from: typing filters it. Items may stand under headings, until something is typed.

use std::cmp::Reverse;

use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use crate::settings::catalogue::shown_id;
use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::offered::Offer;
use crate::settings::credential::exposed;
use crate::settings::redact::redacted_text;
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, indented, padded, row, under_field};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::text_field::TextField;

/// Makes the answer of a text that is none of the items.
pub(crate) type Free = Box<dyn Fn(String) -> Answer>;

pub(crate) struct Picker {
    title: String,
    items: Vec<Item>,
    /// Headings, each with the place of the item that it stands above.
    headings: Vec<(usize, &'static str)>,
    /// None where only the items can be picked.
    free: Option<Free>,
    field: TextField,
    /// What is listed.
    lines: Vec<Line>,
    /// A place among the lines that can be picked.
    cursor: Cursor,
    /// Whether what is selected at first was not brought into view yet.
    opened: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Heading(&'static str),
    /// By its place among the items.
    Item(usize),
    /// The text as it was typed, where any will do.
    Typed,
}

pub(crate) struct Item {
    pub label: String,
    pub note: String,
    /// What is known of it, in columns that stand below each other; empty where there are none.
    pub facts: String,
    pub answer: Answer,
}

/// Rates how well texts match what is typed.
pub(crate) struct Scorer {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Scorer {
    pub(crate) fn new(typed: &str) -> Self {
        Self {
            pattern: Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// The higher, the better; none where the text does not match.
    pub(crate) fn score(&mut self, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.buffer);
        self.pattern.score(text, &mut self.matcher)
    }
}

/// What is known of a model: context, abilities, price for a million tokens in and out.
fn facts(offer: &Offer) -> String {
    let context = offer.context_window.map(about_tokens).unwrap_or_default();
    let thinking = if offer.thinking == Some(true) { messages::THINKS } else { "" };
    let images = if offer.images == Some(true) { messages::SEES_IMAGES } else { "" };
    let price = offer.price.map(price).unwrap_or_default();
    let facts = format!("{context:>5} {thinking:5} {images:3} {price:>11}");
    if facts.trim().is_empty() { String::new() } else { facts }
}

/// Dollars in and out; where the price depends on what a model routes to, that it does.
fn price((input, output): (f64, f64)) -> String {
    if input < 0.0 || output < 0.0 {
        return messages::PRICE_VARIES.to_owned();
    }
    let dollars = |n: f64| {
        let cents = format!("{n:.2}");
        cents.strip_suffix(".00").unwrap_or(&cents).to_owned()
    };
    format!("{}/{}", dollars(input), dollars(output))
}

impl Picker {
    /// Models to pick from, or to name another. The first item, in the words given, is none of
    /// them.
    pub(crate) fn models(
        title: &str,
        (unset, about): (&str, &str),
        offered: Vec<Offer>,
        selected: Option<&str>,
        answer: impl Fn(Option<String>) -> Answer + 'static,
    ) -> Self {
        let selected = selected.map(shown_id);
        let selected = offered.iter().position(|offer| selected == Some(shown_id(&offer.id)));
        let first = Item {
            label: unset.to_owned(),
            note: about.to_owned(),
            facts: String::new(),
            answer: answer(None),
        };
        let items = offered.into_iter().map(|offer| Item {
            facts: facts(&offer),
            note: {
                let id = (offer.name != offer.shown_id).then(|| redacted_text(&offer.shown_id));
                let listed = offer.only_listed.then(|| messages::LISTED_BY_ENDPOINT.to_owned());
                let notes: Vec<String> = id.into_iter().chain(listed).collect();
                notes.join(" · ")
            },
            answer: answer(Some(offer.id)),
            label: offer.name,
        });
        let items = std::iter::once(first).chain(items).collect();
        let free = Box::new(move |id| answer(Some(id)));
        Self::new(title, items, Some(free), selected.map(|at| at + 1))
    }

    /// Things to pick from, one of which may be selected at first.
    pub(crate) fn new(
        title: &str,
        items: Vec<Item>,
        free: Option<Free>,
        selected: Option<usize>,
    ) -> Self {
        let lines = (0..items.len()).map(Line::Item).collect();
        let cursor = Cursor { at: selected.unwrap_or_default(), top: 0 };
        Self {
            title: title.to_owned(),
            items,
            headings: Vec::new(),
            free,
            field: TextField::default(),
            lines,
            cursor,
            opened: true,
        }
    }

    /// The same with headings, each above the item of a place.
    pub(super) fn with_headings(mut self, headings: Vec<(usize, &'static str)>) -> Self {
        self.headings = headings;
        self.filter();
        self
    }

    fn filter(&mut self) {
        self.lines = if self.field.text().is_empty() { self.all() } else { self.found() };
        self.lines.extend(self.typed_text().map(|_| Line::Typed));
        self.cursor = Cursor { at: self.nearest(0, Move::Down), top: 0 };
    }

    /// All items, under their headings.
    fn all(&self) -> Vec<Line> {
        let line = |n: usize| {
            let heading = self.headings.iter().find(|(place, _)| *place == n);
            heading.map(|(_, text)| Line::Heading(text)).into_iter().chain([Line::Item(n)])
        };
        (0..self.items.len()).flat_map(line).collect()
    }

    /// The items that match what was typed, the best first.
    fn found(&self) -> Vec<Line> {
        let mut scorer = Scorer::new(self.field.text());
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (n, item) in self.items.iter().enumerate() {
            let label = scorer.score(&item.label).map(|s| s * 2);
            let note = scorer.score(&item.note);
            // Behind all that match by themselves.
            let by_heading = self.is_under(&self.heading_of(n).to_lowercase()).then_some(0);
            found.extend(label.max(note).or(by_heading).map(|s| (s, n)));
        }
        // What was typed as a whole is what is meant, however well a longer one matches.
        let text = self.field.text().trim().to_lowercase();
        let is_it = |n: usize| {
            let Item { label, note, .. } = &self.items[n];
            label.to_lowercase() == text || note.to_lowercase() == text
        };
        found.sort_by_key(|(score, n)| (!is_it(*n), Reverse(*score)));
        found.into_iter().map(|(_, n)| Line::Item(n)).collect()
    }

    /// The heading that an item stands under; empty where there is none.
    fn heading_of(&self, item: usize) -> &'static str {
        let before = self.headings.iter().rev().find(|(place, _)| *place <= item);
        before.map_or("", |(_, text)| text)
    }

    /// Whether what was typed is the begin of a word of a heading, in small letters.
    fn is_under(&self, heading: &str) -> bool {
        let text = self.field.text().trim().to_lowercase();
        let begins = |at: usize| heading[..at].is_empty() || heading[..at].ends_with(' ');
        text.len() > 1 && heading.match_indices(&text).any(|(at, _)| begins(at))
    }

    /// The line nearest to one that can be picked: that itself, or the next on the way; where none
    /// is left there, the next on the way back.
    fn nearest(&self, at: usize, way: Move) -> usize {
        let can = |n: &usize| self.lines.get(*n).is_some_and(|l| !matches!(l, Line::Heading(_)));
        let (mut before, mut after) = ((0..=at).rev(), at..self.lines.len());
        let found = match way {
            Move::Up | Move::PageUp | Move::HalfUp => before.find(can).or_else(|| after.find(can)),
            _ => after.find(can).or_else(|| before.find(can)),
        };
        found.unwrap_or_default()
    }

    /// Goes some way, past headings; the heading of the first item comes into view with it.
    fn go(&mut self, way: Move, height: usize) {
        let len = self.lines.len();
        let at = self.nearest(way.from(self.cursor.at, len, height), way);
        self.cursor.at = at;
        let first = match at.checked_sub(1) {
            Some(before) if matches!(self.lines[before], Line::Heading(_)) => before,
            _ => at,
        };
        self.cursor.show(first..at + 1, len, height);
    }

    /// The text as it was typed, where any will do.
    fn typed_text(&self) -> Option<&str> {
        let text = self.field.text().trim();
        let is_item = |item: &Item| item.label == text || item.note == text;
        let is_new = !text.is_empty() && !self.items.iter().any(is_item);
        (self.free.is_some() && is_new).then_some(text)
    }

    fn pick(&self, line: usize) -> Outcome {
        let answer = match (self.lines.get(line), &self.free, self.typed_text()) {
            (Some(Line::Item(item)), ..) => self.items[*item].answer.clone(),
            (Some(Line::Typed), Some(free), Some(text)) => {
                if let Some(problem) = exposed::problem_of_text(&self.title, text) {
                    return Outcome::one(Effect::Alert(problem));
                }
                free(text.to_owned())
            }
            _ => return Outcome::taken(),
        };
        Outcome::Done(vec![Effect::Pop, Effect::Answer(answer)])
    }

    fn area(&self, body: Rect) -> Rect {
        let wide = self
            .items
            .iter()
            .map(|i| width(&i.label) + width(&i.note) + width(&i.facts) + 8)
            .max()
            .unwrap_or_default();
        let lines = self.items.len() + self.headings.len() + usize::from(self.free.is_some());
        centred(body, wide.clamp(44, 100), lines + 3)
    }

    /// Where the items are: inside the frame, under what is typed.
    fn list(area: Rect) -> Rect {
        under_field(area, 0)
    }
}

impl Component for Picker {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Picker, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                let height = usize::from(Self::list(self.area(view.body)).height);
                self.go(way, height);
                Outcome::taken()
            }
            Action::Activate => self.pick(self.cursor.at),
            Action::Back => Outcome::one(Effect::Pop),
            _ => Outcome::Ignored,
        }
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
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

    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        _view: &View<'_>,
    ) -> Outcome {
        match target {
            Target::Row(n) => self.pick(n),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let height = usize::from(Self::list(self.area(view.body)).height);
        self.cursor.scroll(by, self.lines.len(), height);
    }

    fn settle(&mut self, view: &View<'_>) {
        let height = usize::from(Self::list(self.area(view.body)).height);
        if std::mem::take(&mut self.opened) {
            self.cursor.reveal(self.lines.len(), height);
        }
        self.cursor.clamp(self.lines.len(), height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view.body);
        let inside = painter.boxed(area, &self.title);
        let hint =
            if self.free.is_some() { messages::FILTER_OR_MODEL } else { messages::TYPE_TO_FILTER };
        let top = row(inside, 0);
        self.field.draw_filter(painter, top, hint);
        let is_with_facts = |line: &Line| match line {
            Line::Item(n) => !self.items[*n].facts.is_empty(),
            Line::Heading(_) | Line::Typed => false,
        };
        let has_facts = self.lines.iter().any(is_with_facts);
        if has_facts && usize::from(top.width) > width(hint) + width(messages::MODEL_FACTS) + 4 {
            let top = Rect { width: top.width.saturating_sub(1), ..top };
            painter.right(top, Span::styled(messages::MODEL_FACTS, painter.theme.dim()));
        }
        let list = Self::list(area).intersection(inside);
        if self.lines.is_empty() {
            painter.line(
                indented(row(list, 0), 1),
                Span::styled(messages::NOTHING_MATCHES, painter.theme.dim()),
            );
        }
        let in_view = self.lines.iter().enumerate().skip(self.cursor.top);
        for (place, (n, line)) in in_view.take(usize::from(list.height)).enumerate() {
            let at = row(list, place);
            let text = padded(at);
            match line {
                Line::Heading(heading) => {
                    let heading = fit(heading, usize::from(text.width)).into_owned();
                    painter.line(text, Span::styled(heading, painter.theme.title()));
                    continue;
                }
                Line::Item(item) => self.items[*item].draw(painter, text),
                Line::Typed => {
                    draw_item(painter, text, self.field.text().trim(), messages::AS_TYPED, "");
                }
            }
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.lines.len());
    }
}

impl Item {
    fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        draw_item(painter, area, &self.label, &self.note, &self.facts);
    }
}

/// What is known of a model goes before its id, and both behind its name.
fn draw_item(painter: &mut Painter<'_>, area: Rect, label: &str, note: &str, facts: &str) {
    let room = usize::from(area.width);
    painter.line(area, Span::raw(fit(label, room).into_owned()));
    let left = room.saturating_sub(width(label) + 2);
    let (facts, left) = match left.checked_sub(width(facts) + 2) {
        Some(left) if !facts.is_empty() => (facts, left),
        _ => ("", left),
    };
    let note = fit(note, left).into_owned();
    let gap = if facts.is_empty() { "" } else { "  " };
    let note = Span::styled(note, painter.theme.dim());
    painter.right(area, vec![note, Span::raw(format!("{gap}{facts}"))]);
}
