//! The rows of the page, built anew when the settings or the filter change, and the place among
//! them. Every row takes one line.

use super::columns::Columns;
use super::connection::asked_of;
use super::empty::{self, Start};
use super::filter::{Mark, Query};
use super::section::Section;
use super::table::WorkspaceColumns;
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::{ConnectionId, Settings};
use crate::tui::component::View;
use crate::tui::keymap::{self, Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::painter::widest;
use crate::tui::widgets::text::{width, wrap};
use crate::tui::widgets::theme::Theme;

/// From how many lines on the list has its section's title in view, whatever is scrolled.
const STICKY: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// What new chats get: it is pinned above the others and does not scroll with them.
    NewChats,
    Title(Section),
    /// A connection, by its place in the file, and what the filter matched.
    Connection(usize, Vec<Mark>),
    /// A line that says why there is nothing else.
    Text(String),
    /// `+ Add connection`.
    Add,
    /// A way to a first connection.
    Start(Start),
    /// The line under it that says what is behind it.
    StartNote(Start),
    /// A workspace, by its place in config.json.
    Workspace(usize),
    Switch(Switch),
}

impl Row {
    const fn is_selectable(&self) -> bool {
        !matches!(self, Self::Title(_) | Self::Text(_) | Self::StartNote(_))
    }

    const fn section(&self) -> Section {
        match self {
            Self::NewChats => Section::NewChats,
            Self::Title(section) => *section,
            Self::Connection(..)
            | Self::Text(_)
            | Self::Add
            | Self::Start(_)
            | Self::StartNote(_) => Section::Connections,
            Self::Workspace(_) => Section::Workspaces,
            Self::Switch(_) => Section::Performance,
        }
    }
}

/// The cells in which the selection is, or would be: of new chats, and of a workspace.
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
    cursor: Cursor,
    pub columns: Columns,
    pub workspaces: WorkspaceColumns,
    measured: Option<Measured>,
}

/// How wide the widest name and the widest provider are, in the settings of a revision.
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
            provider: widest(all.map(|c| asked_of(c))),
        }
    }
}

impl Rows {
    /// Whether the settings were never seen.
    pub(super) const fn is_unbuilt(&self) -> bool {
        self.list.is_empty()
    }

    /// The rows of the present settings under a filter, the place as it was, for a list of so many
    /// columns.
    pub(super) fn rebuilt(self, view: &View<'_>, query: Option<&Query>, room: usize) -> Self {
        let settings = view.settings();
        let all = settings.connections();
        let mut rows = Vec::with_capacity(all.len() + 24);
        if !all.is_empty() {
            rows.push(Row::NewChats);
        }
        rows.extend(connections(view, query, room));
        // A filter is over the connections: what is none of them would only be in the way.
        if query.is_none() {
            if !all.is_empty() {
                rows.extend(workspaces(settings));
            }
            if !(all.is_empty() && view.store.unreadable().is_some()) {
                rows.push(Row::Title(Section::Performance));
                rows.extend(Switch::ALL.map(Row::Switch));
            }
        }
        // Typing a filter builds the rows anew for each letter, and changes no width.
        let measured = self.measured.filter(|measured| measured.revision == view.revision);
        let measured = measured.unwrap_or_else(|| Measured::new(view));
        Self {
            list: rows,
            cursor: self.cursor,
            columns: Columns::new(room, measured.name, measured.provider),
            measured: Some(measured),
            workspaces: WorkspaceColumns::new(room, settings, Theme::new(false)),
        }
    }

    /// How many rows are pinned above the others.
    fn pinned(&self) -> usize {
        usize::from(self.list.first() == Some(&Row::NewChats))
    }

    /// Whether new chats have a row.
    pub(super) fn has_new_chats(&self) -> bool {
        self.pinned() > 0
    }

    /// The number of the selected row.
    pub(super) const fn current(&self) -> usize {
        self.cursor.at
    }

    /// The number of the first connection's row.
    pub(super) fn first_connection(&self) -> Option<usize> {
        self.list.iter().position(|row| matches!(row, Row::Connection(..)))
    }

    /// What is selected, where it is a row of cells the one that is; none where no row can be.
    pub(super) fn item(&self, settings: &Settings, cells: Cells) -> Option<PageItem> {
        Some(match self.list.get(self.cursor.at)? {
            Row::NewChats => PageItem::Default(cells.new_chats),
            Row::Workspace(place) => {
                let workspace = settings.workspaces().get(*place)?;
                let root = workspace.root_path.clone();
                match workspace.why_not_editable() {
                    Some(_) => PageItem::Workspace(root),
                    None => PageItem::Override(root, cells.workspaces),
                }
            }
            Row::Connection(place, _) => PageItem::Connection(settings.id_at(*place)),
            Row::Add => PageItem::Add,
            Row::Start(start) => PageItem::Start(*start),
            Row::Switch(switch) => PageItem::Switch(*switch),
            Row::Title(_) | Row::Text(_) | Row::StartNote(_) => return None,
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
                let place = settings.position(id)?;
                let is_it = |row: &Row| matches!(row, Row::Connection(p, _) if *p == place);
                return self.list.iter().position(is_it);
            }
            PageItem::Add => Row::Add,
            PageItem::Start(start) => Row::Start(*start),
            PageItem::Switch(switch) => Row::Switch(*switch),
        };
        self.list.iter().position(|r| *r == row)
    }

    /// Selects the row of something; whether it has one.
    pub(super) fn select_item(&mut self, item: &PageItem, settings: &Settings) -> bool {
        let row = self.find(item, settings);
        self.cursor.at = row.unwrap_or(self.cursor.at);
        row.is_some()
    }

    /// Selects the row nearest to one that has gone, in the same section: the key that is pressed
    /// next must not find something of another kind.
    pub(super) fn select_near(&mut self, gone: Option<&PageItem>) {
        let section = gone.map(Section::of);
        let is_other = |row: usize| section.is_some_and(|own| self.list[row].section() != own);
        // Where the last connection has gone, the first way to a new one.
        if section == Some(Section::Connections)
            && let Some(first) = self.first_of(Section::Connections)
            && matches!(self.list[first], Row::Start(_))
        {
            self.cursor.at = first;
            return;
        }
        let near =
            self.selectable().min_by_key(|row| (is_other(*row), row.abs_diff(self.cursor.at)));
        self.cursor.at = near.unwrap_or_default();
    }

    /// Selects a row; whether it can be selected.
    pub(super) fn select(&mut self, row: usize) -> bool {
        // The two lines of a choice are one.
        let row = row - usize::from(matches!(self.list.get(row), Some(Row::StartNote(_))));
        let can = self.list.get(row).is_some_and(Row::is_selectable);
        if can {
            self.cursor.at = row;
        }
        can
    }

    fn selectable(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.list.iter().enumerate().filter(|(_, row)| row.is_selectable()).map(|(n, _)| n)
    }

    /// Goes some way over the rows that can be selected: to the first and the last of the section,
    /// or through all of them.
    pub(super) fn go(&mut self, way: Move, page: usize) {
        let section = self.list.get(self.cursor.at).map(Row::section);
        let is_own = |row: &usize| match way {
            Move::First | Move::Last => Some(self.list[*row].section()) == section,
            _ => true,
        };
        let rows: Vec<usize> = self.selectable().filter(is_own).collect();
        let at = rows.binary_search(&self.cursor.at).unwrap_or_else(|near| near);
        if let Some(row) = rows.get(way.from(at, rows.len(), page)) {
            self.cursor.at = *row;
        }
    }

    /// The sections that have a row to select, in the page's order.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section> {
        let has = |section: Section| self.first_of(section).is_some();
        Section::ALL.into_iter().filter(move |section| has(*section))
    }

    fn first_of(&self, section: Section) -> Option<usize> {
        self.selectable().find(|row| self.list[*row].section() == section)
    }

    /// Selects the first row of a section; whether it has one.
    pub(super) fn select_first_of(&mut self, section: Section) -> bool {
        let row = self.first_of(section);
        self.cursor.at = row.unwrap_or(self.cursor.at);
        row.is_some()
    }

    /// The line of a row among those that scroll; none for what is pinned above them.
    fn line_of(&self, row: usize) -> Option<usize> {
        row.checked_sub(self.pinned())
    }

    /// The line of the selected row in a list, counted from its top; none for what is pinned, or
    /// scrolled away.
    pub(super) fn line_in_view(&self) -> Option<usize> {
        self.line_of(self.cursor.at)?.checked_sub(self.cursor.top)
    }

    /// Whether the selected row is in view.
    pub(super) fn shows_current(&self, height: usize) -> bool {
        let Some(line) = self.line_of(self.cursor.at) else {
            return true;
        };
        let hidden = usize::from(self.sticky(height).is_some());
        (self.cursor.top + hidden..self.cursor.top + height).contains(&line)
    }

    /// How many lines scroll.
    pub(super) fn len(&self) -> usize {
        self.list.len() - self.pinned()
    }

    /// The connections that are shown, in their order.
    pub(super) fn connection_ids(&self, settings: &Settings) -> Vec<ConnectionId> {
        let places = self.list.iter().filter_map(|row| match row {
            Row::Connection(place, _) => Some(*place),
            _ => None,
        });
        places.map(|place| settings.id_at(place)).collect()
    }

    /// How many connections are listed, and the number of the selected one among them.
    pub(super) fn count(&self) -> (usize, Option<usize>) {
        let is_connection = |row: &&Row| matches!(row, Row::Connection(..));
        let all = self.list.iter().filter(is_connection).count();
        let is_current = matches!(self.list.get(self.cursor.at), Some(Row::Connection(..)));
        let before = self.list.iter().take(self.cursor.at).filter(is_connection).count();
        (all, is_current.then_some(before + 1))
    }

    /// The first line in view.
    pub(super) const fn top(&self) -> usize {
        self.cursor.top
    }

    /// The section whose title stands in the first line of a list though it is scrolled away.
    pub(super) fn sticky(&self, height: usize) -> Option<Section> {
        let row = self.list.get(self.pinned() + self.cursor.top)?;
        (height >= STICKY && !matches!(row, Row::Title(_))).then(|| row.section())
    }

    /// Brings the selected row into view, with a row or two around it where there is room.
    pub(super) fn reveal(&mut self, height: usize) {
        let Some(line) = self.line_of(self.cursor.at) else {
            return;
        };
        let around = match height {
            8.. => 2,
            5.. => 1,
            _ => 0,
        };
        // The first line is the title's.
        let above = around + usize::from(height >= STICKY);
        let len = self.len();
        let lines = line.saturating_sub(above)..(line + 1 + around).min(len);
        self.cursor.show(lines, len, height);
    }

    /// Brings the whole section of the selected row into view, where there is room for it.
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

    /// Scrolls so that a line is the first.
    pub(super) const fn scroll_to(&mut self, top: usize) {
        self.cursor.top = top;
    }

    /// Scrolls without the selection.
    pub(super) fn scroll(&mut self, by: isize, height: usize) {
        let len = self.len();
        self.cursor.scroll(by, len, height);
    }

    /// No further than the rows go.
    pub(super) fn clamp(&mut self, height: usize) {
        let len = self.len();
        self.cursor.clamp(len, height);
    }

    pub(super) fn get(&self, row: usize) -> Option<&Row> {
        self.list.get(row)
    }

    /// The rows in view: number, row, and the line of the list.
    pub(super) fn in_view(&self, height: usize) -> impl Iterator<Item = (usize, &Row, usize)> {
        let first = self.pinned() + self.cursor.top;
        let rows = self.list.iter().enumerate().skip(first).take(height);
        let hidden = usize::from(self.sticky(height).is_some());
        rows.enumerate().skip(hidden).map(|(line, (n, row))| (n, row, line))
    }
}

fn workspaces(settings: &Settings) -> Vec<Row> {
    let all = settings.workspaces();
    if all.is_empty() {
        return Vec::new();
    }
    let title = std::iter::once(Row::Title(Section::Workspaces));
    title.chain((0..all.len()).map(Row::Workspace)).collect()
}

fn connections(view: &View<'_>, query: Option<&Query>, room: usize) -> Vec<Row> {
    let settings = view.settings();
    let order = settings.display_order();
    let mut rows = vec![Row::Title(Section::Connections)];
    let texts = |text: &str| {
        let lines = wrap(text, room.saturating_sub(6)).into_iter();
        lines.map(Row::Text).collect::<Vec<_>>()
    };
    if settings.connections().is_empty()
        && let Some(why) = view.store.unreadable()
    {
        // There is nothing to add to.
        let key = keymap::key_of(KeyContext::Page, Action::Restore);
        let or_restore = if view.store.can_restore() {
            format!(", or press {key} to restore a backup")
        } else {
            String::new()
        };
        rows.extend(texts(&format!(
            "{why}\nSaving is off until the file parses. Fix it in an editor{or_restore}; the page reloads."
        )));
        return rows;
    }
    match query {
        _ if settings.connections().is_empty() => {
            rows.extend(texts(messages::NO_CONNECTIONS));
            rows.extend(choices(view.body.height));
            return rows;
        }
        None => {
            let all = order.into_iter();
            rows.extend(all.map(|place| Row::Connection(place, Vec::new())));
        }
        Some(query) => {
            let found = query.matches(view, &order);
            if found.is_empty() {
                rows.extend(texts(&format!(
                    "No connection matches “{}”. Esc clears the filter.",
                    query.text()
                )));
            }
            let found = found.into_iter();
            rows.extend(found.map(|(place, marks)| Row::Connection(place, marks)));
        }
    }
    rows.push(Row::Add);
    rows
}

/// The ways to a first connection, apart from each other on a page of so many lines where there is
/// room.
fn choices(height: u16) -> Vec<Row> {
    let gap = (height >= empty::ROOMY).then(|| Row::Text(String::new()));
    let all = Start::ALL.into_iter();
    let rows = all.flat_map(|start| {
        gap.clone().into_iter().chain([Row::Start(start), Row::StartNote(start)])
    });
    rows.chain(gap.clone()).collect()
}
