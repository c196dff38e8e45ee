//! How the list of the models of an endpoint looks.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{BUTTONS, Fetch, Item};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::models::about_tokens;
use crate::tui::component::View;
use crate::tui::details::validation;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, indented, padded, row};
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

    fn draw_items(&self, painter: &mut Painter<'_>, items: &[Item], list: Rect) {
        let theme = painter.theme;
        let shown = self.found.iter().enumerate().skip(self.cursor.top);
        for (line, (n, item)) in shown.take(usize::from(list.height)).enumerate() {
            let Some(item) = items.get(*item) else {
                continue;
            };
            let at = row(list, line);
            let text = padded(at);
            let tick = if item.ticked { "[x] " } else { "[ ] " };
            let room = usize::from(text.width).saturating_sub(4);
            let id = fit(&item.model.id, room).into_owned();
            let style = if item.is_listed { Style::new() } else { theme.warning() };
            let left = room.saturating_sub(width(&id) + 2);
            painter.line(text, vec![Span::raw(tick), Span::styled(id, style)]);
            let note = fit(&item.note(), left).into_owned();
            painter.right(text, Span::styled(note, theme.dim()));
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.found.len());
    }

    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let there = self.connection.endpoint().map(host);
        let there = there.unwrap_or_else(|| self.connection.provider_label());
        let frame = painter.boxed(self.area(view), &messages::models_at(there));
        let list = self.list(view).intersection(frame);
        let Some(items) = &self.items else {
            let text = padded(list);
            let lines = self.lines_instead(view, painter, text.width);
            for (n, line) in lines.into_iter().take(usize::from(list.height)).enumerate() {
                painter.line(row(text, n), line);
            }
            return;
        };
        let top = row(frame, 0);
        self.field.draw_filter(painter, top, messages::TYPE_TO_FILTER);
        if self.found.is_empty() {
            let none = Span::styled(messages::NOTHING_MATCHES, painter.theme.dim());
            painter.line(indented(row(list, 0), 1), none);
        }
        self.draw_items(painter, items, list);
        let foot = row(frame, usize::from(frame.height).saturating_sub(1));
        let shown = messages::models_in_view(self.found.len(), items.len());
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
