//! What every command works with: the store, the flags, and the confirmations before a save.

use std::io::{self, IsTerminal};
use std::mem::take;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;

use super::ask::ask;
use super::failure::{CommandResult, Failure, nothing_saved};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{commit_as_json, commit_in_words, print, print_json, warn};
use crate::settings::edit::Edit;
use crate::settings::{Connection, ConnectionId, Settings, Workspace};
use crate::store::{Commit, Store};
use crate::system::signals;

/// What a command works with.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Context {
    pub store: Store,
    pub json: bool,
    pub dry_run: bool,
    pub demo: bool,
    /// Every question is answered with yes.
    pub yes: bool,
    /// What to know about the edit besides its own caveats.
    pub notes: Vec<String>,
}

/// The connection that a command is about.
pub(super) struct NamedConnection {
    pub id: ConnectionId,
    pub position: usize,
    pub connection: Arc<Connection>,
}

impl Context {
    /// The same, requiring a config.json: without one there is nothing to check.
    pub(super) fn ready_to_check(self) -> Result<Self, Failure> {
        match self.store.missing() {
            Some(missing) => Err(Failure::Refused(messages::config_missing(&missing))),
            None => self.ready(),
        }
    }

    /// Warns when there is no config.json: nothing is listed then, which may not be intended.
    pub(super) fn warn_if_missing(&self) {
        if let Some(missing) = self.store.missing() {
            warn(&missing);
        }
    }

    /// Reads everything; refuses when config.json cannot be used.
    pub(super) fn ready(self) -> Result<Self, Failure> {
        let ready = self.ready_for_new()?;
        ready.warn_if_missing();
        Ok(ready)
    }

    /// The same for a connection that is not saved: it needs no file, so a missing one is fine.
    pub(super) fn ready_for_new(mut self) -> Result<Self, Failure> {
        if let Some(why) = self.store.unreadable() {
            return Err(Failure::Refused(messages::config_unreadable(&why.to_string())));
        }
        self.store.read_all();
        Ok(self)
    }

    pub(super) const fn settings(&self) -> &Settings {
        self.store.settings()
    }

    /// The connection with this slug.
    pub(super) fn connection(&self, slug: &str) -> Result<NamedConnection, Failure> {
        let settings = self.settings();
        let found = settings.find(slug).and_then(|id| {
            let position = settings.position(&id)?;
            let connection = settings.connections()[position].clone();
            Some(NamedConnection { id, position, connection })
        });
        found.ok_or_else(|| {
            let slugs = settings.connections().iter().map(|c| c.slug());
            Failure::Refused(messages::unknown_connection(slug, slugs))
        })
    }

    /// The workspace with this name, id or folder.
    pub(super) fn workspace(&self, called: &str) -> Result<&Workspace, Failure> {
        let all = self.settings().workspaces();
        let fits = |w: &&Workspace| w.is_called(called);
        let mut fitting = all.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Failure::Refused(messages::ambiguous_workspace(called))),
            (None, _) => {
                let names: Vec<_> = all.iter().map(Workspace::name).collect();
                let names = names.iter().map(AsRef::as_ref);
                Err(Failure::Refused(messages::unknown_workspace(called, names)))
            }
        }
    }

    /// Makes or previews an edit.
    pub(super) fn commit(&mut self, edit: &Edit) -> Result<Commit, Failure> {
        if self.dry_run {
            return Ok(self.store.preview(edit)?);
        }
        self.agree_to_new_folder()?;
        let craft = self.store.craft_to_ask_about(edit).filter(|_| !self.demo);
        let mut commit = if let Some(craft) = craft {
            self.commit_while_craft_runs(edit, &craft)?
        } else {
            let _whole = signals::uninterrupted();
            self.store.commit(edit)?
        };
        let _whole = signals::uninterrupted();
        commit.caveats.extend(self.store.wait_for_inspections());
        self.store.sweep();
        Ok(commit)
    }

    /// Asks before creating a folder: it may be mistyped.
    pub(super) fn agree_to_new_folder(&self) -> Result<(), Failure> {
        let Some(folder) = self.store.paths().folder_to_create() else {
            return Ok(());
        };
        let question = messages::ask_to_create(folder);
        if self.confirm(&question, &[])? { Ok(()) } else { Err(nothing_saved()) }
    }

    /// Makes or previews an edit, and prints the result.
    pub(super) fn make(&mut self, edit: &Edit) -> CommandResult {
        let commit = self.commit(edit)?;
        self.made(commit)
    }

    /// Prints what an edit did.
    pub(super) fn made(&mut self, mut commit: Commit) -> CommandResult {
        commit.caveats.splice(0..0, take(&mut self.notes));
        self.add_restart_note(&mut commit);
        self.print_commit(&commit_in_words(&commit, self.dry_run), &commit)
    }

    /// Notes that a running Craft does not see changed credentials until it restarts.
    pub(super) fn add_restart_note(&self, commit: &mut Commit) {
        let needs_restart = commit.touches_credentials() && !commit.through_craft;
        if needs_restart && !self.dry_run && !self.demo {
            commit.caveats.push(match self.store.running_craft() {
                Some(craft) => messages::restart_craft(craft.pid),
                None => messages::RESTART_CRAFT_IF_RUNNING.to_owned(),
            });
        }
    }

    /// The same for the outcome of a save; without an edit, prints why nothing changes.
    pub(super) fn make_if_any(
        &mut self,
        edit: Option<&Edit>,
        unchanged: impl FnOnce() -> String,
    ) -> CommandResult {
        if let Some(edit) = edit {
            return self.make(edit);
        }
        let commit =
            Commit { label: unchanged(), caveats: take(&mut self.notes), ..Commit::default() };
        self.print_commit(&commit_in_words(&commit, self.dry_run), &commit)
    }

    /// Prints what was done: a text for people, or the commit for programs. Exit code 1 if part of
    /// it could not be done.
    pub(super) fn print_commit(&self, text: &str, commit: &Commit) -> CommandResult {
        self.print_commit_with(Output::Commit, [], text, commit)
    }

    /// The same as an output that has more keys than a commit.
    pub(super) fn print_commit_with(
        &self,
        output: Output,
        more: impl IntoIterator<Item = (&'static str, Value)>,
        text: &str,
        commit: &Commit,
    ) -> CommandResult {
        let printed = if self.json {
            let mut value = commit_as_json(commit, self.dry_run);
            for (key, more) in more {
                value[key] = more;
            }
            print_json(output, &value)
        } else {
            print(text)
        };
        printed.map_err(Failure::NotPrinted)?;
        for not_done in &commit.not_done {
            warn(&messages::not_done(not_done));
        }
        Ok(ExitCode::from(u8::from(!commit.not_done.is_empty())))
    }

    /// Whether a question would be asked rather than answered by a flag.
    pub(super) fn can_prompt(&self) -> bool {
        !self.yes && !self.dry_run && io::stdin().is_terminal()
    }

    /// Asks before something that cannot be undone; refuses without a terminal to ask on.
    pub(super) fn confirm(&self, question: &str, lines: &[String]) -> Result<bool, Failure> {
        if self.yes || self.dry_run {
            return Ok(true);
        }
        match ask(question, lines)? {
            Some(agreed) => Ok(agreed),
            None => Err(Failure::Refused(format!("{question} {}", messages::ADD_YES))),
        }
    }

    /// Asks before saving something questionable, if `lines` describe any; `refused` and
    /// `unanswered` say why nothing is saved.
    pub(super) fn agree_to_save(
        &self,
        question: &str,
        lines: &[String],
        refused: &str,
        unanswered: impl Fn(&[String]) -> String,
    ) -> Result<(), Failure> {
        if lines.is_empty() || self.yes || self.dry_run {
            return Ok(());
        }
        match ask(question, lines)? {
            Some(true) => Ok(()),
            Some(false) => Err(Failure::Refused(refused.to_owned())),
            // The failure must list what the question would have listed.
            None => Err(Failure::Refused(unanswered(lines))),
        }
    }
}
