//! How the page looks.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Page;
use super::connection::ConnectionRow;
use super::filter::Mark;
use super::rows::{Row, Section};
use super::value;
use crate::settings::WorkspaceFile;
use crate::tui::component::View;
use crate::tui::details;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, indented, row as line_of};
use crate::tui::widgets::text::{fit, plain, width};

/// Columns before a row's name.
pub const INDENT: usize = 5;

impl Page {
    pub(super) fn draw_list(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        painter.hit(area, Target::Ground);
        // While a filter is typed, the bar is where enter will go.
        let current = if self.typing { self.rows.first() } else { self.rows.current() };
        for (n, row, line) in self.rows.in_view(usize::from(area.height)) {
            let at = |offset: isize| match usize::try_from(line + offset) {
                Ok(line) => line_of(area, line),
                Err(_) => Rect { height: 0, ..area },
            };
            let selected = n == current;
            self.draw_row(painter, (n, row), selected, at, view);
        }
        painter.scrollbar(area, self.rows.top(), self.rows.len());
    }

    fn draw_row(
        &self,
        painter: &mut Painter<'_>,
        (n, row): (usize, &Row),
        selected: bool,
        at: impl Fn(isize) -> Rect,
        view: &View<'_>,
    ) {
        let theme = painter.theme;
        let settings = view.settings();
        let line = at(0);
        let strong = if selected { theme.strong() } else { Style::new() };
        match row {
            Row::Blank => return,
            Row::Title(Section::Connections) => {
                return self.draw_connections_title(painter, line, view);
            }
            Row::Title(section) => return draw_title(painter, line, *section),
            Row::Text(text) => {
                let text = Span::styled(text.clone(), theme.dim());
                return painter.line(indented(line, INDENT), text);
            }
            _ => {}
        }
        bar(painter, line, selected);
        painter.hit(line, Target::Row(n));
        match row {
            Row::Default(setting) => {
                let value = value::of_default(settings, *setting, theme);
                let setting = (*setting, false);
                value::draw_setting(painter, line, setting, value, self.rows.names);
            }
            Row::Workspace(place) => {
                let Some(workspace) = settings.workspaces().get(*place) else {
                    return;
                };
                let handle = match workspace.file {
                    WorkspaceFile::Unread => Span::raw(" "),
                    _ if workspace.why_not_editable().is_some() => {
                        Span::styled("!", theme.warning())
                    }
                    _ if self.unfolded.contains(&workspace.root_path) => {
                        Span::styled("▾", theme.dim())
                    }
                    _ => Span::styled("▸", theme.dim()),
                };
                let value = value::of_workspace(settings, workspace, theme);
                let look = (handle, strong);
                value::draw_workspace(painter, line, workspace, look, value, self.rows.names);
                painter.hit(handle_of(line, 1), Target::Handle(n));
            }
            Row::Override(place, setting) => {
                let Some(workspace) = settings.workspaces().get(*place) else {
                    return;
                };
                let value = value::of_override(settings, workspace, *setting, theme);
                let setting = (*setting, true);
                value::draw_setting(painter, line, setting, value, self.rows.names);
            }
            Row::Switch(switch) => {
                value::draw_switch(painter, line, *switch, settings);
                painter.hit(handle_of(line, 3), Target::Handle(n));
            }
            Row::Connection(place, marks) => {
                painter.hit(at(1), Target::Row(n));
                draw_connection(painter, (n, *place), marks, selected, (line, at(1)), view);
            }
            _ => painter.line(indented(line, 3), Span::styled("+ Add Connection", strong)),
        }
    }

    fn draw_connections_title(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        let theme = painter.theme;
        let all = view.settings().connections().len();
        let count = match &self.filter {
            Some(_) => format!("{} of {all} ", self.rows.connections()),
            None => format!("{all} "),
        };
        let used = painter.right(area, Span::styled(count, theme.dim()));
        let area = Rect { width: area.width.saturating_sub(used + 1), ..area };
        let (title, description) = Section::Connections.words();
        painter.line(indented(area, 1), Span::styled(title, theme.title()));
        let rest = indented(area, width(title) + 3);
        match &self.filter {
            Some(field) if self.typing => {
                painter.line(rest, Span::styled("/", theme.key()));
                field.draw(painter, indented(rest, 1), Style::new());
            }
            Some(field) => {
                let text = format!("/{}", plain(field.text()));
                painter.line(
                    rest,
                    Span::styled(fit(&text, usize::from(rest.width)).into_owned(), theme.matched()),
                );
            }
            None => {
                let text = fit(description, usize::from(rest.width)).into_owned();
                painter.line(rest, Span::styled(text, theme.dim()));
            }
        }
    }

    pub(super) fn draw_details(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        let inside = painter.boxed(area, "Details");
        painter.hit(area, Target::Details);
        let Some(item) = &self.selected else { return };
        let text = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let lines = details::lines(view, item, text.width, painter.theme);
        let len = lines.len();
        let top = (self.details_top).min(len.saturating_sub(usize::from(text.height)));
        for (n, line) in lines.into_iter().skip(top).enumerate() {
            painter.line(line_of(text, n), line);
        }
        painter.scrollbar(inside, top, len);
    }
}

fn draw_title(painter: &mut Painter<'_>, area: Rect, section: Section) {
    let theme = painter.theme;
    let (title, description) = section.words();
    painter.line(indented(area, 1), Span::styled(title, theme.title()));
    let rest = indented(area, width(title) + 3);
    let text = fit(description, usize::from(rest.width).saturating_sub(1)).into_owned();
    painter.line(rest, Span::styled(text, theme.dim()));
}

fn draw_connection(
    painter: &mut Painter<'_>,
    (n, place): (usize, usize),
    marks: &[Mark],
    selected: bool,
    (first, second): (Rect, Rect),
    view: &View<'_>,
) {
    let settings = view.settings();
    let Some(connection) = settings.connections().get(place) else {
        return;
    };
    let drawn = ConnectionRow {
        connection,
        marks,
        wrong: settings.problems_of(connection).into_iter().next(),
        status: settings.status(connection, view.now),
        row_status: view.probes.row_status(&settings.id_at(place), connection, settings),
        selected,
    };
    let is_default = settings.default_position() == Some(place);
    let badge = is_default.then(|| match settings.stored_default() {
        Some(slug) if slug == connection.slug() => "Default",
        _ => "Default (first in the list)",
    });
    drawn.name_line(painter, first, badge, n);
    drawn.description_line(painter, second);
}

/// Where the mouse turns a row: around the arrow of a workspace or the box of a switch, which is so
/// wide.
fn handle_of(line: Rect, wide: u16) -> Rect {
    let rest = indented(line, 2);
    Rect { width: rest.width.min(wide + 1), ..rest }
}

/// The bar beside a selected row.
pub fn bar(painter: &mut Painter<'_>, area: Rect, selected: bool) {
    if selected {
        painter.line(indented(area, 1), Span::styled("▌", painter.theme.accent()));
    }
}
