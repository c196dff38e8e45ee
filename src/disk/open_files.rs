//! How many files may be open at once: a commit of many files keeps each of them locked until the
//! last is replaced.

use std::io;

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Open files per file of a commit: its lock, its temporary file, and the old file for as long as
/// it is inspected.
const PER_FILE: u64 = 3;

/// What the rest of the program may have open at the same time.
const OTHERS: u64 = 256;

/// Lets a commit of this many files have them all open, as far as the system allows it. Most
/// systems start a program with a limit of 1024 (macOS: 256) that it may raise by itself. Where
/// that is not enough, opening fails before anything is written.
pub fn allow_open_files(count: usize) {
    let limit = getrlimit(Resource::Nofile);
    let wanted = (count as u64).saturating_mul(PER_FILE) + OTHERS;
    let wanted = limit.maximum.map_or(wanted, |most| wanted.min(most));
    if limit.current.is_some_and(|now| now < wanted) {
        // A system that refuses does so again when a file is opened.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit });
    }
}

/// Whether a file could not be opened because too many are open already.
pub(super) fn are_too_many(error: &io::Error) -> bool {
    let is = |errno: Errno| error.raw_os_error() == Some(errno.raw_os_error());
    is(Errno::MFILE) || is(Errno::NFILE)
}
