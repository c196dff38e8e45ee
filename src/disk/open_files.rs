//! The limit of open files: a commit of many files keeps each one locked until the last is
//! replaced.

use super::platform;

/// Open files per file of a commit: its lock, its temporary file, and the old file during
/// inspection.
const PER_FILE: u64 = 3;

/// What the rest of the program may have open at the same time.
const OTHERS: u64 = 256;

/// Raises the limit of open files for a commit of this many files, as far as the system allows. If
/// that is not enough, opening fails before anything is written.
pub fn allow_open_files(count: usize) {
    platform::allow_open_files((count as u64).saturating_mul(PER_FILE) + OTHERS);
}
