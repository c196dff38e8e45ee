//! A commit where a running Craft changes the credentials itself, since it has them in memory: save
//! the files first, have Craft do the rest, then pick up its result.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::Store;
use super::commit::{Commit, Rewrites};
use super::commit_error::CommitError;
use super::file;
use super::history::HistoryEntry;
use super::logged::log_commit;
use super::messages;
use super::operation::Operation;
use super::secret_rewrite::SecretRewrite;
use super::transaction::Applied;
use crate::settings::craft::server::{ServerCall, differs_after_setup};
use crate::settings::credential::CredentialKind;
use crate::settings::credential::login::CLAUDE_LOGIN;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{FileRef, diff};
use crate::settings::{Connection, ConnectionId};
use crate::vault::Contents;

/// What to commit.
#[derive(Clone, Copy)]
pub enum CommitStep<'a> {
    Edit(&'a Edit),
    Undo,
    Redo,
}

/// A commit's place in the history.
#[derive(Clone, Copy)]
enum HistoryPosition {
    New,
    Undone(usize),
    Redone(usize),
}

/// A commit that waits for Craft: its files are saved, its credentials are not.
pub struct PendingCommit {
    /// What Craft must do.
    pub calls: Vec<ServerCall>,
    commit: Commit,
    entry: HistoryEntry,
    position: HistoryPosition,
    /// The intended records of the connections that Craft sets up.
    records: Vec<(ConnectionId, Value)>,
}

impl Store {
    /// Saves a commit's file changes, and hands over its credential changes. Finish it with
    /// [`Self::finish_through_craft`], or revert it with [`Self::revert_through_craft`].
    ///
    /// # Errors
    /// As [`Self::commit`]; also when Craft has no call for it. Then nothing was saved.
    pub(crate) fn begin_through_craft(
        &mut self,
        step: CommitStep<'_>,
    ) -> Result<PendingCommit, CommitError> {
        self.inspect_before_edit();
        let (position, entry) = match step {
            CommitStep::Edit(_) => (HistoryPosition::New, None),
            CommitStep::Undo => {
                let position = self.history.next_undo().ok_or(CommitError::Nothing("undo"))?;
                (HistoryPosition::Undone(position), Some(self.history.entries()[position].clone()))
            }
            CommitStep::Redo => {
                let position = self.history.next_redo().ok_or(CommitError::Nothing("redo"))?;
                (HistoryPosition::Redone(position), Some(self.history.entries()[position].clone()))
            }
        };
        let operation = match (step, &entry) {
            (CommitStep::Edit(edit), _) => Operation::Edit(edit),
            (CommitStep::Redo, Some(entry)) => Operation::Redo(entry),
            (_, Some(entry)) => Operation::Undo(entry),
            (_, None) => return Err(CommitError::Nothing("undo")),
        };
        if operation.sets_aside().is_some() {
            let why = "A running Craft can't load a new credentials.enc.".to_owned();
            return Err(CommitError::NotThroughCraft(why));
        }
        let mut done = self.transact_by(operation, true)?;
        // What Craft writes about a connection it sets up is not a restored old state: check the
        // record once Craft is done.
        if done.calls.is_empty() {
            let edit = if let CommitStep::Edit(edit) = step { Some(edit) } else { None };
            self.schedule_inspection(&mut done, edit);
        }
        Ok(self.pending_commit(done, position))
    }

    fn pending_commit(&mut self, mut done: Applied, position: HistoryPosition) -> PendingCommit {
        let secrets = std::mem::take(&mut done.secrets);
        let calls = std::mem::take(&mut done.calls);
        let undo_label = std::mem::take(&mut done.undo_label);
        let (commit, rewrites) = self.adopt(done);
        let ids = calls.iter().map(|call| ConnectionId::first(call.slug()));
        let record = |id: ConnectionId| {
            let connection = self.settings.connection(&id)?;
            Some((id, connection.value().clone()))
        };
        let records = ids.filter_map(record).collect();
        let entry = HistoryEntry {
            label: commit.label.clone(),
            undo_label,
            at: SystemTime::now(),
            changes: commit.changes.clone(),
            overtaken: false,
            rewrites,
            secrets,
        };
        PendingCommit { calls, commit, entry, position, records }
    }

    /// Picks up Craft's result: its file must hold it, and a record that Craft changed on the way
    /// is written as intended.
    ///
    /// # Errors
    /// When the file does not hold it.
    pub(crate) fn finish_through_craft(
        &mut self,
        pending: PendingCommit,
    ) -> Result<Commit, CommitError> {
        let outcome = self.finish_made(pending);
        log_commit("through-craft", outcome.as_ref().map(|commit| &commit.changes[..]));
        outcome
    }

    fn finish_made(&mut self, pending: PendingCommit) -> Result<Commit, CommitError> {
        let PendingCommit { mut commit, mut entry, position, records, .. } = pending;
        let vault = self.settled_vault();
        let contents = match &vault {
            Ok(Some(vault)) => vault.contents.clone(),
            Ok(None) => Contents::new(0),
            Err(_) => return Err(not_in_file()),
        };
        let made = entry.secrets.iter().map(|rewrite| rewrite.made_by_another(&contents));
        let made: Option<Vec<SecretRewrite>> = made.collect();
        entry.secrets = made.ok_or_else(not_in_file)?;
        let known = self.assess(vault);
        self.settings.set_credentials(known.into());
        commit.caveats.extend(self.write_records_back(records));
        commit.through_craft = true;
        self.record(position, entry);
        Ok(commit)
    }

    /// Records a commit in the history.
    fn record(&mut self, position: HistoryPosition, entry: HistoryEntry) {
        let inverse = |secrets: &[SecretRewrite]| -> Vec<SecretRewrite> {
            secrets.iter().rev().map(SecretRewrite::inverse).collect()
        };
        let inverted = |rewrites: Rewrites| -> Rewrites {
            rewrites.into_iter().map(|(file, rewrite)| (file, rewrite.inverse())).collect()
        };
        match position {
            HistoryPosition::New if entry.changes.is_empty() => {}
            HistoryPosition::New => self.history.push(entry),
            HistoryPosition::Undone(position) => {
                self.history.set_secrets(position, inverse(&entry.secrets));
                self.history.rewrite(position, inverted(entry.rewrites));
                self.history.mark_undone(position);
            }
            HistoryPosition::Redone(position) => {
                self.history.set_secrets(position, entry.secrets);
                self.history.rewrite(position, entry.rewrites);
                self.history.mark_redone(position);
            }
        }
    }

    /// Rewrites records that Craft changed while it set them up. Returns caveats, each in a few
    /// words.
    fn write_records_back(&mut self, records: Vec<(ConnectionId, Value)>) -> Vec<String> {
        if let Ok((content, settings)) = file::load_config(&self.paths.config()) {
            self.take_config(content, settings);
        }
        let mut notes = Vec::new();
        for (id, record) in records {
            let Some(found) = self.settings.connection(&id).cloned() else { continue };
            if !differs_after_setup(&record, found.value()) {
                continue;
            }
            let Some(position) = self.settings.position(&id) else { continue };
            let mut repaired = self.settings.clone();
            repaired.connections_mut()[position] = Arc::new(Connection::new(record));
            let changes = diff(&self.settings, &repaired);
            let edit = Edit::Restore { label: String::new(), changes };
            let name = found.display_name().into_owned();
            match self.transact(Operation::Edit(&edit)) {
                Ok(done) => {
                    self.adopt(done);
                    notes.push(messages::record_written_back(&name));
                }
                Err(why) => notes.push(format!("Craft changed fields of “{name}”: {why}")),
            }
        }
        notes
    }

    /// Reads a login that Craft has made and stored itself, for the connection with a slug: both
    /// files must hold it. What Craft dropped from the connection is written back. Returns notes.
    ///
    /// # Errors
    /// When a file does not hold it.
    pub(crate) fn read_login_by_craft(
        &mut self,
        slug: &str,
        before: Option<Value>,
    ) -> Result<Vec<String>, CommitError> {
        let vault = self.settled_vault();
        let holds = |key: &str| matches!(&vault, Ok(Some(v)) if v.contents.entry(key).is_some());
        let is_stored = holds(CLAUDE_LOGIN) && holds(&CredentialKind::OAuth.key_of(slug));
        let known = self.assess(vault);
        self.settings.set_credentials(known.into());
        let id = ConnectionId::first(slug);
        let records = before.into_iter().map(|record| (id.clone(), record)).collect();
        let notes = self.write_records_back(records);
        let has_connection = self.settings.connection(&id).is_some();
        log::info!(slug, is_stored, has_connection; "login-through-craft");
        if !is_stored {
            return Err(not_in_file());
        }
        if !has_connection {
            let why =
                format!("Craft reported that it set up {slug}, but it is not in config.json.");
            return Err(CommitError::NotThroughCraft(why));
        }
        Ok(notes)
    }

    /// Reverts what was saved of a commit that Craft did not finish.
    ///
    /// # Errors
    /// Why it could not be reverted.
    pub(crate) fn revert_through_craft(
        &mut self,
        pending: PendingCommit,
    ) -> Result<(), CommitError> {
        self.reload_credentials(true);
        let mut entry = pending.entry;
        entry.secrets.clear();
        entry.changes.retain(|change| change.file != FileRef::Credentials);
        if entry.changes.is_empty() {
            return Ok(());
        }
        let done = self.transact(Operation::Undo(&entry))?;
        self.adopt(done);
        Ok(())
    }
}

fn not_in_file() -> CommitError {
    CommitError::NotThroughCraft(
        "Craft reported that it stored it, but it is not in credentials.enc.".to_owned(),
    )
}
