//! The rows with three cells: the defaults of new chats, and the overrides of workspaces.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::columns::{GAP, LEAD, ROOMY, shared};
use super::status::lacking_in;
use crate::settings::problems::Location;
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::resolution::{ResolutionStep, StepVerdict};
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{Settings, Workspace, WorkspaceFile};
use crate::tui::component::View;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, indented, part, widest};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::theme::Theme;

/// The cell of a workspace that uses the default.
const UNSET: &str = marks::UNSET;

/// The minimum and maximum width of workspace names.
const NAMES: (usize, usize) = (12, 24);

/// The minimum widths of workspace cells if there is room, so that columns don't jump with every
/// choice.
const CELLS: [usize; 3] = [22, 16, 10];

/// Rows at least this wide label new chats.
const LEAST_LABELLED: usize = 30;

pub(super) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    fn wrong(text: impl Into<String>, theme: Theme) -> Self {
        Self::new(text, theme.warning())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WorkspaceColumns {
    name: usize,
    cells: [usize; 3],
    /// Whether there is room only for the selected cell.
    only_one: bool,
}

impl WorkspaceColumns {
    /// The columns of the workspaces within `room`.
    pub(super) fn new(room: usize, settings: &Settings, theme: Theme) -> Self {
        let names: Vec<_> = settings.workspaces().iter().map(Workspace::name).collect();
        let name = widest(names.iter().map(AsRef::as_ref)).clamp(NAMES.0, NAMES.1);
        if room < ROOMY {
            let name = name.min((room / 2).saturating_sub(LEAD));
            let cell = room.saturating_sub(LEAD + name + GAP);
            return Self { name, cells: [cell; 3], only_one: true };
        }
        let mut wanted = CELLS;
        for workspace in settings.workspaces() {
            if workspace.why_not_editable().is_some() {
                continue;
            }
            for (setting, wanted) in Setting::ALL.into_iter().zip(&mut wanted) {
                *wanted =
                    width(&of_workspace(settings, workspace, setting, theme).text).max(*wanted);
            }
        }
        let cells = shared(wanted, room.saturating_sub(LEAD + name + 3 * GAP));
        Self { name, cells, only_one: false }
    }

    /// The position and width of each cell that is shown.
    pub(super) fn places(self, selected: Setting) -> Vec<(Setting, usize, usize)> {
        let mut at = LEAD + self.name + GAP;
        let mut places = Vec::new();
        for (setting, wide) in Setting::ALL.into_iter().zip(self.cells) {
            if self.only_one && setting != selected {
                continue;
            }
            places.push((setting, at, wide));
            at += wide + GAP;
        }
        places
    }
}

pub(super) fn of_new_chats(view: &View<'_>, setting: Setting, theme: Theme) -> Cell {
    let settings = view.settings();
    let shown = settings.shown_default(setting);
    match setting {
        Setting::Connection => {
            let name = shown.unwrap_or_else(|| messages::NO_CONNECTION.to_owned());
            match settings.resolve(None, None).winner() {
                Some((ResolutionStep::First, _)) => match settings.stored_default() {
                    Some(slug) => {
                        let slug = redacted_text(slug);
                        Cell::wrong(messages::default_not_found(&name, &slug), theme)
                    }
                    None => Cell::wrong(messages::fallback(&name), theme),
                },
                _ => match settings.default_connection().and_then(|c| lacking_in(view, c)) {
                    Some(lacking) => Cell::wrong(messages::used_but(&name, lacking), theme),
                    None => Cell::new(name, Style::new()),
                },
            }
        }
        Setting::Model => match shown {
            Some(model) => Cell::new(model, Style::new()),
            None => Cell::new(messages::CRAFT_DECIDES, theme.dim()),
        },
        Setting::Thinking => match shown {
            Some(level) if settings.has_unknown_thinking() => {
                let used = Thinking::DEFAULT.label();
                Cell::wrong(messages::unknown_level(&level, used), theme)
            }
            Some(level) => Cell::new(level, Style::new()),
            // Brackets mark a value in effect that is not stored.
            None => Cell::new(messages::not_stored(Thinking::DEFAULT.label()), theme.dim()),
        },
    }
}

/// A workspace's override.
pub(super) fn of_workspace(
    settings: &Settings,
    workspace: &Workspace,
    setting: Setting,
    theme: Theme,
) -> Cell {
    match settings.shown_override(workspace, setting) {
        None => Cell::new(UNSET, theme.dim()),
        Some(text) if setting == Setting::Connection && is_dangling(settings, workspace) => {
            Cell::wrong(messages::not_found(&text), theme)
        }
        Some(text) => Cell::new(text, Style::new()),
    }
}

/// Whether a workspace's override names a connection that doesn't exist.
fn is_dangling(settings: &Settings, workspace: &Workspace) -> bool {
    let steps = settings.resolve(None, Some(workspace)).steps;
    steps.iter().any(|(step, verdict)| {
        *step == ResolutionStep::Workspace && matches!(verdict, StepVerdict::Dangling(_))
    })
}

/// Draws the new chats row; `current` is the selected cell.
pub(super) fn draw_new_chats(
    painter: &mut Painter<'_>,
    area: Rect,
    n: usize,
    (current, selected): (Setting, bool),
    view: &View<'_>,
) {
    let theme = painter.theme;
    let room = usize::from(area.width);
    let title = match room {
        ROOMY.. => messages::NEW_CHATS,
        LEAST_LABELLED.. => messages::NEW_CHATS_IN_SHORT,
        _ => "",
    };
    // After the title there is room for the warning mark and for the cell's mark.
    let before = if title.is_empty() { 1 } else { 1 + width(title) + 1 };
    let start = before + 2;
    if !title.is_empty() {
        let style = if selected { theme.strong() } else { theme.title() };
        painter.line(indented(area, 1), Span::styled(title, style));
    }
    let cells = Setting::ALL.map(|setting| of_new_chats(view, setting, theme));
    if view.problems.worst_in_row(&Location::Default(Setting::Connection)).is_some() {
        let style = if selected { Style::new() } else { theme.warning() };
        painter.line(indented(area, before), Span::styled(marks::WARNING, style));
    }
    let gap = GAP + 1;
    let wanted = [0, 1, 2].map(|n: usize| width(&cells[n].text));
    let shares = shared(wanted, room.saturating_sub(start + 2 * gap));
    let mut at = start;
    for ((setting, cell), wide) in Setting::ALL.into_iter().zip(cells).zip(shares) {
        draw_cell(painter, area, (at, wide), &cell, (selected, selected && setting == current));
        painter.hit(part(area, at.saturating_sub(1), wide + 1), hit_of(n, setting));
        at += wide + gap;
    }
}

/// Draws a workspace's row; `current` is the selected cell of its table.
pub(super) fn draw_workspace(
    painter: &mut Painter<'_>,
    area: Rect,
    (n, workspace): (usize, &Workspace),
    (current, selected): (Setting, bool),
    (table, view): (WorkspaceColumns, &View<'_>),
) {
    let theme = painter.theme;
    let settings = view.settings();
    let why = workspace.why_not_editable();
    let row = Location::Workspace(workspace.root_path.clone(), None);
    let is_wrong = view.problems.worst_in_row(&row).is_some();
    let colored = |style: Style| if selected { Style::new() } else { style };
    if is_wrong {
        painter
            .line(indented(area, 2), Span::styled(marks::WARNING, colored(theme.warning_mark())));
    }
    let name = fit(&workspace.name(), table.name).into_owned();
    let style = if selected { theme.strong() } else { Style::new() };
    painter.line(indented(area, LEAD), Span::styled(name, style));
    if let Some(why) = why {
        let rest = indented(area, LEAD + table.name + GAP);
        let (text, style) = match workspace.file {
            WorkspaceFile::Unread => (marks::MORE.to_owned(), theme.dim()),
            _ => (fit(&why, usize::from(rest.width)).into_owned(), theme.warning()),
        };
        return painter.line(rest, Span::styled(text, colored(style)));
    }
    for (setting, at, wide) in table.places(current) {
        let cell = of_workspace(settings, workspace, setting, theme);
        draw_cell(painter, area, (at, wide), &cell, (selected, selected && setting == current));
        painter.hit(part(area, at.saturating_sub(1), wide + 1), hit_of(n, setting));
    }
}

/// The mouse target of a cell.
fn hit_of(row: usize, setting: Setting) -> Target {
    let cell = Setting::ALL.iter().position(|other| *other == setting);
    Target::Cell(row, cell.unwrap_or_default())
}

/// Draws a cell; the flags are whether its row is selected and whether keys act on the cell.
fn draw_cell(
    painter: &mut Painter<'_>,
    area: Rect,
    (at, wide): (usize, usize),
    cell: &Cell,
    (row, current): (bool, bool),
) {
    let place = part(area, at, wide);
    let text = fit(&cell.text, usize::from(place.width)).into_owned();
    let style = match (row, current) {
        (_, true) => painter.theme.strong(),
        (true, false) => Style::new(),
        (false, false) => cell.style,
    };
    painter.line(place, Span::styled(text, style));
    if current {
        painter.line(indented(area, at.saturating_sub(1)), Span::styled(marks::SUBMENU, style));
    }
}
