//! After a commit: whether it stands. A program that had read a file before writes the old state back over the new one, and
//! what it writes may still go into the old file. Both are put right for a short while after each commit, where such a program
//! is known.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::file;
use super::history::Entry;
use super::secrets::SecretRewrite;
use super::transaction::{Done, Saved};
use super::{CommitError, Store, Turn};
use crate::disk;
use crate::settings::Settings;
use crate::settings::diff::{Change, FileRef, diff};
use crate::settings::edit::Edit;
use crate::vault::{self, Vault};

/// For how long after a commit the files are inspected. Craft writes a few milliseconds after it has read.
const TIME: Duration = Duration::from_millis(150);

/// How long apart they are inspected, and how many times longer than an inspection takes that is at least.
const APART: (Duration, u32) = (Duration::from_millis(5), 4);

/// How often the same changes are made again: two programs that each insist would go on for ever.
const TRIES: u8 = 8;

/// A file that was saved a moment ago.
pub(super) struct Inspected {
    file: FileRef,
    /// Where it is, links followed.
    path: PathBuf,
    /// What was changed in it.
    entry: Entry,
    /// The edit that did so, where it was a new one: it knows better than its changes what it may be made on.
    edit: Option<Edit>,
    /// What it has, as far as that is known.
    known: Vec<u8>,
    /// The files that stood in its place, each with what it had.
    replaced: Vec<(File, Vec<u8>)>,
    until: Instant,
    tries: u8,
}

impl Inspected {
    /// What was written is written over once more.
    fn saved_again(&mut self, done: &mut Done) {
        for saved in done
            .written
            .drain(..)
            .filter(|saved| saved.path == self.path)
        {
            self.known = saved.new;
            self.replaced
                .extend(saved.replaced.map(|file| (file, saved.old)));
        }
        self.until = Instant::now() + TIME;
    }
}

/// How the changes of a commit and what a file says now go together.
enum Standing {
    /// They are in it.
    Stand,
    /// What they were made from is in it.
    Gone,
    /// The edit still fits, though what it was made from has changed.
    Fits,
    /// Neither: another program has changed the same values.
    Overwritten,
    /// It cannot be read now: it may be half written.
    Unknown,
}

impl Store {
    /// When the saved files are to be inspected next; none where that is over, or nothing is known to write them too.
    pub fn next_inspection(&self) -> Option<Instant> {
        let saved = self.inspected.iter().map(|one| one.until);
        saved.max().map(|_| self.next_inspection)
    }

    /// Waits until what was saved stands, as a command does before it ends. What is to be known of it, in sentences.
    pub fn settle_saved(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while let Some(next) = self.next_inspection() {
            sleep(next.saturating_duration_since(Instant::now()));
            told.extend(self.inspect_saved());
        }
        told
    }

    /// Inspects once what was saved a moment ago, and puts right what another program has written over it. What is to be known
    /// of that, in sentences.
    pub fn inspect_saved(&mut self) -> Vec<String> {
        let start = Instant::now();
        let mut told = Vec::new();
        let mut all = std::mem::take(&mut self.inspected);
        for one in &mut all {
            self.carry_over(one, &mut told);
            self.save_again(one, &mut told);
        }
        all.retain(|one| one.until > start);
        self.inspected = all;
        let (apart, times) = APART;
        self.next_inspection = Instant::now() + apart.max(start.elapsed() * times);
        told.dedup();
        told
    }

    /// Takes up what a commit has saved.
    pub(super) fn inspect_later(&mut self, done: &mut Done, edit: Option<&Edit>) {
        let now = Instant::now();
        for saved in std::mem::take(&mut done.written) {
            let Saved {
                file,
                path,
                old,
                new,
                replaced,
            } = saved;
            for earlier in self.inspected.iter_mut().filter(|one| one.path == path) {
                earlier.known.clone_from(&new);
            }
            let changes = done.changes.iter().filter(|change| change.file == file);
            let secrets = match file {
                FileRef::Credentials => done.secrets.clone(),
                _ => Vec::new(),
            };
            self.inspected.push(Inspected {
                entry: entry(done.label.clone(), changes.cloned().collect(), secrets),
                edit: edit.cloned(),
                known: new,
                replaced: replaced.map(|file| (file, old)).into_iter().collect(),
                until: now + TIME,
                tries: 0,
                file,
                path,
            });
            self.next_inspection = now + APART.0;
        }
        // What a later commit has changed again is not to be made again.
        let mut earlier = std::mem::take(&mut self.inspected);
        earlier.retain(|one| match one.file {
            FileRef::Credentials => {
                let later = |other: &SecretRewrite| {
                    let mut mine = one.entry.secrets.iter();
                    mine.any(|mine| mine.is_followed_by(other))
                };
                !done.secrets.iter().any(later)
            }
            _ => fits(&inverse(&one.entry.changes), &done.settings),
        });
        self.inspected = earlier;
    }

    /// Writes what another program has written into a file after a new one took its place.
    fn carry_over(&mut self, one: &mut Inspected, told: &mut Vec<String>) {
        let mut late = Vec::new();
        for (file, known) in &mut one.replaced {
            let Ok(bytes) = disk::read_open(file) else {
                continue;
            };
            if bytes == *known {
                continue;
            }
            // Until it is whole it is not known what is meant.
            if let Some(theirs) = self.difference(&one.file, &one.path, known, &bytes) {
                *known = bytes;
                late.push(theirs);
            }
        }
        for theirs in late {
            let name = one.path.display().to_string();
            match self.transact(Turn::Again(&theirs)) {
                Ok(mut done) => {
                    one.saved_again(&mut done);
                    self.settle(done);
                    told.push(format!(
                        "Another program wrote into the old {name}: that was saved too"
                    ));
                }
                Err(why) => told.push(format!(
                    "Another program wrote into the old {name}, and that could not be saved: {why}"
                )),
            }
        }
    }

    /// Makes the changes again where another program has put the old state back.
    fn save_again(&mut self, one: &mut Inspected, told: &mut Vec<String>) {
        let Ok(Some(now)) = disk::read(&one.path) else {
            return;
        };
        if now == one.known {
            return;
        }
        let (label, name) = (&one.entry.label, one.path.display().to_string());
        let turn = match self.standing(one, &now) {
            Standing::Unknown => return,
            Standing::Stand => {
                one.known = now;
                return;
            }
            Standing::Gone if one.tries < TRIES => Turn::Again(&one.entry),
            Standing::Fits if one.tries < TRIES => match &one.edit {
                Some(edit) => Turn::New(edit),
                None => Turn::Again(&one.entry),
            },
            Standing::Gone | Standing::Fits | Standing::Overwritten => {
                told.push(format!(
                    "Another program has overwritten {name}: “{label}” is lost"
                ));
                one.known = now;
                return;
            }
        };
        match self.transact(turn) {
            Ok(mut done) => {
                told.push(format!(
                    "Another program put back the old {name}: “{label}” was saved again"
                ));
                one.saved_again(&mut done);
                one.tries += 1;
                self.settle(done);
            }
            // It has changed once more: the next inspection says whether that is still to be done.
            Err(CommitError::Refused(_) | CommitError::Overtaken(_)) if one.tries < TRIES => {
                one.tries += 1;
                one.until = Instant::now() + TIME;
            }
            Err(why) => {
                told.push(format!(
                    "Another program put back the old {name}, and “{label}” could not be saved again: {why}"
                ));
                one.known = now;
            }
        }
    }

    fn standing(&self, one: &Inspected, now: &[u8]) -> Standing {
        if one.file == FileRef::Credentials {
            let Ok(vault) = Vault::open(now, &self.keys) else {
                return Standing::Unknown;
            };
            let all = &one.entry.secrets;
            return match () {
                () if all.iter().all(|rewrite| rewrite.stands_in(&vault.contents)) => {
                    Standing::Stand
                }
                () if all.iter().all(|rewrite| rewrite.fits(&vault.contents)) => Standing::Gone,
                () => Standing::Overwritten,
            };
        }
        let Some(settings) = self.settings_with(&one.file, &one.path, now) else {
            return Standing::Unknown;
        };
        let changes = &one.entry.changes;
        let fits_as_edit = |edit: &Edit| {
            let after = edit.apply(&settings);
            after.is_ok_and(|after| !diff(&settings, &after).is_empty())
        };
        match () {
            () if fits(&inverse(changes), &settings) => Standing::Stand,
            () if fits(changes, &settings) => Standing::Gone,
            () if one.edit.as_ref().is_some_and(fits_as_edit) => Standing::Fits,
            () => Standing::Overwritten,
        }
    }

    /// What another program has changed in a file; none where that cannot be read.
    fn difference(&self, file: &FileRef, path: &Path, old: &[u8], new: &[u8]) -> Option<Entry> {
        let label = "another program's change".to_owned();
        if *file == FileRef::Credentials {
            let open = |bytes: &[u8]| vault::open(Some(bytes), &self.keys).ok().flatten();
            let rewrites = SecretRewrite::between(&open(old)?.contents, &open(new)?.contents);
            return Some(entry(label, Vec::new(), rewrites));
        }
        let before = self.settings_with(file, path, old)?;
        let after = self.settings_with(file, path, new)?;
        Some(entry(label, diff(&before, &after), Vec::new()))
    }

    /// The settings, one file's bytes being these.
    fn settings_with(&self, file: &FileRef, path: &Path, bytes: &[u8]) -> Option<Settings> {
        let (_, value) = file::content(path, Some(bytes.to_vec())).ok()?;
        match file {
            FileRef::Config => {
                let settings = file::settings(path, value).ok()?;
                Some(settings.with_other_files_of(&self.settings))
            }
            FileRef::Workspace(root) => {
                let mut settings = self.settings.clone();
                settings.set_workspace_file(root, &file::workspace_file(path, value));
                Some(settings)
            }
            FileRef::Credentials => None,
        }
    }
}

fn entry(label: String, changes: Vec<Change>, secrets: Vec<SecretRewrite>) -> Entry {
    Entry {
        label,
        at: SystemTime::now(),
        changes,
        overtaken: false,
        rewrites: Vec::new(),
        secrets,
    }
}

fn inverse(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(Change::inverse).collect()
}

/// Whether changes can be made in settings: whether what they were made from is there.
fn fits(changes: &[Change], settings: &Settings) -> bool {
    let edit = Edit::Restore {
        label: String::new(),
        changes: changes.to_vec(),
    };
    edit.apply(settings).is_ok()
}
