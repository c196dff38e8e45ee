//! Repairing an unusable file of Craft's by hand, in an editor.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Store;
use super::document::Document;
use super::file::{self, Unreadable};
use super::transaction_file::{back_up_interrupted, lock};
use crate::disk::{self, DiskError, Failed, FileTarget, PartialCommit};
use crate::settings::WorkspaceFile;
use crate::settings::edit::diff::FileRef;
use crate::system::editor::TextPosition;

/// The broken file as the person saw it.
#[derive(Clone)]
pub struct BrokenFile {
    pub file: FileRef,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    /// Where it is broken; none when the JSON is valid but has the wrong shape.
    pub position: Option<TextPosition>,
}

/// Why a text did not replace a broken file. The file is unchanged, except for
/// [`RepairError::PartialCommit`].
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The new text cannot be used either.
    #[error("{why}")]
    Unusable { why: String, position: Option<TextPosition> },
    /// The file can be used now: there is nothing to repair.
    #[error("{} can be read again", .0.display())]
    Usable(PathBuf),
    #[error("{} not found", .0.display())]
    Missing(PathBuf),
    /// Its bytes differ from what the person saw.
    #[error("another program has changed {} since", .0.display())]
    Changed(PathBuf),
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The text was written, but the disk would neither confirm the write nor let it be reverted.
    #[error("saved, but not confirmed: {0}")]
    PartialCommit(Box<PartialCommit>),
}

impl From<Failed> for RepairError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Disk(error) => error.into(),
            Failed::Overtaken(path) => Self::Changed(path),
            Failed::PartialCommit(partial) => Self::PartialCommit(partial),
        }
    }
}

impl Store {
    /// Reads an unusable file for an editor.
    ///
    /// # Errors
    /// When it can be used, or cannot even be read.
    pub(crate) fn broken_file(&self, file: &FileRef) -> Result<BrokenFile, RepairError> {
        let path = match file {
            FileRef::Workspace(root) => self.paths.workspace_config(root),
            FileRef::Config | FileRef::Credentials => self.paths.config(),
        };
        let Some(bytes) = disk::read(&path)? else {
            return Err(RepairError::Missing(path));
        };
        let position = match verify(file, &path, &bytes) {
            Ok(()) => return Err(RepairError::Usable(path)),
            Err(RepairError::Unusable { position, .. }) => position,
            Err(other) => return Err(other),
        };
        Ok(BrokenFile { file: file.clone(), path, bytes, position })
    }

    /// Replaces a broken file with a text, after backing up its bytes.
    ///
    /// # Errors
    /// When the text cannot be used either, or the file has changed since the person saw it.
    pub fn repair(&mut self, seen: &BrokenFile, text: &[u8]) -> Result<(), RepairError> {
        verify(&seen.file, &seen.path, text)?;
        let lock = lock(&seen.path)?;
        let found = lock.read()?;
        if found.as_deref() != Some(&seen.bytes[..]) {
            return Err(RepairError::Changed(seen.path.clone()));
        }
        let folder = self.paths.backups(lock.path());
        back_up_interrupted(&lock, &folder, SystemTime::now(), None)?;
        disk::back_up(lock.path(), &seen.bytes, &folder, SystemTime::now(), None)?;
        disk::commit(&[FileTarget::new(&lock, Some(&seen.bytes), text)])?;
        drop(lock);
        match &seen.file {
            FileRef::Workspace(root) => drop(self.reload_workspace(root, true)),
            FileRef::Config | FileRef::Credentials => drop(self.reload(true)),
        }
        Ok(())
    }
}

/// Checks whether these bytes can be used as that file.
fn verify(which: &FileRef, path: &Path, bytes: &[u8]) -> Result<(), RepairError> {
    let (_, value) = Document::parse(bytes.to_vec()).map_err(|why| RepairError::Unusable {
        position: Some(why.position_in(bytes)),
        why: why.to_string(),
    })?;
    let wrong_shape = |why: String| RepairError::Unusable { why, position: None };
    match which {
        FileRef::Workspace(_) => match file::workspace_file(path, Some(value)) {
            WorkspaceFile::Unusable(why) => Err(wrong_shape(why)),
            _ => Ok(()),
        },
        FileRef::Config | FileRef::Credentials => match file::settings(path, Some(value)) {
            Err(Unreadable::Shape { source, .. }) => Err(wrong_shape(source.to_string())),
            Err(other) => Err(wrong_shape(other.to_string())),
            Ok(_) => Ok(()),
        },
    }
}
