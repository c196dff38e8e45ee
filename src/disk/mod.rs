//! The one place that replaces a file: lock, temporary file, sync, compare, rename, backup.
//!
//! It does not know what is in a file. A file is only ever replaced as a whole, so that a reader
//! sees the old bytes or the new ones, whatever happens meanwhile. Several files are replaced
//! together or not at all ([`commit()`]).

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
pub use commit::{Committed, Failed, Mixed, commit};
pub use lock::{Locked, lock, sweep};
pub use lock_holder::{LockHolder, lock_holder};
pub use old_copy::interrupted_copy;
pub use open_files::allow_open_files;
pub use owner::make_private;
use platform::sync_folder;
pub use read::{MAX_BYTES, first_line, read, read_open, real_path};
pub use target::Target;

/// What was being done with a file, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiskStep {
    /// The lock file beside it is opened.
    OpenLock,
    /// The lock is taken.
    Lock,
    Read,
    /// A copy goes to the backups.
    Backup,
    /// A temporary file is made beside it.
    Create,
    /// The new bytes go into the temporary file.
    Write,
    /// The temporary file gets the old one's mode, owner and attributes.
    Owner,
    /// The temporary file is synced to the disk.
    Sync,
    /// The old file gets a second name, under which it stays until the commit has succeeded.
    Link,
    /// It is compared with what was read before.
    Compare,
    /// The temporary file takes its name.
    Rename,
    /// It is written in place, where no file can take its name.
    InPlace,
    /// The folder is synced to the disk.
    SyncFolder,
    /// The old file's second name goes.
    Unlink,
}

impl DiskStep {
    /// All of them, in the order of a commit.
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

/// A step that a disk refused. The file it names is whole.
#[derive(Debug, thiserror::Error)]
#[error("cannot {} {}: {}", step.verb(), path.display(), reason(source))]
pub struct DiskError {
    pub step: DiskStep,
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl DiskError {
    /// Whether another program holds the lock, and will let go of it.
    pub fn is_busy(&self) -> bool {
        self.step == DiskStep::Lock && self.source.kind() == ErrorKind::TimedOut
    }
}

/// The system's reason in words that say what it means here.
fn reason(error: &io::Error) -> String {
    if error.get_ref().is_some() {
        // It is a sentence already.
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
        ErrorKind::NotFound => "its folder does not exist and cannot be made",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// One call to the system. A test build can let it fail here.
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

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests;
