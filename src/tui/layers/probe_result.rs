//! The result of probing a draft, or of a saved connection's full test, stage by stage.

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::picker::Picker;
use super::probe_draft;
use crate::settings::ConnectionId;
use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Answer, Component, Effect, Label, Outcome, Press, View, WhyNot};
use crate::tui::details::validation::lines;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::probes::{About, ProbeResult};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, button_lines, centred, inside};
use crate::tui::widgets::text::{width, wrap};
use crate::tui::widgets::theme::Theme;

/// The maximum width of the box, frame included.
const WIDEST: usize = 84;

/// The maximum height, frame included.
const HIGHEST: usize = 19;

pub(crate) struct Validation {
    probe_draft: ProbeDraft,
    /// What the probe is about.
    about: About,
    cursor: Cursor,
}

impl Validation {
    /// For a draft with a running probe.
    pub(crate) const fn new(probe_draft: ProbeDraft) -> Self {
        Self { probe_draft, about: About::Draft, cursor: Cursor { at: 0, top: 0 } }
    }

    /// For a saved connection with a running full test.
    pub(crate) fn of_saved(id: ConnectionId, probe_draft: ProbeDraft) -> Self {
        Self { about: About::Connection(id), ..Self::new(probe_draft) }
    }

    fn probe_result<'v>(&self, view: &View<'v>) -> Option<&'v ProbeResult> {
        view.probes.ended(&self.about)
    }

    fn better<'v>(&self, view: &View<'v>) -> Option<&'v str> {
        let report = self.probe_result(view)?.outcome.as_ref().ok()?;
        report.working_endpoint.as_deref()
    }

    fn wants_model(&self, view: &View<'_>) -> bool {
        self.probe_result(view).is_some_and(ProbeResult::wants_model)
    }

    fn is_running(&self, view: &View<'_>) -> bool {
        view.probes.is_running(&self.about)
    }

    fn lines(&self, view: &View<'_>, wide: u16, theme: Theme) -> Vec<Line<'static>> {
        let probes = view.probes;
        if let Some(busy) = probes.busy(&self.about) {
            return vec![Line::from(busy)];
        }
        let found = self.probe_result(view);
        let mut text = found.map_or_else(Vec::new, |found| lines(found, wide, theme));
        if let Some(better) = self.better(view) {
            let sentence = wrap(&messages::only_answers_at(better), usize::from(wide)).into_iter();
            text.push(Line::default());
            text.extend(sentence.map(Line::from));
        }
        text
    }

    fn area(view: &View<'_>) -> Rect {
        // Reserve the height of a report, so that nothing jumps when it arrives.
        let high = HIGHEST.min(usize::from(view.body.height).saturating_sub(2));
        centred(view.body, WIDEST, high.max(6))
    }

    /// The text, and the buttons below it.
    fn parts(&self, view: &View<'_>) -> [Rect; 2] {
        let inside = inside(Self::area(view));
        let widths = self.buttons(view).into_iter().map(|(label, _)| width(label) + 2);
        let buttons = button_lines(inside.width, widths);
        let parts = [Constraint::Fill(1), Constraint::Max(1), Constraint::Length(buttons)];
        let [text, _, buttons] = inside.layout(&Layout::vertical(parts));
        [text, buttons]
    }

    fn scroll(&mut self, by: isize, view: &View<'_>) {
        let [text, _] = self.parts(view);
        let len = self.lines(view, text.width, Theme::new(false)).len();
        self.cursor.scroll(by, len, usize::from(text.height));
    }

    /// Probes again. Asks every time before it sends a message that costs money.
    fn validate_again(&self) -> Outcome {
        match &self.about {
            About::Connection(id) => {
                probe_draft::start_full(id, self.probe_draft.clone(), |_| None)
            }
            About::Draft => Outcome::one(Effect::ProbeDraft {
                about: About::Draft,
                probe_draft: Box::new(self.probe_draft.clone()),
                only_list: false,
            }),
        }
    }

    /// Applies the report's advice: a form gets a new field value, and a saved connection is edited
    /// as from its row.
    fn take_advice(&self, action: Action, view: &View<'_>) -> Outcome {
        let next = match (&self.about, action, self.better(view)) {
            // The connection's row is selected on the page beneath.
            (About::Connection(_), ..) => Effect::Do(action),
            (About::Draft, Action::UseEndpoint, Some(better)) => {
                Effect::Answer(Answer::Field("baseUrl", Some(better.into())))
            }
            (About::Draft, Action::ChooseModel, _) => Effect::push(self.models(view)),
            _ => return Outcome::taken(),
        };
        Outcome::Done(vec![Effect::Pop, next])
    }

    /// Models to choose the draft's default from: its own, and those that the endpoint lists.
    fn models(&self, view: &View<'_>) -> Picker {
        let connection = &self.probe_draft.connection;
        let offered = connection.offered_models_with(view.probes.listed(None, connection));
        let answer = |id: Option<String>| Answer::Field("defaultModel", id.map(Into::into));
        let selected = connection.text("defaultModel");
        Picker::models(messages::CHOOSE_A_MODEL, messages::NO_MODEL, offered, selected, answer)
    }

    fn buttons(&self, view: &View<'_>) -> Vec<(&'static str, Action)> {
        if self.is_running(view) {
            return vec![(messages::CANCEL, Action::Back)];
        }
        let mut buttons = vec![
            (messages::CLOSE_VALIDATION, Action::Back),
            (messages::VALIDATE_AGAIN, Action::Validate),
        ];
        if self.wants_model(view) {
            buttons.push((messages::CHOOSE_A_MODEL, Action::ChooseModel));
        }
        if self.better(view).is_some() {
            buttons.push((messages::USE_WORKING_ENDPOINT, Action::UseEndpoint));
        }
        buttons
    }
}

impl Component for Validation {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::Validation, KeyContext::List, KeyContext::Everywhere]
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        let is_missing = match action {
            Action::UseEndpoint => self.better(view).is_none(),
            Action::ChooseModel => !self.wants_model(view),
            Action::Validate => self.is_running(view),
            _ => false,
        };
        is_missing.then(WhyNot::silent)
    }

    fn hint(&self, action: Action, suggested: Label, view: &View<'_>) -> Option<Label> {
        let is_running = self.is_running(view);
        Some(if action == Action::Back && is_running { messages::CANCEL_PROBE } else { suggested })
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.scroll(way.in_lines(self.parts(view)[0].height), view);
                Outcome::taken()
            }
            Action::Validate => self.validate_again(),
            Action::UseEndpoint | Action::ChooseModel => self.take_advice(action, view),
            Action::Back => {
                Outcome::Done(vec![Effect::StopProbing(self.about.clone()), Effect::Pop])
            }
            _ => Outcome::Ignored,
        }
    }

    fn pressed(&mut self, target: Target, _press: Press, view: &View<'_>) -> Outcome {
        let buttons = self.buttons(view);
        match target {
            Target::Button(n) if n < buttons.len() => self.action(buttons[n].1, view),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.scroll(by, view);
    }

    fn sync(&mut self, view: &View<'_>) {
        self.scroll(0, view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let connection = &self.probe_draft.connection;
        let is_named = |path| connection.text(path).is_some_and(|text| !text.trim().is_empty());
        let name = (is_named("name") || is_named("slug")).then(|| connection.display_name());
        let title = messages::validation_of(name.as_deref());
        let frame = painter.boxed(Self::area(view), &title);
        let [text, bottom] = self.parts(view);
        let text = text.intersection(frame);
        let lines = self.lines(view, text.width, painter.theme);
        painter.scrolled(text, lines, self.cursor.top);
        let style = painter.theme.button();
        let buttons = self.buttons(view).into_iter();
        painter.buttons(bottom, buttons.map(|(label, _)| (format!(" {label} "), style)));
    }
}
