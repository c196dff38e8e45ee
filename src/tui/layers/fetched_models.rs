//! The models that an endpoint lists, to be ticked: those that are in the list already are, and so
//! are those of the list that the endpoint does not have any more. Typing filters.

use std::cmp::Reverse;

use crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::confirm::Confirm;
use super::picker::Scorer;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::listed::{ListedModel, is_same, lists};
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View, WhyNot};
use crate::tui::details::validation;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::probes::About;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, centred, columns, indented, row};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::text_field::TextField;

/// The widest the box gets, frame included.
const WIDEST: usize = 84;

/// The lowest it is, so that why there is no list has room.
const LOWEST: usize = 16;

/// For the mouse, which has no enter and no esc.
const BUTTONS: [(&str, Action); 2] = [(" Take ", Action::Activate), (" Cancel ", Action::Back)];

pub(crate) struct Fetch {
    probe_draft: ProbeDraft,
    /// The ids that are in the list.
    there: Vec<String>,
    /// None until the endpoint has answered.
    items: Option<Vec<Item>>,
    field: TextField,
    /// The places of the items that match what was typed.
    found: Vec<usize>,
    cursor: Cursor,
}

struct Item {
    model: ListedModel,
    is_there: bool,
    is_listed: bool,
    ticked: bool,
}

impl Item {
    /// What stands beside its id.
    fn note(&self) -> String {
        let model = &self.model;
        let images = match model.supports_images {
            Some(true) => Some("images".to_owned()),
            Some(false) => Some("text only".to_owned()),
            None => None,
        };
        let state = match (self.is_there, self.is_listed) {
            (_, false) => Some("not listed there".to_owned()),
            (true, true) => Some("yours".to_owned()),
            (false, true) => None,
        };
        let notes = [state, model.context_window.map(about_tokens), images];
        notes.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

impl Fetch {
    /// For a draft whose endpoint is being probed, and whose list has models of these ids.
    pub(crate) fn new(probe_draft: ProbeDraft, there: Vec<String>) -> Self {
        Self {
            probe_draft,
            there,
            items: None,
            field: TextField::default(),
            found: Vec::new(),
            cursor: Cursor::default(),
        }
    }

    fn take(&mut self, listed: &[ListedModel]) {
        let known = |id: &str| lists(listed, id);
        let gone = self.there.iter().filter(|id| !id.is_empty() && !known(id));
        let gone = gone.map(|id| Item {
            model: ListedModel { id: id.clone(), ..ListedModel::default() },
            is_there: true,
            is_listed: false,
            ticked: true,
        });
        let listed = listed.iter().map(|model| {
            let is_there = self.there.iter().any(|id| is_same(id, &model.id));
            Item { model: model.clone(), is_there, is_listed: true, ticked: is_there }
        });
        self.items = Some(gone.chain(listed).collect());
        self.filter();
    }

    fn filter(&mut self) {
        let items = self.items.as_deref().unwrap_or_default();
        let mut scorer = Scorer::new(self.field.text());
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let id = scorer.score(&item.model.id).map(|score| score * 2);
            let name = item.model.name.as_deref().and_then(|name| scorer.score(name));
            found.extend(id.max(name).map(|score| (score, n)));
        }
        found.sort_by_key(|(score, _)| Reverse(*score));
        self.found = found.into_iter().map(|(_, n)| n).collect();
        self.cursor = Cursor::default();
    }

    fn toggle(&mut self, at: usize) {
        let item = self.found.get(at).copied();
        let items = self.items.as_deref_mut().unwrap_or_default();
        if let Some(item) = item.and_then(|n| items.get_mut(n)) {
            item.ticked = !item.ticked;
        }
    }

    /// Gives the list those that are ticked, and by their ids those that lost their tick.
    fn done(&self) -> Outcome {
        let items = self.items.as_deref().unwrap_or_default();
        let wanted = items.iter().filter(|item| item.ticked && item.is_listed);
        let unwanted = items.iter().filter(|item| !item.ticked && item.is_there);
        let answer = Answer::Models(
            wanted.map(|item| item.model.clone()).collect(),
            unwanted.map(|item| item.model.id.clone()).collect(),
        );
        Outcome::Done(vec![Effect::Pop, Effect::Answer(answer)])
    }

    fn changes(&self) -> (usize, usize) {
        let items = self.items.as_deref().unwrap_or_default();
        let count = |ticked: bool| {
            let changed = |item: &&Item| item.ticked == ticked && item.is_there != ticked;
            items.iter().filter(changed).count()
        };
        (count(true), count(false))
    }

    fn area(&self, view: &View<'_>) -> Rect {
        // Narrower than the list below it, so that the two are not taken for one.
        let wide = WIDEST.min(usize::from(view.body.width).saturating_sub(6));
        let items = self.items.as_ref().map_or(0, Vec::len);
        centred(view.body, wide, (items + 4).max(LOWEST))
    }

    /// Where the items are: under what is typed, above what will change.
    fn list(&self, view: &View<'_>) -> Rect {
        let area = self.area(view);
        Rect {
            x: area.x + 1,
            y: area.y + 2,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(4),
        }
    }

    fn height(&self, view: &View<'_>) -> usize {
        usize::from(self.list(view).height)
    }

    /// Why there is nothing to tick.
    fn lines_instead(view: &View<'_>, painter: &Painter<'_>, wide: u16) -> Vec<Line<'static>> {
        let probes = view.probes;
        if probes.is_running(&About::Draft) {
            let text = format!("{} Asking for its models…", probes.spinner());
            return vec![Line::from(Span::styled(text, painter.theme.accent()))];
        }
        let found = probes.of_draft();
        let mut lines =
            found.map_or_else(Vec::new, |found| validation::lines(found, wide, painter.theme));
        let report = found.and_then(|found| found.outcome.as_ref().ok());
        if report.is_some_and(|report| report.failed().is_none()) {
            let none = "It lists no models: name them with a.";
            lines.insert(0, Line::from(Span::styled(none, painter.theme.warning())));
        }
        lines
    }

    fn draw_items(&self, painter: &mut Painter<'_>, items: &[Item], list: Rect) {
        let theme = painter.theme;
        let shown = self.found.iter().enumerate().skip(self.cursor.top);
        for (line, (n, item)) in shown.take(usize::from(list.height)).enumerate() {
            let Some(item) = items.get(*item) else {
                continue;
            };
            let at = row(list, line);
            let text = Rect { width: at.width.saturating_sub(2), ..indented(at, 1) };
            let tick = if item.ticked { "[x] " } else { "[ ] " };
            let room = usize::from(text.width).saturating_sub(4);
            let id = fit(&item.model.id, room).into_owned();
            let style = if item.is_listed { Style::new() } else { theme.warning() };
            let left = room.saturating_sub(width(&id) + 2);
            painter.line(text, vec![Span::raw(tick), Span::styled(id, style)]);
            let note = fit(&item.note(), left).into_owned();
            painter.right(text, Span::styled(note, theme.dim()));
            if n == self.cursor.at {
                painter.style(at, theme.selected());
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar(list, self.cursor.top, self.found.len());
    }
}

impl Component for Fetch {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Fetch, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, _view: &View<'_>) -> Option<WhyNot> {
        let needs_models = !matches!(action, Action::Activate | Action::Back);
        (self.items.is_none() && needs_models).then(WhyNot::silent)
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
        (self.items.is_some() || action == Action::Back).then_some(suggested)
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                let height = self.height(view);
                self.cursor.go(way, self.found.len(), height);
            }
            Action::Toggle => {
                self.toggle(self.cursor.at);
                let height = self.height(view);
                self.cursor.go(Move::Down, self.found.len(), height);
            }
            Action::Back if !self.field.text().is_empty() => {
                self.field = TextField::default();
                self.filter();
            }
            Action::Back if self.changes() != (0, 0) => {
                let title = "Discard what you ticked?".to_owned();
                let lines = vec!["Nothing of it is in the list of models yet.".to_owned()];
                let question = Confirm::new(title, lines, "Discard", vec![Effect::Pop]);
                return Outcome::push(question.careful("Keep ticking"));
            }
            Action::Activate if self.items.is_some() => return self.done(),
            Action::Activate | Action::Back => {
                return Outcome::Done(vec![Effect::StopProbingDraft, Effect::Pop]);
            }
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        self.changes() != (0, 0)
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if self.items.is_none() || !self.field.typed(key) {
            return Outcome::Ignored;
        }
        self.filter();
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        if self.items.is_some() {
            self.field.paste(text);
            self.filter();
        }
        Outcome::taken()
    }

    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        view: &View<'_>,
    ) -> Outcome {
        match target {
            Target::Row(n) => {
                self.cursor.at = n;
                self.toggle(n);
                Outcome::taken()
            }
            Target::Button(n) => match BUTTONS.get(n) {
                Some((_, action)) => self.action(*action, view),
                None => Outcome::taken(),
            },
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let height = self.height(view);
        self.cursor.scroll(by, self.found.len(), height);
    }

    fn settle(&mut self, view: &View<'_>) {
        if self.items.is_none()
            && let Some(found) = view.probes.of_draft()
            && let Ok(report) = &found.outcome
            && let Some(models) = &report.models
            && !models.is_empty()
        {
            self.take(models);
        }
        let height = self.height(view);
        self.cursor.clamp(self.found.len(), height);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let connection = &self.probe_draft.connection;
        let there = connection.endpoint().map(host);
        let there = there.unwrap_or_else(|| connection.provider_label());
        let frame = painter.boxed(self.area(view), &format!("Models of {there}"));
        let list = self.list(view).intersection(frame);
        let Some(items) = &self.items else {
            let text = Rect { width: list.width.saturating_sub(2), ..indented(list, 1) };
            let lines = Self::lines_instead(view, painter, text.width);
            for (n, line) in lines.into_iter().take(usize::from(list.height)).enumerate() {
                painter.line(row(text, n), line);
            }
            return;
        };
        let top = row(frame, 0);
        self.field.draw_filter(painter, top, "type to filter");
        if self.found.is_empty() {
            let none = Span::styled("Nothing matches.", painter.theme.dim());
            painter.line(indented(row(list, 0), 1), none);
        }
        self.draw_items(painter, items, list);
        let foot = row(frame, usize::from(frame.height).saturating_sub(1));
        let shown = match self.found.len() {
            n if n == items.len() => format!("{n} models"),
            n => format!("{n} of {} models", items.len()),
        };
        let changes = match self.changes() {
            (0, 0) => String::new(),
            (added, 0) => format!("{added} to be added"),
            (0, removed) => format!("{removed} to be removed"),
            (added, removed) => format!("{added} to be added, {removed} to be removed"),
        };
        let summary = vec![
            Span::styled(format!("{shown}  "), painter.theme.dim()),
            Span::styled(changes, painter.theme.accent()),
        ];
        painter.line(indented(foot, 1), summary);
        let mut right = foot.right().saturating_sub(1);
        for (n, (label, _)) in BUTTONS.into_iter().enumerate().rev() {
            let wide = columns(label.len());
            right = right.saturating_sub(wide);
            let at = Rect { x: right, width: wide, ..foot }.intersection(foot);
            painter.line(at, Span::styled(label, painter.theme.accent()));
            painter.hit(at, Target::Button(n));
        }
    }
}
