//! Whose a new file or folder is. Root saves into a user's folders: what is made there becomes the
//! user's, who could not save any more otherwise.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, fchown};
use std::path::Path;

use rustix::process::geteuid;

use super::{DiskError, DiskStep, at, folder_of};

/// Mode of a folder that did not exist before.
const NEW_FOLDER_MODE: u32 = 0o700;

/// Gives a file to the owner of a folder. Only root can, and only root need.
pub(super) fn as_its_folder(file: &File, folder: &Path) -> io::Result<()> {
    if !geteuid().is_root() {
        return Ok(());
    }
    let (own, theirs) = (file.metadata()?, fs::metadata(folder)?);
    if (own.uid(), own.gid()) == (theirs.uid(), theirs.gid()) {
        return Ok(());
    }
    allowed(fchown(file, Some(theirs.uid()), Some(theirs.gid())))
}

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
    match DirBuilder::new().mode(NEW_FOLDER_MODE).create(folder) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        other => other?,
    }
    if !geteuid().is_root() {
        return Ok(());
    }
    let theirs = fs::metadata(parent)?;
    allowed(chown(folder, Some(theirs.uid()), Some(theirs.gid())))
}

/// A file system without owners, or one that lets not even root give a file away, has nothing to be
/// given.
fn allowed(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// The old file's mode and owner for the one that takes its place; a new file is its owner's alone.
/// Whether that could be: a user cannot make a file that belongs to another one.
pub(super) fn as_the_old_one(old: Option<&File>, new: &File, folder: &Path) -> io::Result<bool> {
    let Some(old) = old else {
        return as_its_folder(new, folder).map(|()| true);
    };
    let (was, is) = (old.metadata()?, new.metadata()?);
    let differs = |old: u32, new: u32| (old != new).then_some(old);
    let (user, group) = (differs(was.uid(), is.uid()), differs(was.gid(), is.gid()));
    if user.is_some() || group.is_some() {
        match fchown(new, user, group) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(false),
            other => other?,
        }
    }
    new.set_permissions(was.permissions())?;
    Ok(true)
}

/// Takes from everybody else what a folder let them do. One that another user owns stays as it is.
///
/// # Errors
/// When the system would not.
pub fn make_private(folder: &Path) -> Result<(), DiskError> {
    at(DiskStep::Owner, folder, || {
        let mode = fs::metadata(folder)?.permissions().mode();
        let own = mode & !0o077;
        if mode == own {
            return Ok(());
        }
        match fs::set_permissions(folder, fs::Permissions::from_mode(own)) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
            other => other,
        }
    })
}
