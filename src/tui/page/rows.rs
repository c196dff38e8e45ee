//! The rows of the page, built anew when the settings or the filter change, and the place among
//! them.

use std::collections::HashSet;
use std::ops::Range;

use super::filter::{self, Mark};
use super::target::PageItem;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::{ConnectionId, Settings, Workspace};
use crate::tui::component::View;
use crate::tui::keymap::{self, Action, KeyContext};
use crate::tui::widgets::cursor::{Cursor, Move};
use crate::tui::widgets::painter::widest;
use crate::tui::widgets::text::wrap;

/// The widest that a column of workspaces' names gets, and the narrowest.
const NAMES: (usize, usize) = (12, 24);

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Nothing, between two sections.
    Blank,
    /// A section's title.
    Title(Section),
    /// A global default.
    Default(Setting),
    /// A workspace, by its place in config.json.
    Workspace(usize),
    /// Something that it sets.
    Override(usize, Setting),
    /// A connection, by its place in the file, and what the filter matched.
    Connection(usize, Vec<Mark>),
    /// A line that says why there is nothing else.
    Text(String),
    /// `+ Add Connection`.
    Add,
    /// A switch.
    Switch(Switch),
}

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The global defaults.
    Default,
    /// What workspaces set for themselves.
    Workspaces,
    /// The list of connections.
    Connections,
    /// The switches.
    Performance,
}

impl Section {
    /// Its title and description, in Craft's words.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Default => {
                ("Default", "Settings for new chats when no workspace override is set.")
            }
            Self::Workspaces => ("Workspace Overrides", "Override default settings per workspace."),
            Self::Connections => ("Connections", "Manage your AI provider connections."),
            Self::Performance => ("Performance", "Cost and caching options."),
        }
    }
}

impl Row {
    const fn height(&self) -> usize {
        match self {
            Self::Connection(..) => 2,
            _ => 1,
        }
    }

    const fn is_selectable(&self) -> bool {
        !matches!(self, Self::Blank | Self::Title(_) | Self::Text(_))
    }
}

/// All rows, the lines they take, and the selected one.
#[derive(Default)]
pub struct Rows {
    list: Vec<Row>,
    /// The first line of each row, and after the last the number of all lines.
    starts: Vec<usize>,
    cursor: Cursor,
    /// Columns of the workspaces' names.
    pub names: usize,
}

impl Rows {
    /// Whether the settings were never seen.
    pub const fn is_unbuilt(&self) -> bool {
        self.starts.is_empty()
    }

    /// The rows of the present settings under a filter, the place as it was. Some workspaces, known
    /// by their root paths, are unfolded.
    pub fn rebuilt(
        self,
        view: &View<'_>,
        query: Option<&str>,
        columns: usize,
        unfolded: &HashSet<String>,
    ) -> Self {
        let settings = view.settings();
        let mut rows = Vec::with_capacity(settings.connections().len() + 24);
        // A filter is over the connections: what is none of them would only be in the way.
        if query.is_none() && !settings.connections().is_empty() {
            rows.extend(defaults());
            rows.extend(workspaces(settings, unfolded));
        }
        rows.extend(connections(view, query, columns));
        let is_lost = settings.connections().is_empty() && view.store.unreadable().is_some();
        if query.is_none() && !is_lost {
            rows.push(Row::Blank);
            rows.push(Row::Title(Section::Performance));
            rows.extend(Switch::ALL.map(Row::Switch));
        }
        let mut line = 0;
        let mut starts = Vec::with_capacity(rows.len() + 1);
        for row in &rows {
            starts.push(line);
            line += row.height();
        }
        starts.push(line);
        let names: Vec<_> = settings.workspaces().iter().map(Workspace::name).collect();
        let names = widest(names.iter().map(AsRef::as_ref));
        Self { list: rows, starts, cursor: self.cursor, names: names.clamp(NAMES.0, NAMES.1) }
    }

    /// The number of the selected row.
    pub const fn current(&self) -> usize {
        self.cursor.at
    }

    /// The number of the first row that can be selected.
    pub fn first(&self) -> usize {
        self.selectable().next().unwrap_or_default()
    }

    /// What is selected; none where no row can be.
    pub fn item(&self, settings: &Settings) -> Option<PageItem> {
        let root = |place: usize| Some(settings.workspaces().get(place)?.root_path.clone());
        Some(match self.list.get(self.cursor.at)? {
            Row::Default(setting) => PageItem::Default(*setting),
            Row::Workspace(place) => PageItem::Workspace(root(*place)?),
            Row::Override(place, setting) => PageItem::Override(root(*place)?, *setting),
            Row::Connection(place, _) => PageItem::Connection(settings.id_at(*place)),
            Row::Add => PageItem::Add,
            Row::Switch(switch) => PageItem::Switch(*switch),
            Row::Blank | Row::Title(_) | Row::Text(_) => return None,
        })
    }

    fn find(&self, item: &PageItem, settings: &Settings) -> Option<usize> {
        let workspace = |root: &str| settings.workspaces().iter().position(|w| w.root_path == root);
        let row = match item {
            PageItem::Default(setting) => Row::Default(*setting),
            PageItem::Workspace(root) => Row::Workspace(workspace(root)?),
            PageItem::Override(root, setting) => Row::Override(workspace(root)?, *setting),
            PageItem::Connection(id) => {
                let place = settings.position(id)?;
                let is_it = |row: &Row| matches!(row, Row::Connection(p, _) if *p == place);
                return self.list.iter().position(is_it);
            }
            PageItem::Add => Row::Add,
            PageItem::Switch(switch) => Row::Switch(*switch),
        };
        self.list.iter().position(|r| *r == row)
    }

    /// Selects the row of something; whether it has one.
    pub fn select_item(&mut self, item: &PageItem, settings: &Settings) -> bool {
        let row = self.find(item, settings);
        self.cursor.at = row.unwrap_or(self.cursor.at);
        row.is_some()
    }

    /// Selects the row nearest to one that has gone, in the same section: the key that is pressed
    /// next must not find something of another kind.
    pub fn select_near(&mut self, gone: Option<&PageItem>) {
        let is_other = |row: usize| match (gone, &self.list[row]) {
            (Some(PageItem::Connection(_)), row) => !matches!(row, Row::Connection(..) | Row::Add),
            (Some(PageItem::Workspace(_) | PageItem::Override(..)), row) => {
                !matches!(row, Row::Workspace(_))
            }
            _ => false,
        };
        let near =
            self.selectable().min_by_key(|row| (is_other(*row), row.abs_diff(self.cursor.at)));
        self.cursor.at = near.unwrap_or_default();
    }

    /// Selects a row; whether it can be selected.
    pub fn select(&mut self, row: usize) -> bool {
        let can = self.list.get(row).is_some_and(Row::is_selectable);
        if can {
            self.cursor.at = row;
        }
        can
    }

    fn selectable(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.list.iter().enumerate().filter(|(_, row)| row.is_selectable()).map(|(n, _)| n)
    }

    /// Goes some way over the rows that can be selected.
    pub fn go(&mut self, way: Move, page: usize) {
        let rows: Vec<usize> = self.selectable().collect();
        let at = rows.binary_search(&self.cursor.at).unwrap_or_else(|near| near);
        if let Some(row) = rows.get(way.from(at, rows.len(), page)) {
            self.cursor.at = *row;
        }
    }

    /// Goes to the first row of the next section, or of the one before; round the corner, as there
    /// are few.
    pub fn section(&mut self, way: Move) {
        let titles: Vec<usize> = self.titles().collect();
        if titles.is_empty() {
            return;
        }
        let own = titles.iter().rposition(|title| *title <= self.cursor.at);
        let own = own.unwrap_or_default();
        let to = match way {
            Move::Up => (own + titles.len() - 1) % titles.len(),
            _ => (own + 1) % titles.len(),
        };
        let first = self.selectable().find(|row| *row > titles[to]);
        self.cursor.at = first.unwrap_or(self.cursor.at);
    }

    fn titles(&self) -> impl DoubleEndedIterator<Item = usize> {
        let rows = self.list.iter().enumerate();
        rows.filter(|(_, row)| matches!(row, Row::Title(_))).map(|(n, _)| n)
    }

    /// The lines of the selected row.
    pub fn lines_of_current(&self) -> Range<usize> {
        self.lines_of(self.cursor.at)
    }

    fn lines_of(&self, row: usize) -> Range<usize> {
        let start =
            |n: usize| self.starts.get(n).or(self.starts.last()).copied().unwrap_or_default();
        start(row)..start(row + 1)
    }

    /// Whether all of the selected row is in view.
    pub fn shows_current(&self, height: usize) -> bool {
        let lines = self.lines_of_current();
        lines.start >= self.cursor.top && lines.end <= self.cursor.top + height
    }

    /// How many lines all rows take.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// The connections that are shown, in their order.
    pub fn connection_ids(&self, settings: &Settings) -> Vec<ConnectionId> {
        let places = self.list.iter().filter_map(|row| match row {
            Row::Connection(place, _) => Some(*place),
            _ => None,
        });
        places.map(|place| settings.id_at(place)).collect()
    }

    /// How many connections are listed.
    pub fn connections(&self) -> usize {
        self.list.iter().filter(|row| matches!(row, Row::Connection(..))).count()
    }

    /// The first line in view.
    pub const fn top(&self) -> usize {
        self.cursor.top
    }

    /// Brings into view what belongs to the selected row, where there is room for all of it: its
    /// section up to the next one, or what a workspace has unfolded.
    pub fn reveal_whole(&mut self, height: usize) {
        let at = self.cursor.at;
        let is_own = |row: &Row| match self.list.get(at) {
            Some(Row::Workspace(_)) => matches!(row, Row::Override(..)),
            _ => *row != Row::Blank,
        };
        let behind = self.list.iter().skip(at + 1);
        let more: usize = behind.take_while(|row| is_own(row)).map(Row::height).sum();
        let mut lines = self.lines_of_current();
        lines.end += more;
        if lines.len() < height {
            let len = self.len();
            self.cursor.show(lines, len, height);
        }
    }

    /// Brings the selected row into view, and what it stands under: the title above the first one
    /// of a section, the workspace of what is set.
    pub fn reveal(&mut self, height: usize) {
        let mut lines = self.lines_of_current();
        let at = self.cursor.at.min(self.list.len());
        let is_head = |row: &&Row| match self.list.get(at) {
            Some(Row::Override(place, _)) => match row {
                Row::Override(other, _) | Row::Workspace(other) => other == place,
                _ => false,
            },
            _ => !row.is_selectable() && **row != Row::Blank,
        };
        let above = self.list[..at].iter().rev().take_while(is_head);
        let above: usize = above.map(Row::height).sum();
        if lines.len() + above <= height {
            lines.start -= above;
        }
        if self.first() == self.cursor.at && lines.end <= height {
            lines.start = 0;
        }
        let len = self.len();
        self.cursor.show(lines, len, height);
    }

    /// Scrolls to the title.
    pub const fn show_title(&mut self) {
        self.cursor.top = 0;
    }

    /// Scrolls without the selection.
    pub fn scroll(&mut self, by: isize, height: usize) {
        let len = self.len();
        self.cursor.scroll(by, len, height);
    }

    /// No further than the rows go.
    pub fn clamp(&mut self, height: usize) {
        let len = self.len();
        self.cursor.clamp(len, height);
    }

    /// The rows of which a line is in view: number, row, and the line of the view that is its first
    /// (negative above it).
    pub fn in_view(&self, height: usize) -> impl Iterator<Item = (usize, &Row, isize)> {
        let top = self.cursor.top;
        let first = self.starts.partition_point(|start| *start <= top).saturating_sub(1);
        self.list.iter().enumerate().skip(first).map_while(move |(n, row)| {
            let line = self.starts[n].checked_signed_diff(top)?;
            (line < isize::try_from(height).unwrap_or(isize::MAX)).then_some((n, row, line))
        })
    }
}

fn defaults() -> impl Iterator<Item = Row> {
    let title = std::iter::once(Row::Title(Section::Default));
    let rows = title.chain(Setting::ALL.map(Row::Default));
    rows.chain([Row::Blank])
}

fn workspaces(settings: &Settings, unfolded: &HashSet<String>) -> Vec<Row> {
    if settings.workspaces().is_empty() {
        return Vec::new();
    }
    let mut rows = vec![Row::Title(Section::Workspaces)];
    for (place, workspace) in settings.workspaces().iter().enumerate() {
        rows.push(Row::Workspace(place));
        let open = unfolded.contains(&workspace.root_path);
        if open && workspace.why_not_editable().is_none() {
            rows.extend(Setting::ALL.map(|setting| Row::Override(place, setting)));
        }
    }
    rows.push(Row::Blank);
    rows
}

fn connections(view: &View<'_>, query: Option<&str>, columns: usize) -> Vec<Row> {
    let settings = view.settings();
    let order = settings.display_order();
    let mut rows = vec![Row::Title(Section::Connections)];
    let texts = |text: &str| {
        let lines = wrap(text, columns.saturating_sub(6)).into_iter();
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
            rows.extend(texts("No connections configured. Add a connection to get started."));
        }
        None => {
            let all = order.into_iter();
            rows.extend(all.map(|place| Row::Connection(place, Vec::new())));
        }
        Some(query) => {
            let found = filter::matches(query, settings, &order);
            if found.is_empty() {
                rows.extend(texts(&format!(
                    "No connection matches “{query}”. Esc clears the filter."
                )));
            }
            let found = found.into_iter();
            rows.extend(found.map(|(place, marks)| Row::Connection(place, marks)));
        }
    }
    rows.push(Row::Add);
    rows
}
