//! How many files may be open at once: a commit of many files keeps each of them locked until the
//! last is replaced.

use super::platform;

/// Open files per file of a commit: its lock, its temporary file, and the old file for as long as
/// it is inspected.
const PER_FILE: u64 = 3;

/// What the rest of the program may have open at the same time.
const OTHERS: u64 = 256;

/// Lets a commit of this many files have them all open, as far as the system allows it. Where that
/// is not enough, opening fails before anything is written.
pub fn allow_open_files(count: usize) {
    platform::allow_open_files((count as u64).saturating_mul(PER_FILE) + OTHERS);
}
