//! The files of one transaction: config.json under its lock, and the workspaces' own files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::commit_error::CommitError;
use super::document::Document;
use super::file::{self, Content};
use super::history::Rewrite;
use super::transaction_file::TransactionFile;
use crate::disk::{FileTarget, Locked};
use crate::settings::edit::diff::FileRef;
use crate::settings::{Settings, WorkspaceFile};

pub(super) struct TransactionFiles {
    config: TransactionFile,
    /// By root path. A workspace's file is only read until something in it changes.
    workspaces: BTreeMap<String, TransactionFile>,
}

/// A file that the transaction changes, under its lock.
pub(super) struct ChangedFile<'a> {
    pub file: &'a FileRef,
    pub lock: &'a Locked,
    /// Its current bytes; none when there is no file.
    pub old: Option<&'a [u8]>,
    new: &'a Document,
}

impl ChangedFile<'_> {
    pub(super) fn target(&self) -> FileTarget<'_> {
        FileTarget::new(self.lock, self.old, self.new.bytes())
    }

    /// How its bytes change. Undoing the very first save goes back to the smallest file that Craft
    /// accepts.
    pub(super) fn rewrite(&self) -> Rewrite {
        if let Some(old) = self.old {
            return Rewrite::between(old, self.new.bytes());
        }
        let smallest = Document::from_value(&Settings::empty().to_value());
        Rewrite::between(smallest.bytes(), self.new.bytes())
    }
}

impl TransactionFiles {
    pub(super) const fn new(config: TransactionFile) -> Self {
        Self { config, workspaces: BTreeMap::new() }
    }

    /// A file's content as this transaction has read it.
    pub(super) fn content(&self, file: &FileRef) -> Option<&Content> {
        self.get(file).map(|found| &found.content)
    }

    fn get(&self, file: &FileRef) -> Option<&TransactionFile> {
        match file {
            FileRef::Config => Some(&self.config),
            FileRef::Workspace(root) => self.workspaces.get(root),
            FileRef::Credentials => None,
        }
    }

    /// A workspace's own file, read at its path if this transaction has not read it yet. With
    /// `is_final` it is taken as it is.
    pub(super) fn read_workspace(
        &mut self,
        root: &str,
        path: PathBuf,
        is_final: bool,
    ) -> WorkspaceFile {
        let as_stored =
            |read: &TransactionFile| file::workspace_file(&read.path, read.value.clone());
        if let Some(read) = self.workspaces.get(root) {
            return as_stored(read);
        }
        match TransactionFile::open(path, None, is_final) {
            Ok(read) => {
                let found = as_stored(&read);
                self.workspaces.insert(root.to_owned(), read);
                found
            }
            Err(CommitError::Unreadable(why)) => file::unusable_workspace(&why),
            Err(error) => WorkspaceFile::Unusable(error.to_string()),
        }
    }

    /// The root paths of the workspaces that the texts change and that are not locked yet.
    pub(super) fn unlocked(&self, texts: &[(FileRef, Document)]) -> Vec<String> {
        let is_locked = |root: &String| self.workspaces.get(root).is_some_and(|w| w.lock.is_some());
        let changed = texts.iter().filter_map(|(file, _)| match file {
            FileRef::Workspace(root) => Some(root),
            FileRef::Config | FileRef::Credentials => None,
        });
        changed.filter(|root| !is_locked(root)).cloned().collect()
    }

    /// Locks a workspace's file and reads it once more: only under the lock is its content what
    /// will be overwritten.
    pub(super) fn lock_workspace(
        &mut self,
        root: String,
        path: PathBuf,
    ) -> Result<(), CommitError> {
        let locked = TransactionFile::locked(path)?;
        self.workspaces.insert(root, locked);
        Ok(())
    }

    /// The files that get new texts, in their order.
    pub(super) fn changed<'a>(&'a self, texts: &'a [(FileRef, Document)]) -> Vec<ChangedFile<'a>> {
        let changed = texts.iter().filter_map(|(file, new)| {
            let found = self.get(file)?;
            Some(ChangedFile { file, lock: found.lock.as_ref()?, old: found.content.bytes(), new })
        });
        changed.collect()
    }

    /// config.json's content once the texts are written.
    pub(super) fn config_after(self, texts: Vec<(FileRef, Document)>) -> Content {
        let written = texts.into_iter().find(|(file, _)| *file == FileRef::Config);
        written.map_or(self.config.content, |(_, document)| Content::Text(document))
    }
}
