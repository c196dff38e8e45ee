//! A recently saved file, and how long to keep inspecting it.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::history::HistoryEntry;
use crate::disk::FileTarget;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::FileRef;

/// How long to inspect the files after a commit. Craft writes a few milliseconds after it reads.
pub(super) const TIME: Duration = Duration::from_millis(150);

/// The minimum interval between inspections, absolute and as a multiple of an inspection's
/// duration.
pub(super) const INTERVAL: (Duration, u32) = (Duration::from_millis(5), 4);

/// How many half-written reads in a row to wait out.
pub(super) const MAX_PARTIAL_READS: u8 = 100;

/// A written file.
pub(super) struct Saved {
    pub file: FileRef,
    /// Its path, links resolved.
    pub path: PathBuf,
    pub old: Vec<u8>,
    pub new: Vec<u8>,
    /// The old file, if a new one replaced it.
    pub replaced: Option<File>,
}

impl Saved {
    /// A target that was written, and the old file if a new one replaced it.
    pub(super) fn new(file: FileRef, target: &FileTarget<'_>, replaced: Option<File>) -> Self {
        Self {
            file,
            path: target.lock.path().to_owned(),
            old: target.old.unwrap_or_default().to_vec(),
            new: target.new.to_vec(),
            replaced,
        }
    }
}

/// A recently saved file.
pub(super) struct Inspected {
    pub file: FileRef,
    /// Its path, links resolved.
    pub path: PathBuf,
    /// What was changed in it, in order.
    pub commits: Vec<Recent>,
    /// The bytes at the last inspection that had all of those changes.
    pub known: Vec<u8>,
    /// The files that were previously in its place.
    pub replaced: Vec<Replaced>,
    /// How many times in a row it was found half-written.
    pub partial_reads: u8,
    /// Since when its repair has been waiting for another program's lock.
    pub held_since: Option<Instant>,
}

/// A file that another one replaced.
pub(super) struct Replaced {
    pub file: File,
    /// Its bytes at the last inspection.
    pub known: Vec<u8>,
    /// How many times in a row it was found half-written.
    pub partial_reads: u8,
}

impl Replaced {
    pub(super) const fn new(file: File, known: Vec<u8>) -> Self {
        Self { file, known, partial_reads: 0 }
    }
}

/// A commit that another program may still overwrite.
pub(super) struct Recent {
    /// What it changed in the file.
    pub entry: HistoryEntry,
    /// Its edit, if it was a new one: the edit knows better than the changes what it may be applied
    /// to.
    pub edit: Option<Edit>,
    pub until: Instant,
    /// How many times it was reapplied.
    pub times: u8,
    /// How many times reapplying has failed since then.
    pub refusals: u8,
    /// It cannot be reapplied.
    pub lost: bool,
}

impl Inspected {
    /// Records another write of the file. Whether it now holds all commits shows at the next
    /// inspection: others may have been reverted together with the one that was reapplied.
    pub(super) fn add_written(&mut self, written: Vec<Saved>) {
        let until = Instant::now() + TIME;
        for saved in written {
            if saved.path == self.path {
                let replaced = saved.replaced.map(|file| Replaced::new(file, saved.old));
                self.replaced.extend(replaced);
            }
        }
        // An earlier commit may have been reverted with it.
        self.commits.iter_mut().for_each(|one| one.until = until);
    }

    /// Waits out another program's current write, unless the file never becomes whole.
    pub(super) fn wait(&mut self) {
        if self.partial_reads < MAX_PARTIAL_READS {
            self.partial_reads += 1;
            self.inspect_until(Instant::now() + INTERVAL.0);
        }
    }

    /// Keeps its commits at least until then.
    pub(super) fn inspect_until(&mut self, until: Instant) {
        for one in &mut self.commits {
            one.until = one.until.max(until);
        }
    }

    /// Forgets the commits that have expired at a moment.
    pub(super) fn forget(&mut self, moment: Instant) {
        self.commits.retain(|one| one.until > moment && !one.lost);
    }
}
