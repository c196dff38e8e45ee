//! One file of a transaction: read for it, and locked before it is written.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::commit_error::CommitError;
use super::file;
use super::file::Content;
use crate::disk;
use crate::disk::{DiskError, Locked};

/// How long to wait for another program's lock.
const LOCK_WAIT: Duration = Duration::from_secs(1);

pub(super) struct TransactionFile {
    pub path: PathBuf,
    /// Its lock; none while it is only read.
    pub lock: Option<Locked>,
    pub content: Content,
    /// The value of the text.
    pub value: Option<Value>,
}

impl TransactionFile {
    /// Reads a file, with or without a lock. With `is_final` it is taken as it is: a fault in it
    /// will not pass.
    pub(super) fn open(
        path: PathBuf,
        lock: Option<Locked>,
        is_final: bool,
    ) -> Result<Self, CommitError> {
        let (content, value) = if is_final {
            file::content(&path, disk::read(&path)?)?
        } else {
            file::load(&path, || disk::read(&path))?
        };
        Ok(Self { path, lock, content, value })
    }

    /// Locks a file, then reads it.
    pub(super) fn locked(path: PathBuf) -> Result<Self, CommitError> {
        let lock = lock(&path)?;
        Self::open(path, Some(lock), false)
    }
}

/// Backs up the text from before a crash interrupted an in-place write: the next in-place write
/// overwrites that copy. The spared backup stays, however old it is.
pub(super) fn back_up_interrupted(
    lock: &Locked,
    folder: &Path,
    now: SystemTime,
    spared: Option<&Path>,
) -> Result<(), DiskError> {
    let copy = disk::interrupted_copy(lock.path());
    if let Some(text) = copy.map(|copy| disk::read(&copy)).transpose()?.flatten() {
        disk::back_up(lock.path(), &text, folder, now, spared)?;
    }
    Ok(())
}

/// Locks a file.
pub(super) fn lock(path: &Path) -> Result<Locked, DiskError> {
    disk::lock(path, LOCK_WAIT)
}
