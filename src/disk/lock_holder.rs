//! Finds the current holder of the lock beside a file.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::lock::lock_name;
use super::{platform, read};

/// A program that holds a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// Its process id, if the system provides that.
    pub pid: Option<u32>,
}

/// The holder of the lock beside a file; none if the lock is free. Creates no files.
pub fn lock_holder(path: &Path) -> Option<LockHolder> {
    let path = read::real_path(path).ok()?;
    let name = lock_name(&path);
    if !name.is_file() {
        return None;
    }
    let lock = File::open(&name).ok()?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(LockHolder { pid: platform::lock_holder(&lock) }),
        _ => None,
    }
}
