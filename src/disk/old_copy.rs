//! The copy of the old bytes beside a file that is written in place, for finding them after a
//! crash.

use std::fs;
use std::path::{Path, PathBuf};

use super::{DiskStep, call, file_name, folder_of, read};

/// The suffix of the copy's name.
const COPY_SUFFIX: &str = ".llm-connections.old";

/// The path of the copy of a file's old bytes.
pub(super) fn copy_of(path: &Path) -> PathBuf {
    folder_of(path).join(format!("{}{COPY_SUFFIX}", file_name(path)))
}

/// The copy of a file's old bytes, if a crash interrupted writing the file in place. The path must
/// be the file's own, with links resolved.
pub fn interrupted_copy(path: &Path) -> Option<PathBuf> {
    let copy = copy_of(path);
    copy.is_file().then_some(copy)
}

/// Removes the copy beside a file that is complete.
pub(super) fn remove_of_whole(path: &Path) {
    let copy = copy_of(path);
    if copy.exists() {
        // A remaining one does no harm; the next commit tries again.
        let _ = call(DiskStep::Unlink, || fs::remove_file(copy));
    }
}

/// Removes the copy beside a file that still has its old bytes after a crash. If the file is half
/// written, the copy stays.
pub(super) fn remove_if_whole(path: &Path) {
    let copy = copy_of(path);
    if copy.exists()
        && let (Ok(Some(old)), Ok(Some(current))) = (read::read(&copy), read::read(path))
        && old == current
    {
        remove_of_whole(path);
    }
}
