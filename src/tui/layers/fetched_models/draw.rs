//! Draws the list of an endpoint's models.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::table::{Column, Table};
use super::{BUTTONS, Changes, FOOT, Fetch, Item};
use crate::settings::connection::endpoint::host;
use crate::tui::component::View;
use crate::tui::details::validation;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages::{self as sentences, fetched_models as messages};
use crate::tui::widgets::filtered_list::ListChoice;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, indented, padded, row, under_field};
use crate::tui::widgets::text::{fit, width};

impl Item {
    fn draw(&self, painter: &mut Painter<'_>, line: Rect, table: &Table) {
        let theme = painter.theme;
        let tick = if self.ticked { "[x] " } else { "[ ] " };
        let style = if self.is_listed() { Style::new() } else { theme.warning() };
        let id = fit(&self.model.id, table.id).into_owned();
        painter.line(line, vec![Span::raw(tick), Span::styled(id, style)]);
        for (column, from) in &table.columns {
            let cell = Rect { width: columns(column.wide()), ..indented(line, *from) };
            let is_new = *column == Column::State && self.is_updated;
            let style = if is_new { theme.accent() } else { theme.dim() };
            painter.line(cell.intersection(line), Span::styled(column.cell(self), style));
        }
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
            return vec![Line::from(sentences::asking_for_models(probes.spinner()))];
        }
        let found = probes.ended(&self.about);
        let mut lines =
            found.map_or_else(Vec::new, |found| validation::lines(found, wide, painter.theme));
        let report = found.and_then(|found| found.outcome.as_ref().ok());
        if report.is_some_and(|report| report.failed().is_none()) {
            let add = view.keymap.key_of(KeyContext::Models, Action::Add);
            let none = Span::styled(sentences::lists_no_models(&add), painter.theme.warning());
            lines.insert(0, Line::from(none));
        }
        lines
    }

    /// The column heads, to the right of the filter text.
    fn draw_heads(painter: &mut Painter<'_>, table: &Table, top: Rect) {
        let text = padded(top);
        for (column, from) in &table.columns {
            let cell = Rect { width: columns(column.wide()), ..indented(text, *from) };
            let head = Span::styled(column.head(), painter.theme.title());
            painter.line(cell.intersection(text), head);
        }
    }

    /// What is known about the selected model, and the source.
    fn describe_selected(&self) -> String {
        let Some(item) = self.selected() else { return String::new() };
        if !item.is_listed() {
            return messages::not_listed(item.is_default).to_owned();
        }
        messages::abilities(&item.model, item.changed.as_ref())
    }

    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let endpoint = self.connection.endpoint().map(host);
        let endpoint = endpoint.unwrap_or_else(|| self.connection.provider_label());
        let area = self.area(view);
        let frame = painter.boxed(area, &sentences::models_at(endpoint));
        let inside = under_field(area, FOOT).intersection(frame);
        let Some(list) = &self.list else {
            let text = padded(inside);
            let lines = self.lines_instead(view, painter, text.width);
            painter.lines(text, lines);
            return;
        };
        let table = Table::of(&list.items, padded(inside).width);
        let words = (sentences::TYPE_TO_FILTER, sentences::NOTHING_MATCHES);
        list.draw(painter, area, words, |painter, line, choice| {
            if let ListChoice::Item(item) = choice {
                item.draw(painter, line, &table);
            }
        });
        Self::draw_heads(painter, &table, row(frame, 0));
        let foot = row(frame, usize::from(frame.height).saturating_sub(1));
        let about = row(frame, usize::from(frame.height).saturating_sub(2));
        if about.y >= inside.bottom() {
            let room = usize::from(about.width).saturating_sub(2);
            let text = fit(&self.describe_selected(), room).into_owned();
            painter.line(indented(about, 1), Span::styled(text, painter.theme.dim()));
        }
        let shown = sentences::models_in_view(list.found(), list.items.len());
        let Changes { added, updated, removed, loses_default } = self.changes();
        let changes = messages::summary(added, updated, removed, loses_default);
        let buttons: usize = BUTTONS[1..].iter().map(|(label, _)| width(label) + 2).sum();
        let room = usize::from(foot.width).saturating_sub(buttons + 3);
        let mut summary = vec![Span::raw(changes)];
        let mut taken = width(&summary[0].content) + 1;
        // The pending changes have priority over the count.
        if taken + width(&shown) < room {
            taken += width(&shown) + 2;
            summary.insert(0, Span::styled(format!("{shown}  "), painter.theme.dim()));
        }
        painter.line(indented(foot, 1), summary);
        let mut right = foot.right().saturating_sub(1);
        for (n, (label, _)) in BUTTONS.into_iter().enumerate().rev() {
            let label = format!(" {label} ");
            let wide = columns(width(&label));
            right = right.saturating_sub(wide);
            // If the pending changes leave no room for the button, its key still works.
            if n == 0 && usize::from(right.saturating_sub(foot.x)) <= taken {
                break;
            }
            let at = Rect { x: right, width: wide, ..foot }.intersection(foot);
            painter.line(at, Span::styled(label, painter.theme.button()));
            painter.hit(at, Target::Button(n));
        }
    }
}
