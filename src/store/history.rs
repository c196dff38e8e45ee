//! This run's commits, for undo and redo: the changes, and the exact bytes.

use std::hash::{DefaultHasher, Hasher};
use std::time::SystemTime;

use super::secret_rewrite::SecretRewrite;
use crate::settings::edit::diff::{Change, FileRef};

#[derive(Clone)]
pub struct HistoryEntry {
    /// What it did, as the toast showed it.
    pub label: String,
    /// The state after its undo: the label for undoing it.
    pub undo_label: String,
    pub at: SystemTime,
    pub changes: Vec<Change>,
    /// Another program has since changed the same values, so it can be neither undone nor redone.
    pub overtaken: bool,
    pub(super) rewrites: Vec<(FileRef, Rewrite)>,
    /// The credentials that changed, before and after.
    pub(super) secrets: Vec<SecretRewrite>,
}

impl HistoryEntry {
    /// Whether undoing or redoing it changes credentials.
    pub const fn touches_credentials(&self) -> bool {
        !self.secrets.is_empty()
    }
}

/// How one file's bytes changed: one range of bytes was replaced with another.
#[derive(Clone)]
pub(crate) struct Rewrite {
    at: usize,
    old: Vec<u8>,
    new: Vec<u8>,
    before: Fingerprint,
    after: Fingerprint,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Fingerprint(usize, u64);

impl Fingerprint {
    fn from_bytes(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Self(bytes.len(), hasher.finish())
    }
}

impl Rewrite {
    /// The rewrite from `old` to `new`.
    pub(crate) fn between(old: &[u8], new: &[u8]) -> Self {
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let tail = old[head..]
            .iter()
            .rev()
            .zip(new[head..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        Self {
            at: head,
            old: old[head..old.len() - tail].to_vec(),
            new: new[head..new.len() - tail].to_vec(),
            before: Fingerprint::from_bytes(old),
            after: Fingerprint::from_bytes(new),
        }
    }

    /// The reverse rewrite.
    #[must_use]
    pub(crate) fn inverse(self) -> Self {
        Self { at: self.at, old: self.new, new: self.old, before: self.after, after: self.before }
    }

    /// The bytes before the rewrite, if these are the bytes after it.
    pub(crate) fn undo(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        (Fingerprint::from_bytes(bytes) == self.after)
            .then(|| replaced(bytes, self.at, self.new.len(), &self.old))
    }

    /// The bytes after the rewrite, if these are the bytes before it.
    pub(crate) fn redo(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        (Fingerprint::from_bytes(bytes) == self.before)
            .then(|| replaced(bytes, self.at, self.old.len(), &self.new))
    }
}

fn replaced(bytes: &[u8], at: usize, length: usize, by: &[u8]) -> Vec<u8> {
    [&bytes[..at], by, &bytes[at + length..]].concat()
}

/// This run's commits in order, and how many are in effect.
#[derive(Default)]
pub struct History {
    entries: Vec<HistoryEntry>,
    applied: usize,
}

impl History {
    /// Records a new commit: undone commits can no longer be redone.
    pub(super) fn push(&mut self, entry: HistoryEntry) {
        self.entries.truncate(self.applied);
        self.entries.push(entry);
        self.applied = self.entries.len();
    }

    /// All commits, oldest first; those from [`Self::applied_count`] on are undone.
    pub fn entries(&self) -> &[HistoryEntry] {
        &self.entries
    }

    /// How many are in effect.
    pub const fn applied_count(&self) -> usize {
        self.applied
    }

    /// The index of the commit to undo next. Overtaken commits are skipped.
    pub(crate) fn next_undo(&self) -> Option<usize> {
        (0..self.applied).rfind(|position| !self.entries[*position].overtaken)
    }

    /// The index of the commit to redo next.
    pub(crate) fn next_redo(&self) -> Option<usize> {
        (self.applied..self.entries.len()).find(|position| !self.entries[*position].overtaken)
    }

    pub(super) fn mark_overtaken(&mut self, position: usize) {
        self.entries[position].overtaken = true;
    }

    pub(super) fn mark_undone(&mut self, position: usize) {
        self.applied = position;
    }

    pub(super) fn mark_redone(&mut self, position: usize) {
        self.applied = position + 1;
    }

    /// Replaces an entry's credentials with those another program has made.
    pub(super) fn set_secrets(&mut self, position: usize, secrets: Vec<SecretRewrite>) {
        self.entries[position].secrets = secrets;
    }

    /// Records how the bytes changed when an entry was undone or redone on top of another program's
    /// changes.
    pub(super) fn rewrite(&mut self, position: usize, rewrites: Vec<(FileRef, Rewrite)>) {
        self.entries[position].rewrites = rewrites;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrite_works_both_ways_from_known_bytes_only() {
        for (old, new) in
            [("abc", "abXc"), ("aaaa", "aa"), ("", "x"), ("same", "same"), ("abab", "ababab")]
        {
            let rewrite = Rewrite::between(old.as_bytes(), new.as_bytes());
            assert_eq!(rewrite.redo(old.as_bytes()).as_deref(), Some(new.as_bytes()));
            assert_eq!(rewrite.undo(new.as_bytes()).as_deref(), Some(old.as_bytes()));
            assert_eq!(rewrite.undo(b"other"), None);
        }
    }
}
