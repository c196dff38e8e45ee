//! What a transaction does: a new edit, or undoing or redoing a commit of the history.

use super::history::HistoryEntry;
use crate::settings::Settings;
use crate::settings::edit::{Edit, UNCHANGED, Workspaces};

/// What a transaction does.
#[derive(Clone, Copy)]
pub(super) enum Operation<'a> {
    Edit(&'a Edit),
    /// Undo a commit.
    Undo(&'a HistoryEntry),
    /// Redo a commit.
    Redo(&'a HistoryEntry),
    /// Reapply a commit's changes, value by value, over what another program has written.
    Again(&'a HistoryEntry),
}

impl Operation<'_> {
    /// The workspaces whose own files may change with it.
    pub(super) fn workspaces(&self) -> Workspaces<'_> {
        match self {
            Self::Edit(edit) => edit.workspaces(),
            Self::Undo(entry) | Self::Redo(entry) | Self::Again(entry) => {
                let mut changed = Workspaces::default();
                changed.add_changed(&entry.changes);
                changed
            }
        }
    }

    /// Whether it goes ahead even when the credentials cannot be used.
    pub(super) fn can_do_without_credentials(self) -> bool {
        matches!(self, Self::Edit(edit) if edit.can_do_without_credentials())
    }

    /// The stamp of an unusable credentials file to set aside beside a new one.
    pub(super) const fn sets_aside(self) -> Option<u64> {
        match self {
            Self::Edit(edit) => edit.sets_aside(),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => None,
        }
    }

    pub(super) fn caveats(self, settings: &Settings) -> Vec<String> {
        match self {
            Self::Edit(edit) => edit.caveats(settings),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => Vec::new(),
        }
    }

    pub(super) fn label(self, settings: &Settings) -> String {
        match self {
            Self::Edit(edit) => edit.label(settings),
            Self::Undo(entry) => entry.undo_label.clone(),
            Self::Redo(entry) | Self::Again(entry) => entry.label.clone(),
        }
    }

    /// The label where nothing changed.
    pub(super) fn unchanged_label(self, settings: &Settings) -> String {
        match self {
            Self::Edit(edit) => edit.unchanged_label(settings),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => UNCHANGED.to_owned(),
        }
    }

    /// The state after its undo, in words; empty for what enters no history.
    pub(super) fn undo_label(self, settings: &Settings) -> String {
        match self {
            Self::Edit(edit) => edit.undo_label(settings),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => String::new(),
        }
    }
}
