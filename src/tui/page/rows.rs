//! The rows of the page, the selection among them, and what is in view. Rows are rebuilt when the
//! settings or the filter change.

use std::collections::HashMap;
use std::ops::Range;

use super::columns::Columns;
use super::defaults::WorkspaceColumns;
use super::filter::Query;
use super::row::{Row, all_rows, spaced};
use super::section::Section;
use super::status::own_problem;
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, Settings};
use crate::tui::component::View;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::painter::widest;
use crate::tui::widgets::text::width;
use crate::tui::widgets::theme::Theme;

/// Lists at least this high always show their section's title.
const STICKY: usize = 3;

/// The selected cell of the new chats row and of workspace rows, also while another row is
/// selected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub new_chats: Setting,
    pub workspaces: Setting,
}

impl Default for Cells {
    fn default() -> Self {
        Self { new_chats: Setting::Connection, workspaces: Setting::Connection }
    }
}

#[derive(Default)]
pub(super) struct Rows {
    list: Vec<Row>,
    /// The row numbers of the connections, which are consecutive.
    connections: Range<usize>,
    /// The first problem in each connection itself, by position, cached once the connection was in
    /// view. Finding it takes longer than drawing the whole row, and it can't change before the
    /// rows are rebuilt.
    own_problems: HashMap<usize, Option<String>>,
    /// The numbers of the selectable rows.
    selectable: Vec<usize>,
    cursor: Cursor,
    pub columns: Columns,
    pub workspaces: WorkspaceColumns,
    measured: Option<Measured>,
}

/// The widths of the widest name and provider at a settings revision.
#[derive(Clone, Copy)]
struct Measured {
    revision: u64,
    name: usize,
    provider: usize,
}

impl Measured {
    fn new(view: &View<'_>) -> Self {
        let all = view.settings().connections().iter();
        Self {
            revision: view.revision,
            name: all.clone().map(|c| width(&c.display_name())).max().unwrap_or_default(),
            provider: widest(all.map(|c| c.host_or_provider())),
        }
    }
}

impl Rows {
    /// Whether the rows were never built.
    pub(super) const fn is_unbuilt(&self) -> bool {
        self.list.is_empty()
    }

    /// Rebuilds the rows from the current settings and filter, for a list of this width and height.
    /// The selection and scroll position stay.
    pub(super) fn rebuilt(
        self,
        view: &View<'_>,
        query: Option<&Query>,
        (room, height): (usize, usize),
    ) -> Self {
        let settings = view.settings();
        let rows = spaced(all_rows(view, query, room), height);
        // Each letter typed into a filter rebuilds the rows, but changes no width.
        let measured = self.measured.filter(|measured| measured.revision == view.revision);
        let measured = measured.unwrap_or_else(|| Measured::new(view));
        let is_connection = |row: &Row| matches!(row, Row::Connection(..));
        let first = rows.iter().position(is_connection).unwrap_or_default();
        let count = rows[first..].iter().take_while(|row| is_connection(row)).count();
        let selectable = rows.iter().enumerate().filter(|(_, row)| row.is_selectable());
        Self {
            connections: first..first + count,
            own_problems: HashMap::new(),
            selectable: selectable.map(|(n, _)| n).collect(),
            list: rows,
            cursor: self.cursor,
            columns: Columns::new(room, measured.name, measured.provider),
            measured: Some(measured),
            workspaces: WorkspaceColumns::new(room, settings, Theme::new(false)),
        }
    }

    /// The number of pinned rows.
    fn pinned(&self) -> usize {
        usize::from(self.list.first() == Some(&Row::NewChats))
    }

    pub(super) fn has_new_chats(&self) -> bool {
        self.pinned() > 0
    }

    /// The number of the selected row.
    pub(super) const fn current(&self) -> usize {
        self.cursor.at
    }

    /// The row number of the first connection.
    pub(super) fn first_connection(&self) -> Option<usize> {
        self.connections.clone().next()
    }

    /// The row number of the last connection.
    pub(super) fn last_connection(&self) -> Option<usize> {
        self.connections.clone().next_back()
    }

    /// The selected item: in a table row, the selected cell. `None` if no row is selectable.
    pub(super) fn item(&self, settings: &Settings, cells: Cells) -> Option<PageItem> {
        Some(match self.list.get(self.cursor.at)? {
            Row::NewChats => PageItem::Default(cells.new_chats),
            Row::Workspace(position) => {
                let workspace = settings.workspaces().get(*position)?;
                let root = workspace.root_path.clone();
                match workspace.why_not_editable() {
                    Some(_) => PageItem::Workspace(root),
                    None => PageItem::Override(root, cells.workspaces),
                }
            }
            Row::Connection(position, _) => PageItem::Connection(settings.id_at(*position)),
            Row::Add => PageItem::Add,
            Row::FirstStep(start) => PageItem::FirstStep(*start),
            Row::Switch(switch) => PageItem::Switch(*switch),
            Row::Title(_) | Row::Text(..) | Row::StartNote(_) | Row::Gap(_) => return None,
        })
    }

    fn find(&self, item: &PageItem, settings: &Settings) -> Option<usize> {
        let workspace = |root: &str| settings.workspaces().iter().position(|w| w.root_path == root);
        let row = match item {
            PageItem::Default(_) => Row::NewChats,
            PageItem::Workspace(root) | PageItem::Override(root, _) => {
                Row::Workspace(workspace(root)?)
            }
            PageItem::Connection(id) => {
                let position = settings.position(id)?;
                let is_row = |row: &Row| matches!(row, Row::Connection(p, _) if *p == position);
                return self.list.iter().position(is_row);
            }
            PageItem::Add => Row::Add,
            PageItem::FirstStep(start) => Row::FirstStep(*start),
            PageItem::Switch(switch) => Row::Switch(*switch),
        };
        self.list.iter().position(|r| *r == row)
    }

    /// Selects an item's row. Returns whether it has one.
    pub(super) fn select_item(&mut self, item: &PageItem, settings: &Settings) -> bool {
        let row = self.find(item, settings);
        self.cursor.at = row.unwrap_or(self.cursor.at);
        row.is_some()
    }

    /// Selects the row nearest to a removed one, in the same section: the next key must not hit
    /// something of another kind.
    pub(super) fn select_near(&mut self, gone: Option<&PageItem>) {
        let section = gone.map(Section::of);
        let is_other = |row: usize| section.is_some_and(|own| self.list[row].section() != own);
        // After the last connection is removed, the first way to add a new one.
        if section == Some(Section::Connections)
            && let Some(first) = self.first_of(Section::Connections)
            && matches!(self.list[first], Row::FirstStep(_))
        {
            self.cursor.at = first;
            return;
        }
        let near = self
            .selectable
            .iter()
            .copied()
            .min_by_key(|row| (is_other(*row), row.abs_diff(self.cursor.at)));
        self.cursor.at = near.unwrap_or_default();
    }

    /// Moves to the line that explains why no connection is shown, which is no item.
    pub(super) fn select_text(&mut self) {
        let is_text = |row: &Row| matches!(row, Row::Text(Section::Connections, _));
        self.cursor.at = self.list.iter().position(is_text).unwrap_or_default();
    }

    /// Selects a row. Returns whether it is selectable.
    pub(super) fn select(&mut self, row: usize) -> bool {
        // The two lines of a choice are selected together.
        let row = row - usize::from(matches!(self.list.get(row), Some(Row::StartNote(_))));
        let can = self.list.get(row).is_some_and(Row::is_selectable);
        if can {
            self.cursor.at = row;
        }
        can
    }

    /// Moves through the selectable rows: to the first or last of the section, or step by step
    /// through all.
    pub(super) fn go(&mut self, way: Move, page: usize) {
        let rows = match (way, self.list.get(self.cursor.at)) {
            (Move::First | Move::Last, Some(row)) => self.selectable_in(row.section()),
            _ => &self.selectable,
        };
        let at = rows.binary_search(&self.cursor.at).unwrap_or_else(|near| near);
        if let Some(row) = rows.get(way.from(at, rows.len(), page)) {
            self.cursor.at = *row;
        }
    }

    /// The sections with a selectable row, in page order.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section> {
        let has = |section: Section| self.first_of(section).is_some();
        Section::ALL.into_iter().filter(move |section| has(*section))
    }

    /// The numbers of a section's selectable rows. Rows are grouped by section, in page order.
    fn selectable_in(&self, section: Section) -> &[usize] {
        let first = self.selectable.partition_point(|row| self.list[*row].section() < section);
        let rest = &self.selectable[first..];
        &rest[..rest.partition_point(|row| self.list[*row].section() == section)]
    }

    fn first_of(&self, section: Section) -> Option<usize> {
        self.selectable_in(section).first().copied()
    }

    /// Selects the first row of a section. Returns whether it has one.
    pub(super) fn select_first_of(&mut self, section: Section) -> bool {
        let row = self.first_of(section);
        self.cursor.at = row.unwrap_or(self.cursor.at);
        row.is_some()
    }

    /// A row's line in the scrolling list; `None` for the pinned row.
    fn line_of(&self, row: usize) -> Option<usize> {
        row.checked_sub(self.pinned())
    }

    /// The selected row's line, counted from the top of the view; `None` if it is pinned or above
    /// the view.
    pub(super) fn line_in_view(&self) -> Option<usize> {
        self.line_of(self.cursor.at)?.checked_sub(self.cursor.top)
    }

    pub(super) fn shows_current(&self, height: usize) -> bool {
        let Some(line) = self.line_of(self.cursor.at) else {
            return true;
        };
        let hidden = usize::from(self.sticky(height).is_some());
        (self.cursor.top + hidden..self.cursor.top + height).contains(&line)
    }

    /// Whether a list of this height needs other rows: free lines between sections appear only if
    /// all rows fit.
    pub(super) fn fits_otherwise(&self, height: usize) -> bool {
        let gaps = self.list.iter().filter(|row| matches!(row, Row::Gap(_))).count();
        let titles = self.list.iter().filter(|row| matches!(row, Row::Title(_))).count();
        let needed = self.len() - gaps + titles.saturating_sub(1);
        titles > 1 && (gaps > 0) != (needed <= height)
    }

    /// The number of scrolling lines.
    pub(super) fn len(&self) -> usize {
        self.list.len() - self.pinned()
    }

    /// The connections shown, in order.
    pub(super) fn connection_ids(&self, settings: &Settings) -> Vec<ConnectionId> {
        let positions = self.list[self.connections.clone()].iter().filter_map(|row| match row {
            Row::Connection(position, _) => Some(*position),
            _ => None,
        });
        positions.map(|position| settings.id_at(position)).collect()
    }

    /// The number of connections shown, and the selected one's position among them, from 1.
    pub(super) fn count(&self) -> (usize, Option<usize>) {
        let at = self.cursor.at;
        let is_current = self.connections.contains(&at);
        (self.connections.len(), is_current.then(|| at - self.connections.start + 1))
    }

    pub(super) const fn top(&self) -> usize {
        self.cursor.top
    }

    /// The section whose title stays on the first line although it is scrolled away.
    pub(super) fn sticky(&self, height: usize) -> Option<Section> {
        let row = self.list.get(self.pinned() + self.cursor.top)?;
        (height >= STICKY && !matches!(row, Row::Title(_))).then(|| row.section())
    }

    /// Scrolls the selected row into view, with a row or two around it if there is room.
    pub(super) fn reveal(&mut self, height: usize) {
        let Some(line) = self.line_of(self.cursor.at) else {
            return;
        };
        let around = match height {
            8.. => 2,
            5.. => 1,
            _ => 0,
        };
        // The title takes the first line.
        let above = around + usize::from(height >= STICKY);
        let len = self.len();
        let lines = line.saturating_sub(above)..(line + 1 + around).min(len);
        self.cursor.show(lines, len, height);
    }

    /// Scrolls the selected row's whole section into view if it fits.
    pub(super) fn reveal_whole(&mut self, height: usize) {
        let Some(section) = self.list.get(self.cursor.at).map(Row::section) else {
            return;
        };
        let is_own = |row: &Row| row.section() == section;
        let own = self.list.iter().filter(|row| is_own(row)).count();
        let first = self.list.iter().position(is_own).and_then(|row| self.line_of(row));
        if let Some(first) = first.filter(|_| own <= height) {
            let len = self.len();
            self.cursor.show(first..first + own, len, height);
        }
    }

    /// Makes a line the first in view.
    pub(super) const fn scroll_to(&mut self, top: usize) {
        self.cursor.top = top;
    }

    /// Scrolls without moving the selection.
    pub(super) fn scroll(&mut self, by: isize, height: usize) {
        let len = self.len();
        self.cursor.scroll(by, len, height);
    }

    /// Keeps the scroll position within the rows.
    pub(super) fn clamp(&mut self, height: usize) {
        let len = self.len();
        self.cursor.clamp(len, height);
    }

    /// Caches the problems of connections that are in view for the first time.
    pub(super) fn find_problems_in_view(&mut self, height: usize, settings: &Settings) {
        let first = self.pinned() + self.cursor.top;
        for row in self.list.iter().skip(first).take(height) {
            if let Row::Connection(position, _) = row {
                let find = || own_problem(settings, &settings.connections()[*position]);
                self.own_problems.entry(*position).or_insert_with(find);
            }
        }
    }

    /// The first problem in the connection at this position, regardless of other settings.
    pub(super) fn own_problem(&self, position: usize, settings: &Settings) -> Option<String> {
        match self.own_problems.get(&position) {
            Some(problem) => problem.clone(),
            None => own_problem(settings, &settings.connections()[position]),
        }
    }

    pub(super) fn get(&self, row: usize) -> Option<&Row> {
        self.list.get(row)
    }

    /// The rows in view: number, row, and line of the list.
    pub(super) fn in_view(&self, height: usize) -> impl Iterator<Item = (usize, &Row, usize)> {
        let first = self.pinned() + self.cursor.top;
        let rows = self.list.iter().enumerate().skip(first).take(height);
        let hidden = usize::from(self.sticky(height).is_some());
        rows.enumerate().skip(hidden).map(|(line, (n, row))| (n, row, line))
    }
}
