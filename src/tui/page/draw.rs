//! Draws the page.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Page;
use super::columns::LEAD;
use super::connection::ConnectionRow;
use super::filter::Mark;
use super::row::Row;
use super::section::Section;
use super::status::state;
use super::{defaults, empty, switches};
use crate::settings::workspace::defaults::Setting;
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, indented, part, row as line_of, without_right};
use crate::tui::widgets::text::{fit, plain, width};

impl Page {
    pub(super) fn draw_pinned(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        if !self.rows.has_new_chats() || area.height == 0 {
            return;
        }
        let line = without_scrollbar(line_of(area, 0));
        painter.hit(line, Target::Row(0));
        let selected = self.highlighted() == Some(0);
        let current = (self.cells.new_chats, selected && !self.in_details);
        defaults::draw_new_chats(painter, line, 0, current, view);
        self.highlight(painter, line, selected);
    }

    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        painter.hit(area, Target::Ground);
        let current = self.highlighted();
        let height = usize::from(area.height);
        if let Some(section) = self.rows.sticky(height) {
            self.draw_title(painter, without_scrollbar(line_of(area, 0)), section, view);
        }
        for (n, row, line) in self.rows.in_view(height) {
            let line = without_scrollbar(line_of(area, line));
            // The two lines of a choice are highlighted together.
            let first = n - usize::from(matches!(row, Row::StartNote(_)));
            let selected = current == Some(first);
            match row {
                Row::Connection(position, marks) => {
                    let row = self.connection_row(*position, marks, selected, view);
                    painter.hit(line, Target::Row(n));
                    row.draw(painter, line, self.rows.columns, n);
                    self.highlight(painter, line, selected);
                }
                _ => self.draw_row(painter, (n, row), selected, line, view),
            }
        }
    }

    /// The highlighted row: while a filter is typed, the one that Enter selects.
    fn highlighted(&self) -> Option<usize> {
        if self.typing { self.rows.first_connection() } else { Some(self.rows.current()) }
    }

    fn draw_row(
        &self,
        painter: &mut Painter<'_>,
        (n, row): (usize, &Row),
        selected: bool,
        line: Rect,
        view: &View<'_>,
    ) {
        let theme = painter.theme;
        let settings = view.settings();
        let strong = if selected { theme.strong() } else { Style::new() };
        match row {
            Row::Title(section) => return self.draw_title(painter, line, *section, view),
            Row::Text(_, text) => {
                let text = Span::styled(text.clone(), theme.dim());
                return painter.line(indented(line, LEAD), text);
            }
            Row::Gap(_) => return,
            _ => {}
        }
        painter.hit(line, Target::Row(n));
        match row {
            Row::Workspace(position) => {
                if let Some(workspace) = settings.workspaces().get(*position) {
                    let current = (self.cells.workspaces, selected && !self.in_details);
                    let table = (self.rows.workspaces, view);
                    defaults::draw_workspace(painter, line, (n, workspace), current, table);
                }
            }
            Row::FirstStep(start) => {
                empty::draw(painter, indented(line, LEAD - 1), *start, view.keymap);
            }
            Row::StartNote(start) => empty::draw_note(painter, indented(line, LEAD - 1), *start),
            Row::Switch(switch) => {
                switches::draw(painter, line, *switch, selected && !self.in_details, view);
                painter.hit(part(line, LEAD - 1, 4), Target::Handle(n));
            }
            _ => painter.line(indented(line, LEAD - 1), Span::styled(messages::ADD_ROW, strong)),
        }
        self.highlight(painter, line, selected);
    }

    fn draw_title(&self, painter: &mut Painter<'_>, line: Rect, section: Section, view: &View<'_>) {
        painter.hit(line, Target::Ground);
        let theme = painter.theme;
        let title = &section.title(view.keymap);
        let area = indented(line, 1);
        painter.line(area, Span::styled(fit(title, usize::from(area.width)), theme.title()));
        let used = 1 + width(title) + 2;
        match section {
            Section::Connections => self.draw_title_of_connections(painter, line, used, view),
            Section::Workspaces if view.settings().workspaces().is_empty() => {}
            Section::Workspaces => {
                for (setting, at, wide) in self.rows.workspaces.places(self.cells.workspaces) {
                    let place = indented(line, at.max(used));
                    let label = head(setting);
                    let text = fit(label, wide.min(usize::from(place.width))).into_owned();
                    painter.line(place, Span::styled(text, theme.dim()));
                }
            }
            Section::NewChats | Section::Performance => {}
        }
    }

    /// What follows the title of the connections: the filter, the count, the column heads.
    fn draw_title_of_connections(
        &self,
        painter: &mut Painter<'_>,
        line: Rect,
        used: usize,
        view: &View<'_>,
    ) {
        let theme = painter.theme;
        let all = view.settings().connections().len();
        let (shown, current) = self.rows.count();
        let count = match (&self.filter, current) {
            (Some(_), _) => messages::found(shown, all),
            (None, Some(current)) => format!("{current}/{all}"),
            (None, None) => all.to_string(),
        };
        let marked = self.count_marked(view);
        let table = self.rows.columns;
        let mut end = usize::from(line.width);
        if table.status > 0 && all > 0 {
            let status = (table.status_at(), table.status, messages::STATUS_HEAD);
            let sends = (table.sends_at(), table.sends, messages::SENDS_HEAD);
            for (at, wide, label) in [status, sends] {
                if wide < width(label) {
                    continue;
                }
                painter.line(indented(line, at), Span::styled(label, theme.dim()));
                end = end.min(at.saturating_sub(2));
            }
        }
        let place = part(line, used, end.saturating_sub(used));
        let Some(field) = &self.filter else {
            let both = [Some(count.clone()), marked.clone()].into_iter().flatten();
            let both = both.collect::<Vec<_>>().join("  ");
            // A cut number would be a wrong one. The marked count matters more than the position.
            let fits = |text: &String| width(text) <= usize::from(place.width);
            let shown = [Some(both), marked.clone(), marked.is_none().then_some(count)]
                .into_iter()
                .flatten()
                .find(fits);
            let style = if self.marked.is_empty() { theme.dim() } else { theme.strong() };
            if let (None, Some(marked)) = (&shown, marked) {
                // Without room beside the title, it replaces it.
                let title = width(&Section::Connections.title(view.keymap));
                return painter
                    .line(indented(line, 1), Span::styled(format!("{marked:title$}"), style));
            }
            return painter.line(place, Span::styled(shown.unwrap_or_default(), style));
        };
        let (count, style) = match marked {
            Some(marked) if !self.typing => (marked, theme.strong()),
            _ => (count, theme.dim()),
        };
        let right = painter.right(place, Span::styled(count, style));
        let place = without_right(place, right + 1);
        if self.typing {
            painter.line(place, Span::styled("/", theme.key()));
            return field.draw(painter, indented(place, 1), Style::new());
        }
        let text = format!("/{}", plain(field.text()));
        let text = fit(&text, usize::from(place.width)).into_owned();
        painter.line(place, Span::styled(text, theme.matched()));
    }

    /// The row data of the connection at this position in the file.
    fn connection_row<'a>(
        &self,
        place: usize,
        marks: &'a [Mark],
        selected: bool,
        view: &View<'a>,
    ) -> ConnectionRow<'a> {
        let settings = view.settings();
        let connection = &settings.connections()[place];
        let id = settings.id_at(place);
        ConnectionRow {
            connection,
            marks,
            is_marked: self.marked.contains(&id),
            is_default: settings.default_position() == Some(place),
            state: state(view, &id, connection, || self.rows.own_problem(place, settings)),
            selected: selected && !self.in_details,
        }
    }

    /// Styles the selected row: highlighted only while the list has the focus.
    fn highlight(&self, painter: &mut Painter<'_>, line: Rect, selected: bool) {
        match (selected, self.in_details) {
            (true, false) => painter.select(line),
            (true, true) => painter.mark(line),
            (false, _) => {}
        }
    }
}

const fn head(setting: Setting) -> &'static str {
    match setting {
        Setting::Connection => messages::CONNECTION_HEAD,
        Setting::Model => messages::MODEL_HEAD,
        Setting::Thinking => messages::THINKING_HEAD,
    }
}

/// The width of rows in a list this wide: the last column is the scrollbar's.
pub(super) fn list_room(wide: u16) -> usize {
    usize::from(wide.saturating_sub(1))
}

/// A line of the list without the scrollbar column.
fn without_scrollbar(line: Rect) -> Rect {
    without_right(line, 1)
}
