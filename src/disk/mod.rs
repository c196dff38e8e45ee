//! The only module that replaces files: lock, temporary file, sync, compare, rename, backup.
//!
//! It does not interpret content. It only replaces a file as a whole, so that a reader always sees
//! either the old or the new bytes. Several files are replaced together or not at all
//! ([`commit()`]).

mod backup;
mod commit;
#[cfg(feature = "fault-injection")]
pub mod fault;
mod in_place;
mod lock;
mod lock_holder;
mod old_copy;
mod open_files;
mod owner;
mod platform;
mod read;
mod replace;
mod stage;
mod target;

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub use backup::{KEPT_BACKUPS, back_up, remove_copy, set_aside};
pub use commit::{Committed, Failed, PartialCommit, commit};
pub use lock::{Locked, lock, sweep};
pub use lock_holder::{LockHolder, lock_holder};
pub use old_copy::interrupted_copy;
pub use open_files::allow_open_files;
pub use owner::make_private;
use platform::sync_folder;
pub(crate) use platform::without_waiting;
pub use read::{MAX_BYTES, first_line, open_regular, read, read_open, real_path};
pub use target::FileTarget;

/// A step of working with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiskStep {
    /// Open the lock file beside it.
    OpenLock,
    /// Take the lock.
    Lock,
    Read,
    /// Copy it to the backups.
    Backup,
    /// Create a temporary file beside it.
    Create,
    /// Write the new bytes to the temporary file.
    Write,
    /// Give the temporary file the old one's mode, owner and attributes.
    Owner,
    /// Sync the temporary file to the disk.
    Sync,
    /// Give the old file a second name, which it keeps until the commit has succeeded.
    Link,
    /// Compare it with the bytes that were read.
    Compare,
    /// Rename the temporary file to its name.
    Rename,
    /// Write it in place, if no file can replace it.
    InPlace,
    /// Sync the folder to the disk.
    SyncFolder,
    /// Remove the old file's second name.
    Unlink,
}

impl DiskStep {
    /// In the order of a commit.
    pub const ALL: [Self; 14] = [
        Self::OpenLock,
        Self::Lock,
        Self::Read,
        Self::Backup,
        Self::Create,
        Self::Write,
        Self::Owner,
        Self::Sync,
        Self::Link,
        Self::Compare,
        Self::Rename,
        Self::InPlace,
        Self::SyncFolder,
        Self::Unlink,
    ];

    const fn verb(self) -> &'static str {
        match self {
            Self::OpenLock | Self::Lock => "lock",
            Self::Read | Self::Compare => "read",
            Self::Backup => "back up",
            Self::Create | Self::Write | Self::Sync | Self::Rename | Self::InPlace => "write",
            Self::Owner => "keep the owner of",
            Self::Link => "keep the old version of",
            Self::SyncFolder => "sync the folder of",
            Self::Unlink => "remove the temporary file of",
        }
    }
}

/// A step that failed. The file that it names is intact.
#[derive(Debug, thiserror::Error)]
#[error("cannot {} {}: {}", step.verb(), path.display(), reason(source))]
pub struct DiskError {
    pub step: DiskStep,
    pub path: PathBuf,
    pub source: io::Error,
}

impl DiskError {
    /// Whether another program holds the lock, which is temporary.
    pub(crate) fn is_busy(&self) -> bool {
        self.step == DiskStep::Lock && self.source.kind() == ErrorKind::TimedOut
    }
}

/// The system's reason, worded for a file.
pub fn reason(error: &io::Error) -> String {
    if error.get_ref().is_some() {
        // This is a sentence already.
        return error.to_string();
    }
    if platform::are_too_many(error) {
        return "too many files are open: raise the limit (ulimit -n)".to_owned();
    }
    let words = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::PermissionDenied => "no permission",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotFound => "its folder does not exist and can't be created",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// One system call. A test build can make it fail here.
fn call<T>(step: DiskStep, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(feature = "fault-injection")]
    fault::before(step)?;
    #[cfg(not(feature = "fault-injection"))]
    let _ = step;
    act()
}

fn at<T>(step: DiskStep, path: &Path, act: impl FnOnce() -> io::Result<T>) -> Result<T, DiskError> {
    call(step, act).map_err(|source| failed(step, path, source))
}

fn failed(step: DiskStep, path: &Path, source: io::Error) -> DiskError {
    log::info!(path:% = path.display(), step:?, why:% = reason(&source); "failed");
    DiskError { step, path: path.to_owned(), source }
}

/// The file has other bytes than this program last wrote.
fn overtaken(path: &Path) -> DiskError {
    let source = io::Error::other("another program wrote it in the meantime");
    failed(DiskStep::Compare, path, source)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests;
