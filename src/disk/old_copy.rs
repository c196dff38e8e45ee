//! The old bytes that stand beside a file while it is written in place, so that they can be found
//! again after a crash.

use std::fs;
use std::path::{Path, PathBuf};

use super::{DiskStep, call, file_name, folder_of, read};

/// The end of the name under which the old bytes stand beside a file while it is written.
const COPY_SUFFIX: &str = ".llm-connections.old";

/// Where the old bytes of a file stand while it is written in place.
pub(super) fn copy_of(path: &Path) -> PathBuf {
    folder_of(path).join(format!("{}{COPY_SUFFIX}", file_name(path)))
}

/// Where the old bytes of a file are that a crash interrupted while it was written in place; none
/// where nothing was interrupted. The path is that of the file itself, links followed.
pub fn interrupted_copy(path: &Path) -> Option<PathBuf> {
    let copy = copy_of(path);
    copy.is_file().then_some(copy)
}

/// Removes the old bytes beside a file that is whole.
pub(super) fn remove_of_whole(path: &Path) {
    let copy = copy_of(path);
    if copy.exists() {
        // One that stays does no harm: the next commit tries again.
        let _ = call(DiskStep::Unlink, || fs::remove_file(copy));
    }
}

/// Removes the old bytes beside a file that a crash left as it was. Those beside one that it left
/// half written stay.
pub(super) fn remove_if_whole(path: &Path) {
    let copy = copy_of(path);
    if copy.exists()
        && let (Ok(Some(old)), Ok(Some(now))) = (read::read(&copy), read::read(path))
        && old == now
    {
        remove_of_whole(path);
    }
}
