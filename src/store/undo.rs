//! Undoing and redoing a commit: the exact bytes come back where every file is byte for byte as the
//! commit left it. Where another program has written since, the values do.

use std::path::Path;

use super::commit_error::CommitError;
use super::document::Document;
use super::file::{self, Content, Unreadable};
use super::history::{HistoryEntry, Rewrite};
use crate::settings::Settings;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef};

/// The new text of each file that changes.
type Texts = Vec<(FileRef, Document)>;

/// What an undo or a redo gives back.
pub(super) enum Restored {
    /// Whole files.
    Bytes { settings: Settings, changes: Vec<Change>, texts: Texts },
    /// An edit that restores the values.
    Values(Edit),
}

pub(super) fn undo<'a>(
    entry: &HistoryEntry,
    base: &Settings,
    content: &impl Fn(&FileRef) -> Option<&'a Content>,
) -> Result<Restored, CommitError> {
    let changes: Vec<_> = entry.changes.iter().rev().map(Change::inverse).collect();
    Ok(match rewritten(entry, Rewrite::undo, base, content)? {
        Some((settings, texts)) => {
            Restored::Bytes { settings, changes: without_credentials(changes), texts }
        }
        None => Restored::Values(Edit::Restore { label: entry.label.clone(), changes }),
    })
}

pub(super) fn redo<'a>(
    entry: &HistoryEntry,
    base: &Settings,
    content: &impl Fn(&FileRef) -> Option<&'a Content>,
) -> Result<Restored, CommitError> {
    Ok(match rewritten(entry, Rewrite::redo, base, content)? {
        Some((settings, texts)) => {
            let changes = without_credentials(entry.changes.clone());
            Restored::Bytes { settings, changes, texts }
        }
        None => Restored::Values(redo_values(entry)),
    })
}

/// The edit that redoes a commit value by value, whatever else another program has written.
pub(super) fn redo_values(entry: &HistoryEntry) -> Edit {
    Edit::Restore { label: entry.label.clone(), changes: entry.changes.clone() }
}

/// The credentials' changes come from `credentials_file`.
fn without_credentials(mut changes: Vec<Change>) -> Vec<Change> {
    changes.retain(|change| change.file != FileRef::Credentials);
    changes
}

/// The files with a commit's bytes replaced, and the settings in them; none if a file has other
/// bytes than the replacement knows.
fn rewritten<'a>(
    entry: &HistoryEntry,
    replaced: impl Fn(&Rewrite, &[u8]) -> Option<Vec<u8>>,
    base: &Settings,
    content: &impl Fn(&FileRef) -> Option<&'a Content>,
) -> Result<Option<(Settings, Texts)>, CommitError> {
    let mut texts = Vec::new();
    let mut after = base.clone();
    for (file, rewrite) in &entry.rewrites {
        let stored = content(file).and_then(Content::bytes);
        let Some(bytes) = stored.and_then(|stored| replaced(rewrite, stored)) else {
            return Ok(None);
        };
        let unreadable = |source| Unreadable::NotJson { path: String::new(), source };
        let (document, value) = Document::parse(bytes).map_err(unreadable)?;
        let value = Some(value);
        match file {
            FileRef::Config => {
                after =
                    file::settings(Path::new("config.json"), value)?.with_other_files_of(&after);
            }
            FileRef::Workspace(root) => {
                after.set_workspace_file(root, &file::workspace_file(Path::new(root), value));
            }
            FileRef::Credentials => return Ok(None),
        }
        texts.push((file.clone(), document));
    }
    Ok(Some((after, texts)))
}
