//! Writes files in place that cannot be replaced: a file that is itself a mount point, and one with
//! several hard links, which replacing would separate.
//!
//! This is weaker than a rename: a reader may see the file half written, and so may the next
//! program after a crash. A copy of the old bytes stays beside it until the file is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::old_copy::copy_of;
use super::stage::Temp;
use super::target::FileTarget;
use super::{DiskError, DiskStep, at, call, failed, folder_of, owner, platform, read, sync_folder};

/// A file that is ready to be written in place.
pub(super) struct InPlace {
    file: File,
    copy: PathBuf,
    /// Why it cannot be replaced.
    pub why: &'static str,
}

/// The state of a file after a failed write.
pub(super) enum FailedWriteState {
    /// It has its old bytes.
    Old,
    /// It may have a mix.
    Damaged,
}

/// Why a file must not be replaced by another one, if so.
pub(super) fn why(path: &Path, file: &File) -> io::Result<Option<&'static str>> {
    if platform::names(file)? > 1 {
        return Ok(Some("it has another hard link"));
    }
    Ok(platform::is_mounted(path).then_some("it is mounted on its own"))
}

/// Why a file could not be replaced, judging by the rename's error.
pub(super) fn why_not_renamed(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => Some("it is mounted on its own"),
        _ => None,
    }
}

impl InPlace {
    /// Opens the file, and copies its old bytes to a file beside it.
    pub(super) fn prepare(target: &FileTarget<'_>, why: &'static str) -> Result<Self, DiskError> {
        let path = target.lock.path();
        if let Some(cost) = target.never_in_place {
            let refused = format!("it can only be written in place ({why}), and {cost}");
            return Err(failed(DiskStep::InPlace, path, io::Error::other(refused)));
        }
        let file = at(DiskStep::InPlace, path, || {
            platform::without_following(OpenOptions::new().read(true).write(true)).open(path)
        })?;
        let copy = copy_of(path);
        let old = target.old.unwrap_or_default();
        let mut temp = at(DiskStep::Backup, path, || Temp::beside(path))?;
        at(DiskStep::Backup, path, || temp.write(old))?;
        at(DiskStep::Backup, path, || owner::as_its_folder(temp.file(), folder_of(path)))?;
        at(DiskStep::Backup, path, || temp.file().sync_all())?;
        at(DiskStep::Backup, path, || fs::rename(temp.path(), &copy))?;
        // The copy must be durable before the first byte of the file changes, to survive a power
        // loss.
        at(DiskStep::Backup, path, || sync_folder(folder_of(path)))?;
        Ok(Self { file, copy, why })
    }

    /// The current bytes.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        read::read_open(&mut self.file)
    }

    /// The copy of the old bytes.
    pub(super) fn copy(&self) -> &Path {
        &self.copy
    }

    /// Writes the new bytes. If that fails, writes the old ones back.
    pub(super) fn write(
        &self,
        target: &FileTarget<'_>,
    ) -> Result<(), (FailedWriteState, DiskError)> {
        let path = target.lock.path();
        let fail = |source| failed(DiskStep::InPlace, path, source);
        // Allocates the space before the first byte changes.
        call(DiskStep::InPlace, || platform::allocate(&self.file, target.new.len()))
            .map_err(|error| (FailedWriteState::Old, fail(error)))?;
        let written = self.put(target.new).and_then(|()| {
            if !target.private {
                return Ok(());
            }
            call(DiskStep::Owner, || platform::make_file_private(&self.file))
        });
        written.map_err(|error| {
            let state = match self.put(target.old.unwrap_or_default()) {
                Ok(()) => FailedWriteState::Old,
                Err(_) => FailedWriteState::Damaged,
            };
            (state, fail(error))
        })
    }

    /// Writes the old bytes back.
    pub(super) fn roll_back(&self, target: &FileTarget<'_>) -> io::Result<()> {
        self.put(target.old.unwrap_or_default())
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        call(DiskStep::InPlace, || platform::write_over(&self.file, bytes))?;
        call(DiskStep::InPlace, || self.file.set_len(bytes.len() as u64))?;
        call(DiskStep::InPlace, || self.file.sync_all())
    }
}
