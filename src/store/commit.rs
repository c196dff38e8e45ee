//! Making, undoing and redoing an edit.

use std::time::SystemTime;

use super::Store;
use super::commit_error::CommitError;
use super::credentials_file::{CredentialsFile, Rehearsed};
use super::file;
use super::history::{HistoryEntry, Rewrite};
use super::logged::log_commit;
use super::messages;
use super::operation::Operation;
use super::transaction::{Applied, Transaction};
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep, diff};
use crate::settings::{ConnectionId, LIST};
use crate::system::craft_process::RunningCraft;

/// What a commit did, for display.
#[derive(Debug, Default)]
pub struct Commit {
    /// What it did, in a few words.
    pub label: String,
    /// The changes. Empty if the edit changed nothing, and nothing was written.
    pub changes: Vec<Change>,
    /// What else to know, each in a few words: what the commit could not handle, what is left to
    /// do.
    pub caveats: Vec<String>,
    /// What was requested and could not be done, each in a few words.
    pub not_done: Vec<String>,
    /// Whether a running Craft changed the credentials itself, and so knows about the change.
    pub through_craft: bool,
}

impl Commit {
    /// Whether credentials changed: a running Craft does not notice that.
    pub fn touches_credentials(&self) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| change.file == FileRef::Credentials)
    }

    /// The connection that the commit added or restored, if any.
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

/// How the text of each file changed.
pub(super) type Rewrites = Vec<(FileRef, Rewrite)>;

impl Store {
    /// Makes an edit and saves it.
    ///
    /// # Errors
    /// Why it was not made. Every file is unchanged, and the settings match the disk.
    pub fn commit(&mut self, edit: &Edit) -> Result<Commit, CommitError> {
        let outcome = self.make(edit);
        log_commit(edit.kind(), outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn make(&mut self, edit: &Edit) -> Result<Commit, CommitError> {
        let is_new_file = self.creates_credentials(edit);
        self.inspect_before_edit();
        let mut done = self.transact(Operation::Edit(edit))?;
        self.schedule_inspection(&mut done, Some(edit));
        let secrets = std::mem::take(&mut done.secrets);
        let undo_label = std::mem::take(&mut done.undo_label);
        let (mut commit, rewrites) = self.adopt(done);
        self.note_new_credentials(is_new_file, &mut commit);
        if !commit.changes.is_empty() {
            let (label, changes) = (commit.label.clone(), commit.changes.clone());
            self.history.push(HistoryEntry {
                label,
                undo_label,
                at: SystemTime::now(),
                changes,
                overtaken: false,
                rewrites,
                secrets,
            });
        }
        Ok(commit)
    }

    /// Undoes the last commit and saves.
    ///
    /// # Errors
    /// As [`Self::commit`]; also when nothing is left to undo.
    pub fn undo(&mut self) -> Result<Commit, CommitError> {
        let outcome = self.undo_last();
        log_commit("undo", outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn undo_last(&mut self) -> Result<Commit, CommitError> {
        self.inspect_before_edit();
        let position = self.history.next_undo().ok_or(CommitError::Nothing("undo"))?;
        let entry = self.history.entries()[position].clone();
        let (commit, rewrites) = self.replay(position, Operation::Undo(&entry))?;
        let inverted = rewrites.into_iter().map(|(file, rewrite)| (file, rewrite.inverse()));
        self.history.rewrite(position, inverted.collect());
        self.history.mark_undone(position);
        Ok(commit)
    }

    /// Redoes the commit undone last and saves.
    ///
    /// # Errors
    /// As [`Self::commit`]; also when nothing was undone.
    pub fn redo(&mut self) -> Result<Commit, CommitError> {
        let outcome = self.redo_last();
        log_commit("redo", outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn redo_last(&mut self) -> Result<Commit, CommitError> {
        self.inspect_before_edit();
        let position = self.history.next_redo().ok_or(CommitError::Nothing("redo"))?;
        let entry = self.history.entries()[position].clone();
        let (commit, rewrites) = self.replay(position, Operation::Redo(&entry))?;
        self.history.rewrite(position, rewrites);
        self.history.mark_redone(position);
        Ok(commit)
    }

    /// The running Craft that would overwrite an edit's change to the credentials. None when the
    /// edit does not change them or no Craft is running.
    pub(crate) fn craft_to_ask_about(&self, edit: &Edit) -> Option<RunningCraft> {
        // The cheapest check first: most edits do not touch credentials.
        let craft = edit.may_change_credentials().then(|| self.running_craft())??;
        let changes = self.preview(edit).is_ok_and(|commit| commit.touches_credentials());
        changes.then_some(craft)
    }

    /// What an edit would do; locks nothing and writes nothing.
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
                caveats.push(messages::OLD_FILE_STAYS.to_owned());
            }
            Rehearsed::Without(why) => not_done.push(messages::key_may_remain(&why)),
        }
        let label = if changes.is_empty() {
            edit.unchanged_label(&self.settings)
        } else {
            edit.label(&self.settings)
        };
        let mut commit = Commit { label, caveats, not_done, changes, through_craft: false };
        self.note_new_credentials(self.creates_credentials(edit), &mut commit);
        Ok(commit)
    }

    /// Whether storing a credential with this edit creates the credentials file.
    fn creates_credentials(&self, edit: &Edit) -> bool {
        self.has_no_credentials() || edit.sets_aside().is_some()
    }

    /// Notes which Craft opens a newly created credentials file, where not every Craft can.
    fn note_new_credentials(&self, is_new: bool, commit: &mut Commit) {
        if is_new && commit.touches_credentials() && self.keys.depend_on_runtime() {
            commit.caveats.push(messages::SERVER_ONLY.to_owned());
        }
    }

    /// Undoes or redoes the commit at an index of the history. If it is refused, another program
    /// has overtaken it, and later undos and redos skip it.
    fn replay(
        &mut self,
        position: usize,
        operation: Operation<'_>,
    ) -> Result<(Commit, Rewrites), CommitError> {
        let outcome = self.transact(operation);
        if matches!(outcome, Err(CommitError::Refused(_))) {
            self.history.mark_overtaken(position);
        }
        let mut done = outcome?;
        self.schedule_inspection(&mut done, None);
        Ok(self.adopt(done))
    }

    /// Runs a transaction, and reads the files again if it fails.
    pub(super) fn transact(&mut self, operation: Operation<'_>) -> Result<Applied, CommitError> {
        self.transact_by(operation, false)
    }

    /// As `transact`, where a running Craft may be the one to change the credentials.
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
            // The edit was based on a view that may be stale; base the next one on the disk.
            self.reload(matches!(outcome, Err(CommitError::Unreadable(_))));
            for root_path in &concerned {
                self.reload_workspace(root_path, false);
            }
            self.reload_credentials(matches!(outcome, Err(CommitError::Credentials(_))));
        }
        outcome
    }

    /// Takes over what a transaction wrote.
    pub(super) fn adopt(&mut self, done: Applied) -> (Commit, Rewrites) {
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
