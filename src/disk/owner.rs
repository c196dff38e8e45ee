//! The owner of new files and folders. When root saves into a user's folders, new files must belong
//! to the user, who otherwise could not save any more.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

pub(super) use super::platform::as_its_folder;
use super::platform::{copy_owner, create_private_folder, make_folder_private};
use super::{DiskError, DiskStep, at, folder_of};

/// Creates a folder and its missing parents, private to the owner. Each one gets the owner of its
/// parent.
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

/// Gives a replacement the old file's mode and owner; a new file is private to its owner. Returns
/// whether that is possible: a user cannot create a file that belongs to another user.
pub(super) fn as_the_old_one(old: Option<&File>, new: &File, folder: &Path) -> io::Result<bool> {
    match old {
        None => as_its_folder(new, folder).map(|()| true),
        Some(old) => copy_owner(old, new),
    }
}

/// Removes everybody else's permissions on a folder. A folder of another user stays as it is.
///
/// # Errors
/// When the system refuses.
pub fn make_private(folder: &Path) -> Result<(), DiskError> {
    at(DiskStep::Owner, folder, || make_folder_private(folder))
}
