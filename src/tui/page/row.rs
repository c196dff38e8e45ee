//! The rows of the page, each one line.

use super::empty::{self, FirstStep};
use super::filter::{Mark, Query};
use super::section::Section;
use crate::settings::Settings;
use crate::settings::workspace::performance::Switch;
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::text::wrap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// What new chats get: pinned above the others, outside the scrolling list.
    NewChats,
    Title(Section),
    /// A connection, by its position in the file, and what the filter matched.
    Connection(usize, Vec<Mark>),
    /// A line that explains why there is nothing else in a section.
    Text(Section, String),
    /// The `+ Add connection` button.
    Add,
    /// A way to add the first connection.
    FirstStep(FirstStep),
    /// The description below it.
    StartNote(FirstStep),
    /// A workspace, by its position in config.json.
    Workspace(usize),
    Switch(Switch),
    /// A free line after a section.
    Gap(Section),
}

impl Row {
    pub(super) const fn is_selectable(&self) -> bool {
        !matches!(self, Self::Title(_) | Self::Text(..) | Self::StartNote(_) | Self::Gap(_))
    }

    pub(super) const fn section(&self) -> Section {
        match self {
            Self::NewChats => Section::NewChats,
            Self::Title(section) | Self::Text(section, _) | Self::Gap(section) => *section,
            Self::Connection(..) | Self::Add | Self::FirstStep(_) | Self::StartNote(_) => {
                Section::Connections
            }
            Self::Workspace(_) => Section::Workspaces,
            Self::Switch(_) => Section::Performance,
        }
    }
}

/// Inserts a free line after each section but the last if a list of this height then still shows
/// all rows. The pinned row doesn't count.
pub(super) fn spaced(rows: Vec<Row>, height: usize) -> Vec<Row> {
    let is_gap = |row: &Row| matches!(row, Row::Gap(_));
    let mut rows: Vec<Row> = rows.into_iter().filter(|row| !is_gap(row)).collect();
    let titles = |row: &Row| matches!(row, Row::Title(_));
    let gaps = rows.iter().filter(|row| titles(row)).count().saturating_sub(1);
    let pinned = usize::from(rows.first() == Some(&Row::NewChats));
    if rows.len() - pinned + gaps > height {
        return rows;
    }
    for n in (1..rows.len()).rev() {
        let section = rows[n - 1].section();
        if titles(&rows[n]) && n > pinned {
            rows.insert(n, Row::Gap(section));
        }
    }
    rows
}

/// All rows of the page that match a filter, for a list `room` columns wide.
pub(super) fn all_rows(view: &View<'_>, query: Option<&Query>, room: usize) -> Vec<Row> {
    let settings = view.settings();
    let all = settings.connections();
    let mut rows = Vec::with_capacity(all.len() + 24);
    if !all.is_empty() {
        rows.push(Row::NewChats);
    }
    rows.extend(connections(view, query, room));
    // The filter applies to connections: other rows would only be in the way.
    if query.is_none() {
        if !all.is_empty() {
            rows.extend(workspaces(settings));
        }
        if !(all.is_empty() && view.store.unreadable().is_some()) {
            rows.push(Row::Title(Section::Performance));
            rows.extend(Switch::ALL.map(Row::Switch));
        }
    }
    rows
}

fn workspaces(settings: &Settings) -> Vec<Row> {
    let all = settings.workspaces();
    let none =
        all.is_empty().then(|| Row::Text(Section::Workspaces, messages::NO_WORKSPACES.to_owned()));
    let title = std::iter::once(Row::Title(Section::Workspaces));
    title.chain((0..all.len()).map(Row::Workspace)).chain(none).collect()
}

fn connections(view: &View<'_>, query: Option<&Query>, room: usize) -> Vec<Row> {
    let settings = view.settings();
    let order = settings.display_order();
    let mut rows = vec![Row::Title(Section::Connections)];
    let texts = |text: &str| {
        let lines = wrap(text, room.saturating_sub(6)).into_iter();
        lines.map(|line| Row::Text(Section::Connections, line)).collect::<Vec<_>>()
    };
    if settings.connections().is_empty()
        && let Some(why) = view.store.unreadable()
    {
        // There is no usable file to add a connection to.
        let key = |action| view.keymap.key_of(KeyContext::Page, action);
        let keys = (key(Action::EditFile), key(Action::Restore));
        let advice = messages::repair_config(view.store.can_restore().then_some(keys));
        rows.extend(texts(&messages::saving_is_off(&why.to_string(), &advice)));
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
            rows.extend(all.map(|position| Row::Connection(position, Vec::new())));
        }
        Some(query) => {
            let found = query.matches(view, &order);
            if found.is_empty() {
                rows.extend(texts(&messages::no_match(query.text())));
            }
            let found = found.into_iter();
            rows.extend(found.map(|(position, marks)| Row::Connection(position, marks)));
        }
    }
    rows.push(Row::Add);
    rows
}

/// The ways to add the first connection, separated by free lines on a page that is high enough.
fn choices(height: u16) -> Vec<Row> {
    let gap = (height >= empty::ROOMY).then(|| Row::Text(Section::Connections, String::new()));
    let all = FirstStep::ALL.into_iter();
    let rows = all.flat_map(|start| {
        gap.clone().into_iter().chain([Row::FirstStep(start), Row::StartNote(start)])
    });
    rows.collect()
}
