//! The in-memory store that saves to disk: loading, lossless documents, transactions over
//! config.json and the workspaces' files, undo and redo, watching for other programs' changes.
//!
//! It knows nothing about screens. `settings` decides what an edit means, `disk` how a file is
//! replaced.

mod backups;
mod clock;
mod commit;
mod commit_error;
mod credentials;
mod credentials_file;
pub(crate) mod document;
mod export_file;
mod file;
mod good_copy;
pub(crate) mod history;
mod inspected;
mod lock_wait;
mod logged;
pub mod messages;
mod operation;
mod outcome;
mod overwritten;
mod patch;
mod probe_requests;
pub mod read_all;
mod reload;
mod repair;
mod secret_rewrite;
mod sessions;
pub(crate) mod settled_read;
mod spans;
mod style;
pub mod survey;
mod through_craft;
mod transaction;
mod transaction_file;
mod transaction_files;
mod undo;
mod vault_write;
mod watch;

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::time::{Instant, SystemTime};

pub use crate::system::paths::Paths;
pub use backups::{Backup, Opened, RestoreError};
pub use clock::{milliseconds, now_ms};
pub use commit::Commit;
pub use commit_error::CommitError;
pub use export_file::{parse_export, read_export, read_export_file, write_export};
use file::{Content, Unreadable};
pub use good_copy::GoodCopy;
use history::History;
use inspected::Inspected;
pub use reload::Reload;
pub use repair::{BrokenFile, RepairError};
pub use through_craft::{CommitStep, PendingCommit};

use crate::disk;
pub use crate::disk::LockHolder;
use crate::settings::Settings;
use crate::settings::edit::diff::{Change, PathStep};
use crate::settings::workspace::object::DEFAULTS;
use crate::system::craft_lock::live_craft;
use crate::system::craft_process;
use crate::system::craft_process::RunningCraft;
use crate::vault::{Keys, Machine};

/// The settings, and the files they are saved to.
pub struct Store {
    paths: Paths,
    settings: Settings,
    config: Content,
    unreadable: Option<Unreadable>,
    /// When config.json was last known to match the settings.
    good_at: SystemTime,
    keys: Keys,
    history: History,
    backed_up: HashSet<PathBuf>,
    /// The stamp of an unusable credentials file, and when it was first read.
    broken_vault: Option<(u64, Instant)>,
    /// Whether another program has been seen writing these files.
    shared: bool,
    /// Recently saved files.
    inspected: Vec<Inspected>,
    next_inspection: Instant,
    /// What to report about them.
    reports: Vec<String>,
}

impl Store {
    /// Reads config.json. An unusable file is not an error here: the store reports it
    /// ([`Self::unreadable`]) and refuses to overwrite it.
    pub fn open(paths: Paths) -> Self {
        Self::open_with(paths, Keys::new(Machine::This))
    }

    /// As `open`, with the keys of another machine's credentials.
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

    pub const fn paths(&self) -> &Paths {
        &self.paths
    }

    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The settings in the files.
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

    /// A sentence saying that config.json is missing, with the path; none when it exists. A
    /// mistyped folder, another home or an unmounted disk looks like a new installation.
    pub fn missing(&self) -> Option<String> {
        let folder = &self.paths.config_dir;
        self.is_missing().then(|| {
            if folder.is_dir() {
                messages::config_not_found(&self.paths.config())
            } else {
                messages::folder_not_found(folder)
            }
        })
    }

    /// This run's commits.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// Wipes every secret still in memory. Nothing can be undone afterwards.
    pub(crate) fn wipe(&mut self) {
        self.history = History::default();
        self.inspected.clear();
        self.keys.wipe();
    }

    /// The running Craft that has these credentials in its memory, if any.
    pub(crate) fn running_craft(&self) -> Option<RunningCraft> {
        craft_process::running(&self.paths.config_dir, self.paths.home.as_deref())
    }

    /// The Craft servers that have these credentials in memory, by process id.
    pub(crate) fn craft_servers(&self) -> BTreeSet<u32> {
        let home = self.paths.home.as_deref();
        home.map(|home| craft_process::servers(&self.paths.config_dir, home)).unwrap_or_default()
    }

    /// Whether a Craft using the same files is running, judging by its lock.
    fn craft_holds_lock(&self) -> bool {
        live_craft(&self.paths.config_dir, self.paths.home.as_deref()).is_some()
    }

    /// Whether this run created the settings object in a workspace's own file, and it is still in
    /// effect: once empty, it is removed again.
    pub fn made_defaults_of(&self, root_path: &str) -> bool {
        let applied = self.history.entries()[..self.history.applied_count()].iter();
        let made = |change: &Change| {
            change.is_of_workspace(root_path)
                && change.before.is_none()
                && matches!(&change.path[..], [PathStep::Key(key)] if key == DEFAULTS)
        };
        applied.flat_map(|entry| &entry.changes).any(made)
    }

    /// Removes what crashes left beside the files; the screen does so in the background.
    pub fn sweep(&self) {
        disk::sweep(&self.paths.config());
        if let Some(credentials) = self.paths.credentials() {
            disk::sweep(&credentials);
        }
        for workspace in self.settings.workspaces() {
            disk::sweep(&self.paths.workspace_config(&workspace.root_path));
        }
    }
}
