//! The columns of the endpoint's model list: which ones fit beside the ids.

use super::{Item, Presence};
use crate::settings::connection::models::about_tokens;
use crate::text::yes_or_no;
use crate::tui::widgets::painter::widest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Context,
    Images,
    Thinking,
    State,
}

impl Column {
    /// From left to right.
    const ALL: [Self; 4] = [Self::Context, Self::Images, Self::Thinking, Self::State];

    /// In order of priority when room is short.
    const BY_WEIGHT: [Self; 4] = [Self::Context, Self::State, Self::Images, Self::Thinking];

    pub(super) const fn wide(self) -> usize {
        match self {
            Self::Context => 7,
            Self::Images => 6,
            Self::Thinking => 8,
            Self::State => 10,
        }
    }

    pub(super) const fn head(self) -> &'static str {
        match self {
            Self::Context => "Context",
            Self::Images => "Images",
            Self::Thinking => "Thinking",
            Self::State => "",
        }
    }

    pub(super) fn cell(self, item: &Item) -> String {
        let model = &item.model;
        let word = |stated: Option<bool>| stated.map(yes_or_no).unwrap_or_default().to_owned();
        match self {
            Self::Context => {
                let window = model.context_window;
                window.map(|stated| about_tokens(stated.value)).unwrap_or_default()
            }
            Self::Images => word(model.supports_images.map(|stated| stated.value)),
            Self::Thinking => word(model.thinks.map(|stated| stated.value)),
            Self::State => match (item.presence, &item.changed) {
                (Presence::Stored, _) => "not listed",
                _ if item.is_updated => "to update",
                (Presence::Both, Some(_)) => "changed",
                (Presence::Both, None) => "yours",
                (Presence::Listed, _) => "",
            }
            .to_owned(),
        }
    }
}

/// The width of the ids, and the columns to their right.
pub(super) struct Table {
    pub id: usize,
    /// Each with its start column.
    pub columns: Vec<(Column, usize)>,
}

/// The width of a tick.
const TICK: usize = 4;

/// The gap between two columns.
const GAP: usize = 2;

/// The minimum width of the ids before any other column gets room.
const LEAST_ID: usize = 24;

impl Table {
    pub(super) fn of(items: &[Item], wide: u16) -> Self {
        let room = usize::from(wide).saturating_sub(TICK);
        let longest = widest(items.iter().map(|item| item.model.id.as_str()));
        let all: usize = Column::ALL.iter().map(|column| GAP + column.wide()).sum();
        let wanted = longest.min(room.saturating_sub(all).max(LEAST_ID));
        let mut left = room.saturating_sub(wanted);
        let mut shown = Vec::new();
        for column in Column::BY_WEIGHT {
            if let Some(rest) = left.checked_sub(GAP + column.wide()) {
                left = rest;
                shown.push(column);
            }
        }
        let id = (wanted + left).min(room);
        let mut from = TICK + id;
        let mut columns = Vec::new();
        for column in Column::ALL.into_iter().filter(|column| shown.contains(column)) {
            columns.push((column, from + GAP));
            from += GAP + column.wide();
        }
        Self { id, columns }
    }
}
