//! How the list of the models of an endpoint looks.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::table::{Column, Table};
use super::{BUTTONS, Changes, Fetch, Item};
use crate::settings::connection::endpoint::host;
use crate::tui::component::View;
use crate::tui::details::validation;
use crate::tui::messages::fetched_models as messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, indented, padded, row};
use crate::tui::widgets::text::{fit, width};

/// What stands where nothing is typed yet.
const FILTER: &str = "type to filter";

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
            let text = format!("{} Asking for its models…", probes.spinner());
            return vec![Line::from(text)];
        }
        let found = probes.ended(&self.about);
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
        let table = Table::of(items, padded(list).width);
        let shown = self.found.iter().enumerate().skip(self.cursor.top);
        for (line, (n, item)) in shown.take(usize::from(list.height)).enumerate() {
            let Some(item) = items.get(*item) else {
                continue;
            };
            let at = row(list, line);
            let text = padded(at);
            let tick = if item.ticked { "[x] " } else { "[ ] " };
            let style = if item.is_listed() { Style::new() } else { theme.warning() };
            let id = fit(&item.model.id, table.id).into_owned();
            painter.line(text, vec![Span::raw(tick), Span::styled(id, style)]);
            for (column, from) in &table.columns {
                let cell = Rect { width: columns(column.wide()), ..indented(text, *from) };
                let is_new = *column == Column::State && item.is_updated;
                let style = if is_new { theme.accent() } else { theme.dim() };
                painter.line(cell.intersection(text), Span::styled(column.cell(item), style));
            }
            if n == self.cursor.at {
                painter.select(at);
            }
            painter.hit(at, Target::Row(n));
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.found.len());
    }

    /// What is typed, and behind it the heads of the columns.
    fn draw_head(&self, painter: &mut Painter<'_>, items: &[Item], top: Rect) {
        let text = padded(top);
        let table = Table::of(items, text.width);
        let first = table.columns.iter().map(|(_, from)| *from).min();
        let wide = first.map_or(top.width, |from| columns(from).saturating_add(1));
        self.field.draw_filter(painter, Rect { width: wide.min(top.width), ..top }, FILTER);
        for (column, from) in &table.columns {
            let cell = Rect { width: columns(column.wide()), ..indented(text, *from) };
            let head = Span::styled(column.head(), painter.theme.title());
            painter.line(cell.intersection(text), head);
        }
    }

    /// What is known of the selected model, and from where.
    fn describe_selected(&self) -> String {
        let Some(item) = self.selected() else { return String::new() };
        if !item.is_listed() {
            return messages::not_listed(item.is_default).to_owned();
        }
        messages::abilities(&item.model, item.changed.as_ref())
    }

    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let there = self.connection.endpoint().map(host);
        let there = there.unwrap_or_else(|| self.connection.provider_label());
        let frame = painter.boxed(self.area(view), &format!("Models of {there}"));
        let list = self.list(view).intersection(frame);
        let Some(items) = &self.items else {
            let text = padded(list);
            let lines = self.lines_instead(view, painter, text.width);
            for (n, line) in lines.into_iter().take(usize::from(list.height)).enumerate() {
                painter.line(row(text, n), line);
            }
            return;
        };
        self.draw_head(painter, items, row(frame, 0));
        if self.found.is_empty() {
            let none = Span::styled("Nothing matches.", painter.theme.dim());
            painter.line(indented(row(list, 0), 1), none);
        }
        self.draw_items(painter, items, list);
        let foot = row(frame, usize::from(frame.height).saturating_sub(1));
        let about = row(frame, usize::from(frame.height).saturating_sub(2));
        if about.y >= list.bottom() {
            let room = usize::from(about.width).saturating_sub(2);
            let text = fit(&self.describe_selected(), room).into_owned();
            painter.line(indented(about, 1), Span::styled(text, painter.theme.dim()));
        }
        let shown = match self.found.len() {
            n if n == items.len() => format!("{n} models"),
            n => format!("{n} of {} models", items.len()),
        };
        let Changes { added, updated, removed, loses_default } = self.changes();
        let changes = messages::summary(added, updated, removed, loses_default);
        let buttons: usize = BUTTONS[1..].iter().map(|(label, _)| label.len()).sum();
        let room = usize::from(foot.width).saturating_sub(buttons + 3);
        let mut summary = vec![Span::raw(changes)];
        let mut taken = width(&summary[0].content) + 1;
        // What will change goes before how many there are.
        if taken + width(&shown) < room {
            taken += width(&shown) + 2;
            summary.insert(0, Span::styled(format!("{shown}  "), painter.theme.dim()));
        }
        painter.line(indented(foot, 1), summary);
        let mut right = foot.right().saturating_sub(1);
        for (n, (label, _)) in BUTTONS.into_iter().enumerate().rev() {
            let wide = columns(label.len());
            right = right.saturating_sub(wide);
            // The key does the same, where what will change leaves no room.
            if n == 0 && usize::from(right.saturating_sub(foot.x)) <= taken {
                break;
            }
            let at = Rect { x: right, width: wide, ..foot }.intersection(foot);
            painter.line(at, Span::styled(label, painter.theme.button()));
            painter.hit(at, Target::Button(n));
        }
    }
}
