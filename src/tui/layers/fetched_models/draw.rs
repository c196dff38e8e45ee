//! How the list of the models of an endpoint looks.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{BUTTONS, FOOT, Fetch, Item};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::about_tokens;
use crate::tui::component::View;
use crate::tui::details::validation;
use crate::tui::messages;
use crate::tui::widgets::filtered_list::Choice;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, indented, padded, row, under_field};
use crate::tui::widgets::text::{fit, width};

impl Item {
    /// What stands beside its id.
    fn note(&self) -> String {
        let model = &self.model;
        let images = match model.supports_images {
            Some(true) => Some(messages::TAKES_IMAGES.to_owned()),
            Some(false) => Some(messages::TAKES_TEXT_ONLY.to_owned()),
            None => None,
        };
        let state = match (self.is_there, self.is_listed) {
            (_, false) => Some(messages::NOT_LISTED.to_owned()),
            (true, true) => Some(messages::IN_YOUR_LIST.to_owned()),
            (false, true) => None,
        };
        let notes = [state, model.context_window.map(about_tokens), images];
        notes.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn draw(&self, painter: &mut Painter<'_>, line: Rect) {
        let theme = painter.theme;
        let tick = if self.ticked { "[x] " } else { "[ ] " };
        let room = usize::from(line.width).saturating_sub(4);
        let id = fit(&self.model.id, room).into_owned();
        let style = if self.is_listed { Style::new() } else { theme.warning() };
        let left = room.saturating_sub(width(&id) + 2);
        painter.line(line, vec![Span::raw(tick), Span::styled(id, style)]);
        let note = fit(&self.note(), left).into_owned();
        painter.right(line, Span::styled(note, theme.dim()));
    }
}

impl Fetch {
    /// Why there is nothing to tick.
    fn lines_instead(
        &self,
        view: &View<'_>,
        painter: &Painter<'_>,
        wide: u16,
    ) -> Vec<Line<'static>> {
        let probes = view.probes;
        if probes.is_running(&self.about) {
            return vec![Line::from(messages::asking_for_models(probes.spinner()))];
        }
        let found = probes.ended(&self.about);
        let mut lines =
            found.map_or_else(Vec::new, |found| validation::lines(found, wide, painter.theme));
        let report = found.and_then(|found| found.outcome.as_ref().ok());
        if report.is_some_and(|report| report.failed().is_none()) {
            let none = Span::styled(messages::LISTS_NO_MODELS, painter.theme.warning());
            lines.insert(0, Line::from(none));
        }
        lines
    }

    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let there = self.connection.endpoint().map(host);
        let there = there.unwrap_or_else(|| self.connection.provider_label());
        let area = self.area(view);
        let frame = painter.boxed(area, &messages::models_at(there));
        let Some(list) = &self.list else {
            let text = padded(under_field(area, FOOT));
            let lines = self.lines_instead(view, painter, text.width);
            for (n, line) in lines.into_iter().take(usize::from(text.height)).enumerate() {
                painter.line(row(text, n), line);
            }
            return;
        };
        let words = (messages::TYPE_TO_FILTER, messages::NOTHING_MATCHES);
        list.draw(painter, area, words, |painter, line, choice| {
            if let Choice::Item(item) = choice {
                item.draw(painter, line);
            }
        });
        let foot = row(frame, usize::from(frame.height).saturating_sub(1));
        let shown = messages::models_in_view(list.found(), list.items.len());
        let (added, removed) = self.changes();
        let changes = messages::ticked_changes(added, removed);
        let summary =
            vec![Span::styled(format!("{shown}  "), painter.theme.dim()), Span::raw(changes)];
        painter.line(indented(foot, 1), summary);
        let mut right = foot.right().saturating_sub(1);
        for (n, (label, _)) in BUTTONS.into_iter().enumerate().rev() {
            let label = format!(" {label} ");
            let wide = columns(width(&label));
            right = right.saturating_sub(wide);
            let at = Rect { x: right, width: wide, ..foot }.intersection(foot);
            painter.line(at, Span::styled(label, painter.theme.button()));
            painter.hit(at, Target::Button(n));
        }
    }
}
