//! The in-memory store that saves to disk: loading, lossless documents, transactions over
//! config.json and the workspaces' files, undo and redo, watching for other programs' changes.
//!
//! It knows nothing of screens. What an edit means is asked of `settings`; how a file is replaced,
//! of `disk`.

pub mod document;
pub mod file;
mod good_copy;
mod headless;
pub mod history;
mod lock_wait;
mod overwritten;
mod probe_requests;
pub mod second_read;
mod secrets;
mod sessions;
mod spans;
mod style;
pub mod survey;
pub mod transaction;
mod transaction_file;
mod watch;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

pub use crate::system::paths::Paths;
use file::{Content, Unreadable};
pub use good_copy::GoodCopy;
pub use headless::{Backup, Opened, RestoreError};
use history::{History, HistoryEntry};
use overwritten::Inspected;
pub use transaction::CommitError;
use transaction::{Done, Operation, Transaction};

use crate::disk;
use crate::settings::credential::Credentials;
use crate::settings::credential::environment::Environment;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::workspace::object::DEFAULTS;
use crate::settings::workspace::performance::Rtk;
use crate::settings::workspace::session::Sessions;
use crate::settings::{ConnectionId, LIST, Settings, WorkspaceFile};
use crate::system::craft_lock::live_craft;
use crate::system::craft_process;
use crate::system::craft_process::RunningCraft;
use crate::vault::{self, Keys, Machine, Unusable, Vault};

/// The settings, and the files they are saved to.
pub struct Store {
    paths: Paths,
    settings: Settings,
    config: Content,
    unreadable: Option<Unreadable>,
    /// When config.json was last known to be what the settings are of.
    good_at: SystemTime,
    keys: Keys,
    history: History,
    backed_up: HashSet<PathBuf>,
    /// The stamp of a file of credentials that cannot be used, and when it was first read.
    broken_vault: Option<(u64, Instant)>,
    /// Whether another program was seen to write these files.
    shared: bool,
    /// What was saved a moment ago.
    inspected: Vec<Inspected>,
    next_inspection: Instant,
    /// What is to be reported of that.
    reports: Vec<String>,
}

/// What a commit did, as a person is told.
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
}

/// A moment in milliseconds since the epoch.
pub fn milliseconds(moment: SystemTime) -> u64 {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or_default()
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

/// What a look at the disk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// Nothing new.
    Same,
    /// Another program changed the file, and the settings are the new ones.
    Changed,
    /// The file cannot be used now, and the settings are the ones before. It may be half written:
    /// of config.json, only where that was settled does the store say so ([`Store::unreadable`]).
    Unreadable,
}

/// A new edit, or a commit of the history by its place.
#[derive(Clone, Copy)]
enum HistoryMove<'a> {
    New(&'a Edit),
    Undo(usize),
    Redo(usize),
    /// The same changes once more, on what another program has written over them.
    Again(&'a HistoryEntry),
}

/// What a look at config.json found.
enum Reread {
    Same,
    New,
}

impl Store {
    /// Reads config.json. A file that cannot be used is no error here: the store says so
    /// ([`Self::unreadable`]) and refuses to write over it.
    pub fn open(paths: Paths) -> Self {
        Self::open_with(paths, Keys::of(Machine::This))
    }

    /// The same, with the keys of another machine's credentials.
    pub fn open_with(paths: Paths, keys: Keys) -> Self {
        let mut store = Self {
            paths,
            keys,
            settings: Settings::empty(),
            config: Content::Missing,
            unreadable: None,
            good_at: SystemTime::now(),
            history: History::default(),
            backed_up: HashSet::new(),
            broken_vault: None,
            shared: false,
            inspected: Vec::new(),
            next_inspection: Instant::now(),
            reports: Vec::new(),
        };
        store.unreadable = store.load().err();
        store
    }

    /// Where things are.
    pub const fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The keys of the credentials.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What the files say.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Why config.json cannot be used; none when it can.
    pub const fn unreadable(&self) -> Option<&Unreadable> {
        self.unreadable.as_ref()
    }

    /// Whether there is no config.json yet.
    pub fn is_missing(&self) -> bool {
        self.config == Content::Missing && self.unreadable.is_none()
    }

    /// That there is no config.json, in a sentence that names the path; none where there is one. A
    /// mistyped folder, another home or a disk that is not mounted looks like a new installation.
    pub fn missing(&self) -> Option<String> {
        let folder = &self.paths.config_dir;
        self.is_missing().then(|| {
            if folder.is_dir() {
                format!("{} not found.", self.paths.config().display())
            } else {
                format!("The folder {} was not found.", folder.display())
            }
        })
    }

    /// The folder that the first save would create, where it is not Craft's usual one: whoever
    /// named it may have mistyped it.
    pub fn folder_to_create(&self) -> Option<&Path> {
        let folder = self.paths.config_dir.as_path();
        (!self.paths.is_default() && !folder.exists()).then_some(folder)
    }

    /// The commits of this run.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// Makes an edit and saves it.
    ///
    /// # Errors
    /// Why not. Every file is as it was, and the settings are what the disk says now.
    pub fn commit(&mut self, edit: &Edit) -> Result<Commit, CommitError> {
        let begins_file = self.creates_credentials(edit);
        self.put_right();
        let mut done = self.transact(HistoryMove::New(edit))?;
        self.inspect_later(&mut done, Some(edit));
        let secrets = std::mem::take(&mut done.secrets);
        let action = std::mem::take(&mut done.action);
        let (mut commit, rewrites) = self.settle(done);
        self.note_new_credentials(begins_file, &mut commit);
        if !commit.changes.is_empty() {
            let (label, changes) = (commit.label.clone(), commit.changes.clone());
            self.history.push(HistoryEntry {
                label,
                action,
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
        self.put_right();
        let place = self.history.next_undo().ok_or(CommitError::Nothing("undo"))?;
        let mut done = self.transact(HistoryMove::Undo(place))?;
        self.inspect_later(&mut done, None);
        let (commit, rewrites) = self.settle(done);
        let turned =
            rewrites.into_iter().map(|(file, rewrite)| (file, rewrite.inverse())).collect();
        self.history.rewrite(place, turned);
        self.history.undone(place);
        Ok(commit)
    }

    /// Makes the commit again that was last undone, and saves that.
    ///
    /// # Errors
    /// As [`Self::commit`]; also when nothing was undone.
    pub fn redo(&mut self) -> Result<Commit, CommitError> {
        self.put_right();
        let place = self.history.next_redo().ok_or(CommitError::Nothing("redo"))?;
        let mut done = self.transact(HistoryMove::Redo(place))?;
        self.inspect_later(&mut done, None);
        let (commit, rewrites) = self.settle(done);
        self.history.rewrite(place, rewrites);
        self.history.redone(place);
        Ok(commit)
    }

    /// Wipes every secret that is still known. What was done can no longer be undone.
    pub fn wipe(&mut self) {
        self.history = History::default();
        self.inspected.clear();
        self.keys.wipe();
    }

    /// Looks whether another program changed config.json. What cannot be read though it could be
    /// before is in doubt, unless that is `settled`.
    pub fn reload(&mut self, settled: bool) -> Reload {
        // Between its going and its coming back another program may only be putting a new one in
        // its place.
        let is_gone = || matches!(self.paths.config().try_exists(), Ok(false));
        if !settled && self.config != Content::Missing && self.unreadable.is_none() && is_gone() {
            return Reload::Unreadable;
        }
        let was_unreadable = self.unreadable.take().map(|why| why.to_string());
        match self.load() {
            Ok(Reread::Same) if was_unreadable.is_none() => Reload::Same,
            Ok(_) => Reload::Changed,
            Err(why) => {
                let same = was_unreadable == Some(why.to_string());
                if settled || was_unreadable.is_some() {
                    self.unreadable = Some(why);
                }
                if same { Reload::Same } else { Reload::Unreadable }
            }
        }
    }

    /// Takes up what the workspaces' own files, known by their root paths, said when they were
    /// first read. A file that was read since stays as it was read then.
    pub fn take_workspaces(&mut self, files: Vec<(String, WorkspaceFile)>) {
        for (root, file) in files {
            let found = self.settings.workspace(&root);
            if found.is_some_and(|w| matches!(w.file, WorkspaceFile::Unread)) {
                self.settings.set_workspace_file(&root, &file);
            }
        }
    }

    /// Looks whether another program changed the own file of a workspace, known by its root path.
    /// As with [`Self::reload`], what could be read before and cannot now is in doubt, unless that
    /// is `settled`; a settled one is a change like any other.
    pub fn reload_workspace(&mut self, root_path: &str, settled: bool) -> Reload {
        let Some(workspace) = self.settings.workspace(root_path) else {
            return Reload::Same;
        };
        let path = self.paths.workspace_config(root_path);
        let now = file::read_workspace_once(&path, disk::read(&path)).found();
        match (&workspace.file, &now) {
            (before, now) if before == now => Reload::Same,
            (WorkspaceFile::Read(_), WorkspaceFile::Unusable(_)) if !settled => Reload::Unreadable,
            _ => {
                self.settings.set_workspace_file(root_path, &now);
                Reload::Changed
            }
        }
    }

    /// Looks whether another program changed the credentials, and what the environment has. As with
    /// [`Self::reload`], what cannot be used now is in doubt, unless that is `settled`.
    pub fn reload_credentials(&mut self, settled: bool) -> Reload {
        self.settings.set_environment(Arc::new(self.found_in_environment()));
        let vault = self.vault();
        let now = self.known_of(vault);
        // Between its going and its coming back another program may only be putting a new one in
        // its place.
        let gone = |before: &Credentials| {
            matches!(before, Credentials::Known(all) if !all.is_empty())
                && self.has_no_credentials()
        };
        match (self.settings.credentials(), &now) {
            (before, now) if before == now => Reload::Same,
            (before, _) if !settled && gone(before) => Reload::Unreadable,
            (Credentials::Known(_) | Credentials::Unread, Credentials::Unusable { .. })
                if !settled =>
            {
                Reload::Unreadable
            }
            (before, _) => {
                self.shared |= matches!(before, Credentials::Known(_));
                self.settings.set_credentials(Arc::new(now));
                Reload::Changed
            }
        }
    }

    /// The running Craft that keeps these credentials in its memory; none where none is seen.
    pub fn running_craft(&self) -> Option<RunningCraft> {
        craft_process::running(&self.paths.config_dir, self.paths.home.as_deref())
    }

    /// The running Craft that would write over what an edit does to the credentials; none where the
    /// edit does nothing to them, or no Craft is seen.
    pub fn craft_beside(&self, edit: &Edit) -> Option<RunningCraft> {
        // The cheapest first: most edits have nothing to do with credentials.
        let craft = edit.may_change_credentials().then(|| self.running_craft())??;
        let changes = self.preview(edit).is_ok_and(|commit| commit.touches_credentials());
        changes.then_some(craft)
    }

    /// Whether a Craft that works on the same files is running, by the lock that it holds.
    fn craft_holds_lock(&self) -> bool {
        live_craft(&self.paths.config_dir, self.paths.home.as_deref()).is_some()
    }

    fn found_in_environment(&self) -> Environment {
        let of_this_process = self.keys.are_of_this_machine();
        super::system::environment::inspect(self.paths.home.as_deref(), of_this_process)
    }

    /// Whether there is no file of credentials.
    pub fn has_no_credentials(&self) -> bool {
        let file = self.paths.credentials();
        file.is_some_and(|file| matches!(file.try_exists(), Ok(false)))
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

    /// The credentials as one read finds them.
    fn vault(&self) -> Result<Option<Vault>, Unusable> {
        match self.paths.credentials() {
            Some(path) => vault::read(&path, &self.keys),
            None => Err(Unusable::NoHome),
        }
    }

    /// The credentials after a second look at a half-written file.
    fn settled_vault(&self) -> Result<Option<Vault>, Unusable> {
        match self.paths.credentials() {
            Some(path) => secrets::read(|| disk::read(&path), &self.keys).1,
            None => Err(Unusable::NoHome),
        }
    }

    /// What may be known of the credentials that were read. When a broken file was first seen is
    /// kept in mind: only one that stays the same is ever given up.
    fn known_of(&mut self, vault: Result<Option<Vault>, Unusable>) -> Credentials {
        match vault {
            Ok(vault) => {
                self.broken_vault = None;
                let facts = vault.map(|vault| vault.contents.facts());
                Credentials::Known(facts.unwrap_or_default())
            }
            Err(why) => {
                let replaceable = why.replaceable();
                let seen = self.broken_vault.filter(|(seen, _)| Some(*seen) == replaceable);
                self.broken_vault = seen.or(replaceable.map(|stamp| (stamp, Instant::now())));
                Credentials::Unusable { replaceable, why: why.to_string() }
            }
        }
    }

    /// Takes up which `rtk` there is.
    pub fn take_rtk(&mut self, rtk: Rtk) {
        self.settings.set_rtk(rtk);
    }

    /// Takes up what is known of the sessions.
    pub fn take_sessions(&mut self, sessions: Arc<Sessions>) {
        self.settings.set_sessions(sessions);
    }

    /// Whether the object of settings in a workspace's own file was made in this run, and stands:
    /// when it is left empty, it goes as it came.
    pub fn made_defaults_of(&self, root_path: &str) -> bool {
        let standing = self.history.entries()[..self.history.standing()].iter();
        let made = |change: &Change| {
            change.is_of_workspace(root_path)
                && change.before.is_none()
                && matches!(&change.path[..], [PathStep::Key(key)] if key == DEFAULTS)
        };
        standing.flat_map(|entry| &entry.changes).any(made)
    }

    fn load(&mut self) -> Result<Reread, Unreadable> {
        let path = self.paths.config();
        let bytes = disk::read(&path)?;
        if bytes.as_deref() == self.config.bytes() {
            self.good_at = SystemTime::now();
            return Ok(Reread::Same);
        }
        let (content, settings) = file::config(&path, Ok(bytes))?;
        self.take_config(content, settings);
        Ok(Reread::New)
    }

    fn take_config(&mut self, content: Content, settings: Settings) {
        self.settings = settings.with_other_files_of(&self.settings);
        // What this program writes it knows already.
        self.shared |= self.config != Content::Missing;
        self.config = content;
        self.good_at = SystemTime::now();
        self.unreadable = None;
    }

    fn transact(&mut self, turn: HistoryMove<'_>) -> Result<Done, CommitError> {
        let operation = match turn {
            HistoryMove::New(edit) => Operation::Edit(edit),
            HistoryMove::Undo(place) => Operation::Undo(&self.history.entries()[place]),
            HistoryMove::Redo(place) => Operation::Redo(&self.history.entries()[place]),
            HistoryMove::Again(entry) => Operation::Again(entry),
        };
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
        };
        let outcome = transaction.run(operation);
        self.shared |= transaction.shared;
        let listed = self.settings.workspaces().iter();
        let touched = operation.workspaces();
        let concerned = listed.filter(|w| outcome.is_err() && touched.contains(&w.root_path));
        let concerned: Vec<String> = concerned.map(|w| w.root_path.clone()).collect();
        if let (Err(CommitError::Refused(_)), HistoryMove::Undo(place) | HistoryMove::Redo(place)) =
            (&outcome, turn)
        {
            self.history.overtaken(place);
        }
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

    fn settle(&mut self, done: Done) -> (Commit, Vec<(FileRef, history::Rewrite)>) {
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
            },
            done.rewrites,
        )
    }
}
