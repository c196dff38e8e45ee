//! Whose a new file or folder is. Root saves into a user's folders: what is made there becomes the
//! user's, who could not save any more otherwise.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

pub(super) use super::platform::as_its_folder;
use super::platform::{copy_owner, create_private_folder, make_folder_private};
use super::{DiskError, DiskStep, at, folder_of};

/// Makes a folder, and those on the way to it, for its owner only. Each belongs to the owner of the
/// one it is in.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder_of(folder);
    if parent != folder {
        create_folder(parent)?;
    }
    match create_private_folder(folder, parent) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        other => other,
    }
}

/// The old file's mode and owner for the one that takes its place; a new file is its owner's alone.
/// Whether that could be: a user cannot make a file that belongs to another one.
pub(super) fn as_the_old_one(old: Option<&File>, new: &File, folder: &Path) -> io::Result<bool> {
    match old {
        None => as_its_folder(new, folder).map(|()| true),
        Some(old) => copy_owner(old, new),
    }
}

/// Takes from everybody else what a folder let them do. One that another user owns stays as it is.
///
/// # Errors
/// When the system would not.
pub fn make_private(folder: &Path) -> Result<(), DiskError> {
    at(DiskStep::Owner, folder, || make_folder_private(folder))
}
