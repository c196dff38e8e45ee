//! What was saved a moment ago, and until when it is inspected.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::history::HistoryEntry;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::FileRef;

/// For how long after a commit the files are inspected. Craft writes a few milliseconds after it
/// has read.
pub(super) const TIME: Duration = Duration::from_millis(150);

/// How long apart they are inspected, and how many times longer than an inspection takes that is at
/// least.
pub(super) const APART: (Duration, u32) = (Duration::from_millis(5), 4);

/// How often in a row a file that is found half written is waited for.
pub(super) const HALVES: u8 = 100;

/// A file that was written.
pub(super) struct Saved {
    pub file: FileRef,
    /// Where it is, links followed.
    pub path: PathBuf,
    pub old: Vec<u8>,
    pub new: Vec<u8>,
    /// The old file, where a new one has taken its place.
    pub replaced: Option<File>,
}

/// A file that was saved a moment ago.
pub(super) struct Inspected {
    pub file: FileRef,
    /// Where it is, links followed.
    pub path: PathBuf,
    /// What was changed in it, in order.
    pub commits: Vec<Recent>,
    /// The bytes that were inspected last, where all of that is in them.
    pub known: Vec<u8>,
    /// The files that stood in its place.
    pub replaced: Vec<Replaced>,
    /// How often in a row it was found half written.
    pub halves: u8,
    /// Since when its repair waits for a lock that another program holds.
    pub held_since: Option<Instant>,
}

/// A file that another one has taken the place of.
pub(super) struct Replaced {
    pub file: File,
    /// What it had when it was inspected last.
    pub known: Vec<u8>,
    /// How often in a row it was found half written.
    pub halves: u8,
}

impl Replaced {
    pub(super) const fn new(file: File, known: Vec<u8>) -> Self {
        Self { file, known, halves: 0 }
    }
}

/// A commit that another program may still write over.
pub(super) struct Recent {
    /// What it changed in the file.
    pub entry: HistoryEntry,
    /// The edit that did so, where it was a new one: it knows better than its changes what it may
    /// be made on.
    pub edit: Option<Edit>,
    pub until: Instant,
    /// How often it was made again.
    pub times: u8,
    /// How often it could not be made again since then.
    pub refusals: u8,
    /// It cannot be made again.
    pub lost: bool,
}

impl Inspected {
    /// Takes up that it was written once more. Whether all commits are in it now is seen at the
    /// next inspection: others may have been put back together with the one that was made again.
    pub(super) fn add_written(&mut self, written: Vec<Saved>) {
        let until = Instant::now() + TIME;
        for saved in written {
            if saved.path == self.path {
                let replaced = saved.replaced.map(|file| Replaced::new(file, saved.old));
                self.replaced.extend(replaced);
            }
        }
        // An earlier commit may be put back with it.
        self.commits.iter_mut().for_each(|one| one.until = until);
    }

    /// Waits for what another program is writing at this moment, unless that never becomes whole.
    pub(super) fn wait(&mut self) {
        if self.halves < HALVES {
            self.halves += 1;
            self.inspect_until(Instant::now() + APART.0);
        }
    }

    /// Keeps its commits for at least as long.
    pub(super) fn inspect_until(&mut self, until: Instant) {
        for one in &mut self.commits {
            one.until = one.until.max(until);
        }
    }

    /// Forgets the commits whose time was over at a moment.
    pub(super) fn forget(&mut self, moment: Instant) {
        self.commits.retain(|one| one.until > moment && !one.lost);
    }
}
