//! Making an edit, taking it back and making it again.

use std::time::SystemTime;

use super::Store;
use super::commit_error::CommitError;
use super::credentials_file::{CredentialsFile, Rehearsed, key_may_remain};
use super::file;
use super::history::{HistoryEntry, Rewrite};
use super::logged::log_commit;
use super::operation::Operation;
use super::transaction::{Applied, Transaction};
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep, diff};
use crate::settings::{ConnectionId, LIST};
use crate::system::craft_process::RunningCraft;

/// What a commit did, for a person to read.
#[derive(Debug)]
pub struct Commit {
    /// What it did, in a few words.
    pub label: String,
    /// What it changed. Empty: everything was so already, and nothing was written.
    pub changes: Vec<Change>,
    /// What is to be known of it besides, each in a few words: what it could not see to, what is
    /// still to be done.
    pub caveats: Vec<String>,
    /// What was asked for and could not be done, each in a few words.
    pub not_done: Vec<String>,
    /// Whether a running Craft has changed the credentials itself, and so knows of it.
    pub through_craft: bool,
}

impl Commit {
    /// Whether credentials are others now: a running Craft does not see that.
    pub fn touches_credentials(&self) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| change.file == FileRef::Credentials)
    }

    /// The connection that it added or brought back, where there is one.
    pub fn added(&self) -> Option<ConnectionId> {
        self.changes.iter().find_map(|change| match (&change.path[..], &change.before) {
            ([PathStep::Key(list), PathStep::Item { slug: Some(slug), .. }], None)
                if list == LIST =>
            {
                Some(ConnectionId::first(slug))
            }
            _ => None,
        })
    }
}

/// That a new `credentials.enc` is the server's, on a machine without an id.
const OF_SERVER_ALONE: &str = "this machine has no machine id, so only Craft's server can open the new credentials.enc; the \
    desktop app would delete it";

/// How the text of each file changed.
pub(super) type Rewrites = Vec<(FileRef, Rewrite)>;

impl Store {
    /// Makes an edit and saves it.
    ///
    /// # Errors
    /// Why not. Every file is as it was, and the settings are what the disk says now.
    pub fn commit(&mut self, edit: &Edit) -> Result<Commit, CommitError> {
        let outcome = self.make(edit);
        log_commit(edit.kind(), outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn make(&mut self, edit: &Edit) -> Result<Commit, CommitError> {
        let is_new_file = self.creates_credentials(edit);
        self.put_right();
        let mut done = self.transact(Operation::Edit(edit))?;
        self.inspect_later(&mut done, Some(edit));
        let secrets = std::mem::take(&mut done.secrets);
        let action = std::mem::take(&mut done.action);
        let result_of_undo = std::mem::take(&mut done.result_of_undo);
        let (mut commit, rewrites) = self.settle(done);
        self.note_new_credentials(is_new_file, &mut commit);
        if !commit.changes.is_empty() {
            let (label, changes) = (commit.label.clone(), commit.changes.clone());
            self.history.push(HistoryEntry {
                label,
                action,
                result_of_undo,
                at: SystemTime::now(),
                changes,
                overtaken: false,
                rewrites,
                secrets,
            });
        }
        Ok(commit)
    }

    /// Takes the last commit back and saves that.
    ///
    /// # Errors
    /// As [`Self::commit`]; also when nothing is left to undo.
    pub fn undo(&mut self) -> Result<Commit, CommitError> {
        let outcome = self.take_last_back();
        log_commit("undo", outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn take_last_back(&mut self) -> Result<Commit, CommitError> {
        self.put_right();
        let place = self.history.next_undo().ok_or(CommitError::Nothing("undo"))?;
        let entry = self.history.entries()[place].clone();
        let (commit, rewrites) = self.replay(place, Operation::Undo(&entry))?;
        let inverted = rewrites.into_iter().map(|(file, rewrite)| (file, rewrite.inverse()));
        self.history.rewrite(place, inverted.collect());
        self.history.undone(place);
        Ok(commit)
    }

    /// Makes the commit again that was last undone, and saves that.
    ///
    /// # Errors
    /// As [`Self::commit`]; also when nothing was undone.
    pub fn redo(&mut self) -> Result<Commit, CommitError> {
        let outcome = self.make_last_again();
        log_commit("redo", outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn make_last_again(&mut self) -> Result<Commit, CommitError> {
        self.put_right();
        let place = self.history.next_redo().ok_or(CommitError::Nothing("redo"))?;
        let entry = self.history.entries()[place].clone();
        let (commit, rewrites) = self.replay(place, Operation::Redo(&entry))?;
        self.history.rewrite(place, rewrites);
        self.history.redone(place);
        Ok(commit)
    }

    /// The running Craft that would write over what an edit does to the credentials; none where the
    /// edit does nothing to them, or no Craft is seen.
    pub fn craft_beside(&self, edit: &Edit) -> Option<RunningCraft> {
        // The cheapest first: most edits have nothing to do with credentials.
        let craft = edit.may_change_credentials().then(|| self.running_craft())??;
        let changes = self.preview(edit).is_ok_and(|commit| commit.touches_credentials());
        changes.then_some(craft)
    }

    /// What an edit would do, with nothing locked and nothing written.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn preview(&self, edit: &Edit) -> Result<Commit, CommitError> {
        if self.unreadable.is_some() {
            file::load_config(&self.paths.config())?;
        }
        let after = edit.apply(&self.settings)?;
        let mut changes = diff(&self.settings, &after);
        let credentials = self.paths.credentials();
        let secrets = CredentialsFile {
            path: credentials.as_deref(),
            keys: &self.keys,
            known: self.settings.credentials(),
            broken_since: self.broken_vault,
            now: SystemTime::now(),
        };
        let (of_credentials, rehearsed) = secrets.rehearse(edit, &after)?;
        changes.extend(of_credentials);
        let (mut caveats, mut not_done) = (edit.caveats(&self.settings), Vec::new());
        match rehearsed {
            Rehearsed::Whole => {}
            Rehearsed::SetsAside => {
                caveats.push("the old file is kept beside the new one".to_owned());
            }
            Rehearsed::Without(why) => not_done.push(key_may_remain(&why)),
        }
        let label = edit.label(&self.settings);
        let mut commit = Commit { label, caveats, not_done, changes, through_craft: false };
        self.note_new_credentials(self.creates_credentials(edit), &mut commit);
        Ok(commit)
    }

    /// Whether an edit that stores a credential makes the file of them.
    fn creates_credentials(&self, edit: &Edit) -> bool {
        self.has_no_credentials() || edit.sets_aside().is_some()
    }

    /// Notes which Craft opens a file of credentials that was just made, where not every one does.
    fn note_new_credentials(&self, is_new: bool, commit: &mut Commit) {
        if is_new && commit.touches_credentials() && self.keys.depend_on_runtime() {
            commit.caveats.push(OF_SERVER_ALONE.to_owned());
        }
    }

    /// Undoes or redoes the commit at a place of the history. One that is refused was overtaken by
    /// another program, and is passed by from then on.
    fn replay(
        &mut self,
        place: usize,
        operation: Operation<'_>,
    ) -> Result<(Commit, Rewrites), CommitError> {
        let outcome = self.transact(operation);
        if matches!(outcome, Err(CommitError::Refused(_))) {
            self.history.overtaken(place);
        }
        let mut done = outcome?;
        self.inspect_later(&mut done, None);
        Ok(self.settle(done))
    }

    /// Runs a transaction, and reads the files again where it fails.
    pub(super) fn transact(&mut self, operation: Operation<'_>) -> Result<Applied, CommitError> {
        self.transact_by(operation, false)
    }

    /// The same, where a running Craft may be the one to change the credentials.
    pub(super) fn transact_by(
        &mut self,
        operation: Operation<'_>,
        through_craft: bool,
    ) -> Result<Applied, CommitError> {
        let craft_runs = self.craft_holds_lock();
        let mut transaction = Transaction {
            paths: &self.paths,
            credentials: self.paths.credentials(),
            keys: &self.keys,
            known: (&self.config, &self.settings),
            broken_vault: self.broken_vault,
            backed_up: &mut self.backed_up,
            now: SystemTime::now(),
            shared: self.shared || craft_runs,
            craft_runs,
            through_craft,
        };
        let outcome = transaction.run(operation);
        self.shared |= transaction.shared;
        let listed = self.settings.workspaces().iter();
        let touched = operation.workspaces();
        let concerned = listed.filter(|w| outcome.is_err() && touched.contains(&w.root_path));
        let concerned: Vec<String> = concerned.map(|w| w.root_path.clone()).collect();
        if outcome.is_err() {
            // The edit was made on a view that may be old: the next one is made on what the disk
            // says.
            self.reload(matches!(outcome, Err(CommitError::Unreadable(_))));
            for root_path in &concerned {
                self.reload_workspace(root_path, false);
            }
            self.reload_credentials(matches!(outcome, Err(CommitError::Credentials(_))));
        }
        outcome
    }

    /// Takes over what a transaction has written.
    pub(super) fn settle(&mut self, done: Applied) -> (Commit, Rewrites) {
        self.settings = done.settings;
        self.config = done.config;
        self.good_at = SystemTime::now();
        self.unreadable = None;
        (
            Commit {
                label: done.label,
                changes: done.changes,
                caveats: done.caveats,
                not_done: done.not_done,
                through_craft: false,
            },
            done.rewrites,
        )
    }
}
