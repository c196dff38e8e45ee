//! Checks after a commit that it still holds. A program that read a file earlier may write the old
//! state back over the new one, or write into the replaced file. Both are repaired for a short
//! while after each commit, if such a program is known.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::Store;
use super::commit_error::CommitError;
use super::file;
use super::history::HistoryEntry;
use super::inspected::{INTERVAL, Inspected, MAX_PARTIAL_READS, Recent, Replaced, Saved, TIME};
use super::messages;
use super::operation::Operation;
use super::secret_rewrite::SecretRewrite;
use super::transaction::Applied;
use crate::disk;
use crate::settings::Settings;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, diff};
use crate::vault;
use crate::vault::Vault;

/// How many times to reapply the same changes: two programs that both insist would never stop.
const MAX_REAPPLIES: u8 = 16;

/// How many times to retry reapplying a change that does not fit: the file may be changing right
/// then.
const MAX_REFUSALS: u8 = 20;

/// How long a repair waits for another program's lock. The screen stays responsive meanwhile.
const REPAIR_LOCK_WAIT: Duration = Duration::from_secs(5);

/// How often that lock is tried.
const REPAIR_LOCK_INTERVAL: Duration = Duration::from_millis(20);

impl Store {
    /// When to inspect the saved files next; none when that is over, or no other program is known
    /// to write them.
    pub fn next_inspection(&self) -> Option<Instant> {
        let is_over = self.inspected.is_empty() && self.reports.is_empty();
        (!is_over).then_some(self.next_inspection)
    }

    /// Waits until the inspections of the saved files are over, as a command does before it ends.
    /// Returns what to report, in sentences.
    pub fn wait_for_inspections(&mut self) -> Vec<String> {
        let mut reports = Vec::new();
        while let Some(next) = self.next_inspection() {
            sleep(next.saturating_duration_since(Instant::now()));
            reports.extend(self.inspect_saved());
        }
        reports
    }

    /// Inspects recently saved files once, and repairs what another program has overwritten.
    /// Returns what to report, in sentences.
    pub fn inspect_saved(&mut self) -> Vec<String> {
        self.inspect_before_edit();
        std::mem::take(&mut self.reports)
    }

    /// The same before the next edit, which may build on the last save. Reports follow at the next
    /// inspection.
    pub(super) fn inspect_before_edit(&mut self) {
        let start = Instant::now();
        let mut all = std::mem::take(&mut self.inspected);
        for one in &mut all {
            self.carry_over(one);
            self.reapply(one);
            one.forget(start);
        }
        all.retain(|one| !one.commits.is_empty());
        self.inspected = all;
        let (apart, times) = INTERVAL;
        self.next_inspection = Instant::now() + apart.max(start.elapsed() * times);
    }

    /// Schedules inspection of what a commit saved.
    pub(super) fn schedule_inspection(&mut self, done: &mut Applied, edit: Option<&Edit>) {
        let written = std::mem::take(&mut done.written);
        if written.is_empty() {
            return;
        }
        let all = entry(done.label.clone(), done.changes.clone(), done.secrets.clone());
        self.inspect_written(written, &all, edit);
    }

    /// The same for files, given everything that changed in all of them together.
    fn inspect_written(&mut self, written: Vec<Saved>, all: &HistoryEntry, edit: Option<&Edit>) {
        let until = Instant::now() + TIME;
        for saved in written {
            let Saved { file, path, old, new, replaced } = saved;
            let changes = all.changes.iter().filter(|change| change.file == file);
            let secrets = match file {
                FileRef::Credentials => all.secrets.clone(),
                _ => Vec::new(),
            };
            let commit = Recent {
                entry: entry(all.label.clone(), changes.cloned().collect(), secrets),
                edit: edit.filter(|_| file != FileRef::Credentials).cloned(),
                until,
                times: 0,
                refusals: 0,
                lost: false,
            };
            let replaced = replaced.map(|file| Replaced::new(file, old));
            self.next_inspection = Instant::now() + INTERVAL.0;
            match self.inspected.iter_mut().find(|one| one.path == path) {
                // A commit reverted before this one is missing from it: the next inspection
                // notices.
                Some(one) => {
                    one.commits.push(commit);
                    one.replaced.extend(replaced);
                }
                None => self.inspected.push(Inspected {
                    file,
                    path,
                    commits: vec![commit],
                    known: new,
                    replaced: replaced.into_iter().collect(),
                    partial_reads: 0,
                    held_since: None,
                }),
            }
        }
    }

    /// Records that config.json was replaced as a whole. Its previous content may have been
    /// unusable.
    pub(super) fn schedule_config_inspection(&mut self, label: String, saved: Saved) {
        let read = |bytes: &[u8]| self.settings_with(&FileRef::Config, &saved.path, bytes);
        if let (Some(before), Some(after)) = (read(&saved.old), read(&saved.new)) {
            let all = entry(label, diff(&before, &after), Vec::new());
            self.inspect_written(vec![saved], &all, None);
        }
    }

    /// Whether a repair must wait because another program holds the lock, which would block the
    /// screen. After [`REPAIR_LOCK_WAIT`] it is tried anyway, so that the failure is reported.
    fn must_wait(&self, one: &mut Inspected) -> bool {
        if !self.is_held(Duration::ZERO) {
            one.held_since = None;
            return false;
        }
        let now = Instant::now();
        let since = *one.held_since.get_or_insert(now);
        let waits = now < since + REPAIR_LOCK_WAIT;
        if waits {
            one.inspect_until(now + REPAIR_LOCK_INTERVAL);
        }
        waits
    }

    /// Carries over what another program wrote into a file after a new one replaced it.
    fn carry_over(&mut self, one: &mut Inspected) {
        let (mut late, mut is_half) = (Vec::new(), false);
        for (position, replaced) in one.replaced.iter_mut().enumerate() {
            let Ok(bytes) = disk::read_open(&mut replaced.file) else {
                continue;
            };
            if bytes == replaced.known {
                continue;
            }
            match self.difference(&one.file, &one.path, &replaced.known, &bytes) {
                Some(theirs) => {
                    replaced.partial_reads = 0;
                    late.push((position, bytes, theirs));
                }
                // Until the file is whole, its meaning is unknown.
                None if replaced.partial_reads < MAX_PARTIAL_READS => {
                    replaced.partial_reads += 1;
                    is_half = true;
                }
                None => {}
            }
        }
        if is_half {
            one.inspect_until(Instant::now() + INTERVAL.0);
        }
        if late.is_empty() || self.must_wait(one) {
            return;
        }
        for (position, bytes, theirs) in late {
            one.replaced[position].known = bytes;
            let name = one.path.display().to_string();
            match self.transact(Operation::Again(&theirs)) {
                Ok(mut done) => {
                    one.add_written(std::mem::take(&mut done.written));
                    self.adopt(done);
                    self.reports.push(messages::carried_over(&name));
                }
                Err(why) => {
                    self.reports.push(messages::not_carried_over(&name, &why.to_string()));
                }
            }
        }
    }

    /// Reapplies the changes that are missing because another program restored an old state.
    fn reapply(&mut self, one: &mut Inspected) {
        let Ok(Some(now)) = disk::read(&one.path) else {
            return;
        };
        if now == one.known {
            one.partial_reads = 0;
            return;
        }
        let Some(lost) = self.lost(one, &now) else {
            one.wait();
            return;
        };
        one.partial_reads = 0;
        if lost.is_empty() {
            one.known = now;
            return;
        }
        if self.must_wait(one) {
            return;
        }
        for at in lost {
            self.reapply_commit(one, at);
        }
    }

    /// Reapplies one of the commits, or gives it up.
    fn reapply_commit(&mut self, one: &mut Inspected, at: usize) {
        let name = one.path.display().to_string();
        let commit = &mut one.commits[at];
        let label = commit.entry.label.clone();
        if commit.times >= MAX_REAPPLIES {
            commit.lost = true;
            self.reports.push(messages::keeps_restoring(&name, &label));
            return;
        }
        let mut outcome = self.transact(Operation::Again(&commit.entry));
        if let (Err(CommitError::Refused(_)), Some(edit)) = (&outcome, &commit.edit) {
            outcome = self.transact(Operation::Edit(edit));
        }
        match outcome {
            Ok(mut done) => {
                let is_first = commit.times == 0;
                commit.times += 1;
                commit.refusals = 0;
                one.add_written(std::mem::take(&mut done.written));
                self.adopt(done);
                self.reports.extend(is_first.then(|| messages::saved_again(&name, &label)));
            }
            // The file may have changed once more, or a change this one builds on is not reapplied
            // yet.
            Err(why) if commit.refusals < MAX_REFUSALS && !why.is_busy() => {
                commit.refusals += 1;
                commit.until = commit.until.max(Instant::now() + INTERVAL.0);
            }
            Err(why) => {
                commit.lost = true;
                let why = match why {
                    CommitError::Refused(_) => None,
                    why => Some(why.to_string()),
                };
                self.reports.push(messages::overwritten(&name, &label, why.as_deref()));
            }
        }
    }

    /// The indexes of commits that are missing from a file; none when it cannot be read, perhaps
    /// half-written. Undoes them from last to first: each one that can be undone is in the file.
    fn lost(&self, one: &Inspected, now: &[u8]) -> Option<Vec<usize>> {
        let mut missing = Vec::new();
        let commits = one.commits.iter().enumerate().rev();
        if one.file == FileRef::Credentials {
            let mut contents = Vault::open(now, &self.keys).ok()?.contents;
            for (at, commit) in commits {
                let all = &commit.entry.secrets;
                if all.iter().all(|rewrite| rewrite.is_applied_in(&contents)) {
                    for rewrite in all {
                        rewrite.undo_in(&mut contents);
                    }
                } else {
                    missing.push(at);
                }
            }
        } else {
            let mut settings = self.settings_with(&one.file, &one.path, now)?;
            for (at, commit) in commits {
                let back =
                    Edit::Restore { label: String::new(), changes: inverse(&commit.entry.changes) };
                match back.apply(&settings) {
                    Ok(before) => settings = before,
                    Err(_) => missing.push(at),
                }
            }
        }
        missing.reverse();
        Some(missing)
    }

    /// What another program has changed in a file; none when the file cannot be read.
    fn difference(
        &self,
        file: &FileRef,
        path: &Path,
        old: &[u8],
        new: &[u8],
    ) -> Option<HistoryEntry> {
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

    /// The settings, if one file had these bytes.
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

fn entry(label: String, changes: Vec<Change>, secrets: Vec<SecretRewrite>) -> HistoryEntry {
    HistoryEntry {
        label,
        // Never shown: this entry does not enter the history.
        undo_label: String::new(),
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
