//! What an operation does to the files: the settings, the changes and the new texts, computed
//! before anything is written.

use std::collections::HashMap;
use std::path::PathBuf;

use super::commit_error::CommitError;
use super::document::Document;
use super::file::Content;
use super::operation::Operation;
use super::patch::PatchError;
use super::undo::{Restored, redo, redo_values, undo};
use crate::disk;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, diff};
use crate::settings::{Settings, Workspace};

/// The result of an operation.
pub(super) struct Outcome {
    pub settings: Settings,
    pub changes: Vec<Change>,
    /// The new text of each changed file.
    pub texts: Vec<(FileRef, Document)>,
}

impl Outcome {
    /// Computes an operation on `base` and these file contents. Writes nothing.
    pub(super) fn compute<'a>(
        operation: Operation<'_>,
        base: &Settings,
        content: &impl Fn(&FileRef) -> Option<&'a Content>,
        path_of: &impl Fn(&FileRef) -> PathBuf,
    ) -> Result<Self, CommitError> {
        match operation {
            Operation::Edit(edit) => Self::of_edit(edit, base, content, path_of),
            Operation::Again(entry) => Self::of_edit(&redo_values(entry), base, content, path_of),
            Operation::Undo(entry) => {
                Self::of_restored(undo(entry, base, content)?, base, content, path_of)
            }
            Operation::Redo(entry) => {
                Self::of_restored(redo(entry, base, content)?, base, content, path_of)
            }
        }
    }

    fn of_restored<'a>(
        restored: Restored,
        base: &Settings,
        content: &impl Fn(&FileRef) -> Option<&'a Content>,
        path_of: &impl Fn(&FileRef) -> PathBuf,
    ) -> Result<Self, CommitError> {
        match restored {
            Restored::Bytes { settings, changes, texts } => Ok(Self { settings, changes, texts }),
            Restored::Values(edit) => Self::of_edit(&edit, base, content, path_of),
        }
    }

    fn of_edit<'a>(
        edit: &Edit,
        base: &Settings,
        content: &impl Fn(&FileRef) -> Option<&'a Content>,
        path_of: &impl Fn(&FileRef) -> PathBuf,
    ) -> Result<Self, CommitError> {
        let after = edit.apply(base)?;
        let mut changes = diff(base, &after);
        drop_aliases(&mut changes, path_of);
        let text = |(file, changes): (&FileRef, Vec<&Change>)| {
            let patched = patch(file, content(file), &changes, &after);
            let path = || path_of(file).display().to_string();
            let patched = patched.map_err(|source| CommitError::Patch { path: path(), source })?;
            Ok((file.clone(), patched))
        };
        let texts = by_file(&changes).into_iter().map(text).collect::<Result<_, CommitError>>()?;
        Ok(Self { settings: after, changes, texts })
    }
}

/// The new text of a file with these changes.
fn patch(
    file: &FileRef,
    content: Option<&Content>,
    changes: &[&Change],
    after: &Settings,
) -> Result<Document, PatchError> {
    match content {
        Some(Content::Text(old)) => {
            let new = old.patched(changes)?;
            check_intent(&new, file, after)?;
            Ok(new)
        }
        Some(Content::Missing) if *file == FileRef::Config => {
            Ok(Document::from_value(&after.to_value()))
        }
        // No edit creates a workspace's file: without one, nothing in it could change.
        _ => Err(PatchError::NoLocation(changes[0].location())),
    }
}

/// Drops duplicates, so that a file which config.json lists under several names is written once,
/// under the first.
fn drop_aliases(changes: &mut Vec<Change>, path_of: &impl Fn(&FileRef) -> PathBuf) {
    if changes.iter().all(|c| c.file == FileRef::Config) {
        return;
    }
    let mut first: HashMap<PathBuf, FileRef> = HashMap::new();
    changes.retain(|change| {
        let path = path_of(&change.file);
        let real = disk::real_path(&path).unwrap_or(path);
        *first.entry(real).or_insert_with(|| change.file.clone()) == change.file
    });
}

/// The changes by file, in order of each file's first change.
fn by_file(changes: &[Change]) -> Vec<(&FileRef, Vec<&Change>)> {
    let mut files: Vec<(&FileRef, Vec<&Change>)> = Vec::new();
    let mut positions: HashMap<&FileRef, usize> = HashMap::new();
    for change in changes {
        let position = *positions.entry(&change.file).or_insert_with(|| {
            files.push((&change.file, Vec::new()));
            files.len() - 1
        });
        files[position].1.push(change);
    }
    files
}

/// Reads the new text back before anything is touched, to check that it says what the edit
/// intended.
fn check_intent(document: &Document, file: &FileRef, after: &Settings) -> Result<(), PatchError> {
    let value = document.value().map_err(|_| PatchError::Unintended)?;
    let is_intended = match file {
        FileRef::Config => Settings::from_value(value).is_ok_and(|read| read == *after),
        FileRef::Workspace(root) => {
            let object = after.workspace(root).and_then(Workspace::object);
            object.is_some_and(|o| value.as_object() == Some(o))
        }
        FileRef::Credentials => false,
    };
    if is_intended { Ok(()) } else { Err(PatchError::Unintended) }
}
