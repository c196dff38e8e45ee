//! What comes of the probe of a draft, stage by stage.

use ratatui::layout::{Constraint, Layout, Margin, Position, Rect};
use ratatui::text::Line;

use crate::settings::edit::draft::ProbeDraft;
use crate::tui::component::{Answer, Component, Effect, Outcome, Press, View, WhyNot};
use crate::tui::details::validation::{describe_better, lines};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::probes::{About, ProbeResult};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, button_lines, centred, inside, row};
use crate::tui::widgets::text::{width, wrap};
use crate::tui::widgets::theme::Theme;

/// The widest the box gets, frame included.
const WIDEST: usize = 84;

/// The highest, frame included.
const HIGHEST: usize = 19;

pub(crate) struct Validation {
    probe_draft: ProbeDraft,
    cursor: Cursor,
}

impl Validation {
    /// For a draft that is being probed.
    pub(crate) const fn new(probe_draft: ProbeDraft) -> Self {
        Self { probe_draft, cursor: Cursor { at: 0, top: 0 } }
    }

    fn probe_result<'v>(view: &View<'v>) -> Option<&'v ProbeResult> {
        view.probes.of_draft()
    }

    fn better<'v>(view: &View<'v>) -> Option<&'v str> {
        let report = Self::probe_result(view)?.outcome.as_ref().ok()?;
        report.better_base_url.as_deref()
    }

    fn lines(view: &View<'_>, wide: u16, theme: Theme) -> Vec<Line<'static>> {
        let probes = view.probes;
        if let Some(busy) = probes.busy(&About::Draft) {
            return vec![Line::from(busy)];
        }
        let found = Self::probe_result(view);
        let mut text = found.map_or_else(Vec::new, |found| lines(found, wide, theme));
        if let Some(better) = Self::better(view) {
            let sentence = wrap(&describe_better(better), usize::from(wide)).into_iter();
            text.push(Line::default());
            text.extend(sentence.map(Line::from));
        }
        text
    }

    fn area(view: &View<'_>) -> Rect {
        // As high as an answer is, so that nothing jumps when it comes.
        let high = HIGHEST.min(usize::from(view.body.height).saturating_sub(2));
        centred(view.body, WIDEST, high.max(6))
    }

    /// The text, and under it the buttons.
    fn parts(view: &View<'_>) -> [Rect; 2] {
        let inside = inside(Self::area(view));
        let widths = Self::buttons(view).into_iter().map(|(label, _)| width(label) + 2);
        let buttons = button_lines(inside.width, widths);
        let parts = [Constraint::Fill(1), Constraint::Max(1), Constraint::Length(buttons)];
        let [text, _, buttons] = inside.layout(&Layout::vertical(parts));
        [text, buttons]
    }

    fn scroll(&mut self, by: isize, view: &View<'_>) {
        let [text, _] = Self::parts(view);
        let len = Self::lines(view, text.width, Theme::new(false)).len();
        self.cursor.scroll(by, len, usize::from(text.height));
    }

    fn buttons(view: &View<'_>) -> Vec<(&'static str, Action)> {
        if view.probes.is_running(&About::Draft) {
            return vec![(messages::CANCEL, Action::Back)];
        }
        let mut buttons = vec![
            (messages::CLOSE_VALIDATION, Action::Back),
            (messages::VALIDATE_AGAIN, Action::Validate),
        ];
        if Self::better(view).is_some() {
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
            Action::UseEndpoint => Self::better(view).is_none(),
            Action::Validate => view.probes.is_running(&About::Draft),
            _ => false,
        };
        is_missing.then(WhyNot::silent)
    }

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        view: &View<'_>,
    ) -> Option<&'static str> {
        let is_running = view.probes.is_running(&About::Draft);
        Some(if action == Action::Back && is_running { messages::CANCEL_PROBE } else { suggested })
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => {
                self.scroll(way.in_lines(Self::parts(view)[0].height), view);
                Outcome::taken()
            }
            Action::Validate => Outcome::one(Effect::ProbeDraft {
                probe_draft: Box::new(self.probe_draft.clone()),
                only_list: false,
            }),
            Action::UseEndpoint => match Self::better(view) {
                Some(better) => Outcome::Done(vec![
                    Effect::Pop,
                    Effect::Answer(Answer::Field("baseUrl", Some(better.into()))),
                ]),
                None => Outcome::taken(),
            },
            Action::Back => Outcome::Done(vec![Effect::StopProbingDraft, Effect::Pop]),
            _ => Outcome::Ignored,
        }
    }

    fn pressed(
        &mut self,
        target: Target,
        _press: Press,
        _at: Position,
        view: &View<'_>,
    ) -> Outcome {
        let buttons = Self::buttons(view);
        match target {
            Target::Button(n) if n < buttons.len() => self.action(buttons[n].1, view),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.scroll(by, view);
    }

    fn settle(&mut self, view: &View<'_>) {
        self.scroll(0, view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let connection = &self.probe_draft.connection;
        let is_named = |path| connection.text(path).is_some_and(|text| !text.trim().is_empty());
        let name = (is_named("name") || is_named("slug")).then(|| connection.display_name());
        let title = messages::validation_of(name.as_deref());
        let frame = painter.boxed(Self::area(view), &title);
        let [text, bottom] = Self::parts(view);
        let text = text.intersection(frame);
        let all = Self::lines(view, text.width, painter.theme);
        let len = all.len();
        let shown = all.into_iter().skip(self.cursor.top);
        for (n, line) in shown.take(usize::from(text.height)).enumerate() {
            painter.line(row(text, n), line);
        }
        painter.scrollbar_of_box(text.outer(Margin::new(1, 0)), self.cursor.top, len);
        let style = painter.theme.button();
        let buttons = Self::buttons(view).into_iter();
        painter.buttons(bottom, buttons.map(|(label, _)| (format!(" {label} "), style)));
    }
}
