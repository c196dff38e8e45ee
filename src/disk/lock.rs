//! The lock beside a file, and leftovers of crashes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::platform::{self, FileId};
use super::read;
use super::stage::{is_temporary, temp_prefix};
use super::{DiskError, DiskStep, at, call, file_name, folder_of, old_copy, owner};
use crate::text::moment::milliseconds_since;

/// The interval for retrying a lock that another program holds.
const LOCK_RETRY: Duration = Duration::from_millis(2);

/// A locked file: until this is dropped, no other program that takes the lock changes it.
#[derive(Debug)]
pub struct Locked {
    path: PathBuf,
    _lock: File,
}

impl Locked {
    /// The file's path, with links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's bytes; none if it does not exist.
    ///
    /// # Errors
    /// As [`read`](super::read()).
    pub fn read(&self) -> Result<Option<Vec<u8>>, DiskError> {
        read::read(&self.path)
    }
}

/// Takes the lock beside a file. Creates missing folders, private to their owner, and removes
/// temporary files that a crash left beside the file.
///
/// # Errors
/// When another program holds the lock for longer than `wait`, or the lock file cannot be used.
pub fn lock(path: &Path, wait: Duration) -> Result<Locked, DiskError> {
    let path = read::real_path(path)?;
    let name = lock_name(&path);
    let start = Instant::now();
    let deadline = start + wait;
    let lock = loop {
        let lock = at(DiskStep::OpenLock, &path, || {
            owner::create_folder(folder_of(&path))?;
            open(&name)
        })?;
        at(DiskStep::Lock, &path, || {
            acquire(&lock, deadline).map_err(|error| match error.kind() {
                ErrorKind::TimedOut => io::Error::new(
                    ErrorKind::TimedOut,
                    format!(
                        "another program has held {} for {} ms: try again",
                        name.display(),
                        wait.as_millis()
                    ),
                ),
                _ => about(&name, &error),
            })
        })?;
        // A lock file that was deleted meanwhile locks nothing: the next program creates another.
        if is_at(&lock, &name) {
            break lock;
        }
    };
    log::info!(path:% = name.display(), waited_ms = milliseconds_since(start); "locked");
    let locked = Locked { path, _lock: lock };
    remove_leftovers(&locked.path);
    Ok(locked)
}

/// Removes the temporary files that a crash left beside a file, unless a program that is saving it
/// may be using them.
pub fn sweep(path: &Path) {
    let Ok(path) = read::real_path(path) else {
        return;
    };
    if leftovers(&path).next().is_none() {
        return;
    }
    let Ok(lock) = open(&lock_name(&path)) else {
        return;
    };
    if lock.try_lock().is_ok() {
        remove_leftovers(&path);
    }
}

pub(super) fn lock_name(path: &Path) -> PathBuf {
    folder_of(path).join(format!(".{}.lock", file_name(path)))
}

/// Opens or creates a lock file. Anything but a regular file is refused, without blocking on it and
/// without following a link.
fn open(name: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    let opened = platform::without_following(platform::private(&mut options)).open(name);
    let lock = match opened {
        Ok(lock) if lock.metadata()?.is_file() => lock,
        Ok(_) => return Err(unusable(name).unwrap_or_else(|| ErrorKind::InvalidInput.into())),
        Err(error) => return Err(unusable(name).unwrap_or_else(|| about(name, &error))),
    };
    owner::as_its_folder(&lock, folder_of(name)).map_err(|error| about(name, &error))?;
    Ok(lock)
}

fn acquire(lock: &File, deadline: Instant) -> io::Result<()> {
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(ErrorKind::TimedOut.into());
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRY),
        }
    }
}

fn is_at(lock: &File, name: &Path) -> bool {
    FileId::from_file(lock).ok() == FileId::at(name).ok()
}

/// What takes the place of a lock file, if it is not a regular file.
fn unusable(name: &Path) -> Option<io::Error> {
    let found = fs::symlink_metadata(name).ok()?.file_type();
    let what = match () {
        () if found.is_file() => return None,
        () if found.is_symlink() => "a link",
        () if found.is_dir() => "a folder",
        () => platform::describe_special(found),
    };
    Some(io::Error::other(format!(
        "the lock file {} is {what}, not a regular file: remove it",
        name.display()
    )))
}

/// An error that names the lock file and, if a person can act on it, what to do.
fn about(name: &Path, error: &io::Error) -> io::Error {
    let shown = name.display();
    let denied = error.kind() == ErrorKind::PermissionDenied;
    let text = match fs::symlink_metadata(name) {
        Ok(_) if denied => format!("no permission to open the lock file {shown}: delete it"),
        Err(_) if denied => format!("no permission to create the lock file {shown}"),
        _ => format!("the lock file {shown}: {}", super::reason(error)),
    };
    io::Error::new(error.kind(), text)
}

fn leftovers(path: &Path) -> impl Iterator<Item = PathBuf> {
    let prefix = temp_prefix(path);
    let entries = fs::read_dir(folder_of(path)).into_iter().flatten();
    let named = entries.flatten().filter(move |entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| is_temporary(name, &prefix))
    });
    named.map(|entry| entry.path())
}

/// Only the lock holder creates temporary files, so all of these are leftovers.
fn remove_leftovers(path: &Path) {
    for leftover in leftovers(path) {
        // A remaining one does no harm; the next commit tries again.
        let _ = call(DiskStep::Unlink, || fs::remove_file(leftover));
    }
    old_copy::remove_if_whole(path);
}
