//! A commit is a transaction: lock, read again, edit the current state, write everything or
//! nothing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::commit_error::CommitError;
use super::credentials_file::{CredentialsFile, CredentialsOutcome};
use super::document::Document;
use super::file::{self, Content};
use super::history::Rewrite;
use super::inspected::Saved;
use super::messages;
use super::operation::Operation;
use super::outcome::Outcome;
use super::secret_rewrite::SecretRewrite;
use super::transaction_file::{self, TransactionFile};
use super::transaction_files::{ChangedFile, TransactionFiles};
use super::vault_write::VaultWrite;
use crate::disk::{self, Failed, FileTarget};
use crate::settings::craft::server::{EntryChange, ServerCall, calls_for};
use crate::settings::edit::diff::{Change, FileRef};
use crate::settings::{Settings, WorkspaceFile};
use crate::system::paths::Paths;
use crate::vault::Keys;

/// What a transaction did.
pub(super) struct Applied {
    pub settings: Settings,
    /// config.json after it.
    pub config: Content,
    /// What it did, in a few words.
    pub label: String,
    /// The state after its undo, in words.
    pub undo_label: String,
    /// The changes. Empty if the edit changed nothing, and nothing was written.
    pub changes: Vec<Change>,
    /// What else to know, each in a few words.
    pub caveats: Vec<String>,
    /// What was requested and could not be done, each in a few words.
    pub not_done: Vec<String>,
    pub(super) rewrites: Vec<(FileRef, Rewrite)>,
    /// The credentials that changed.
    pub(super) secrets: Vec<SecretRewrite>,
    /// The calls by which a running Craft must change the credentials, if it does.
    pub(super) calls: Vec<ServerCall>,
    /// The written files that another program writes too.
    pub(super) written: Vec<Saved>,
}

/// The files of a transaction and their new contents.
pub(super) struct Transaction<'a> {
    pub paths: &'a Paths,
    /// The credentials' path; none without a home folder.
    pub credentials: Option<PathBuf>,
    pub keys: &'a Keys,
    /// config.json as last read, and its settings: if unchanged, it need not be parsed again.
    pub known: (&'a Content, &'a Settings),
    /// The stamp of an unusable credentials file, and when it was first read.
    pub broken_vault: Option<(u64, Instant)>,
    pub backed_up: &'a mut HashSet<PathBuf>,
    pub now: SystemTime,
    /// Whether another program is known to write these files.
    pub shared: bool,
    /// Whether a running Craft holds its lock.
    pub craft_runs: bool,
    /// Whether that Craft must change the credentials itself.
    pub through_craft: bool,
}

/// How many times, and for at least how long, a commit starts over when another program changes a
/// file in between.
const OVERTAKEN: (u32, Duration) = (8, Duration::from_secs(1));

impl Transaction<'_> {
    /// Runs the operation, and returns the resulting state on disk. Starts over if another program
    /// writes in between.
    pub(super) fn run(&mut self, operation: Operation<'_>) -> Result<Applied, CommitError> {
        let (mut left, time) = OVERTAKEN;
        let deadline = Instant::now() + time;
        loop {
            match self.try_once(operation) {
                Err(CommitError::Overtaken(_)) if left > 0 || Instant::now() < deadline => {
                    left = left.saturating_sub(1);
                    self.shared = true;
                }
                other => return other,
            }
        }
    }

    /// One try: reads the files, computes the operation on them, and writes what it changes.
    fn try_once(&mut self, operation: Operation<'_>) -> Result<Applied, CommitError> {
        let (config, settings) = self.lock_config()?;
        let mut files = TransactionFiles::new(config);
        let (base, outcome) = self.compute(operation, &settings, &mut files)?;
        let Outcome { mut settings, mut changes, texts } = outcome;
        let (vault, not_done) = self.seal(operation, &base, &settings)?;
        let calls = self.calls(vault.as_ref(), &settings)?;
        let own_vault = vault.as_ref().filter(|_| !self.through_craft);
        let written = self.write(&files, &texts, own_vault)?;
        if let Some(vault) = own_vault {
            settings.set_credentials(Arc::clone(&vault.known));
        }
        changes.extend(vault.iter().flat_map(VaultWrite::changes));
        let mut caveats = operation.caveats(&base);
        caveats.extend(written.caveats());
        Ok(Applied {
            settings,
            config: files.config_after(texts),
            label: if changes.is_empty() {
                operation.unchanged_label(&base)
            } else {
                operation.label(&base)
            },
            undo_label: operation.undo_label(&base),
            changes,
            caveats,
            not_done,
            rewrites: written.rewrites,
            secrets: vault.map(|vault| vault.rewrites).unwrap_or_default(),
            calls,
            written: written.saved,
        })
    }

    /// config.json under its lock, and its settings.
    fn lock_config(&mut self) -> Result<(TransactionFile, Settings), CommitError> {
        let path = self.paths.config();
        let lock = transaction_file::lock(&path)?;
        let (known, settings) = self.known;
        if known.bytes().is_some() && lock.read()?.as_deref() == known.bytes() {
            let content = known.clone();
            let config = TransactionFile { path, lock: Some(lock), content, value: None };
            return Ok((config, settings.clone()));
        }
        self.shared |= known.bytes().is_some();
        let mut config = TransactionFile::open(path, Some(lock), false)?;
        let value = config.value.take();
        let settings = file::settings(&config.path, value)?.with_other_files_of(settings);
        Ok((config, settings))
    }

    /// Computes the operation on what the files hold, with a lock on each file that it changes.
    /// Returns the settings it starts from, too.
    fn compute(
        &self,
        operation: Operation<'_>,
        settings: &Settings,
        files: &mut TransactionFiles,
    ) -> Result<(Settings, Outcome), CommitError> {
        loop {
            let base = self.read_workspaces(settings.clone(), operation, files);
            let outcome =
                Outcome::compute(operation, &base, &|file| files.content(file), &|file| {
                    self.path_of(file)
                })?;
            let unlocked = files.unlocked(&outcome.texts);
            if unlocked.is_empty() {
                return Ok((base, outcome));
            }
            disk::allow_open_files(unlocked.len());
            for root in unlocked {
                let path = self.paths.workspace_config(&root);
                files.lock_workspace(root, path)?;
            }
        }
    }

    /// The new credentials file, if the operation changes it, and what of it cannot be done.
    fn seal(
        &self,
        operation: Operation<'_>,
        base: &Settings,
        after: &Settings,
    ) -> Result<(Option<VaultWrite>, Vec<String>), CommitError> {
        let file = CredentialsFile {
            path: self.credentials.as_deref(),
            keys: self.keys,
            known: base.credentials(),
            broken_since: self.broken_vault,
            now: self.now,
        };
        Ok(match file.outcome(operation, after)? {
            CredentialsOutcome::Nothing => (None, Vec::new()),
            CredentialsOutcome::Write(write) => (Some(write), Vec::new()),
            CredentialsOutcome::Without(why) => (None, vec![messages::key_may_remain(&why)]),
        })
    }

    /// The calls by which a running Craft changes the credentials as intended.
    fn calls(
        &self,
        vault: Option<&VaultWrite>,
        after: &Settings,
    ) -> Result<Vec<ServerCall>, CommitError> {
        let Some(vault) = vault.filter(|_| self.through_craft) else {
            return Ok(Vec::new());
        };
        let changes: Vec<EntryChange> =
            vault.rewrites.iter().map(SecretRewrite::entry_change).collect();
        let calls = calls_for(&changes, &vault.known, after);
        calls.map_err(|why| CommitError::NotThroughCraft(why.describe()))
    }

    /// The settings with freshly read files of the workspaces that the operation may touch.
    fn read_workspaces(
        &self,
        mut base: Settings,
        operation: Operation<'_>,
        files: &mut TransactionFiles,
    ) -> Settings {
        let (listed, touched) = (base.workspaces().iter(), operation.workspaces());
        let touched: Vec<(String, bool)> = listed
            .filter(|w| touched.contains(&w.root_path))
            // A file that was unusable before is not half-written now: do not wait for it.
            .map(|w| (w.root_path.clone(), matches!(w.file, WorkspaceFile::Unusable(_))))
            .collect();
        for (root, is_final) in touched {
            let path = self.paths.workspace_config(&root);
            base.set_workspace_file(&root, &files.read_workspace(&root, path, is_final));
        }
        base
    }

    fn path_of(&self, file: &FileRef) -> PathBuf {
        match file {
            FileRef::Config => self.paths.config(),
            FileRef::Workspace(root) => self.paths.workspace_config(root),
            FileRef::Credentials => self.credentials.clone().unwrap_or_default(),
        }
    }

    /// Writes all of them, config.json first and the credentials last, or none.
    fn write(
        &mut self,
        files: &TransactionFiles,
        texts: &[(FileRef, Document)],
        vault: Option<&VaultWrite>,
    ) -> Result<Written, CommitError> {
        let changed = files.changed(texts);
        for one in &changed {
            self.back_up(one)?;
        }
        let aside = vault.map(|vault| vault.prepare(self.now)).transpose()?.flatten();
        let mut targets: Vec<FileTarget<'_>> = changed.iter().map(ChangedFile::target).collect();
        targets.extend(vault.map(|vault| vault.target(self.craft_runs)));
        if targets.is_empty() {
            return Ok(Written::default());
        }
        let committed = disk::commit(&targets).inspect_err(|failed| {
            if let (Some(copy), Failed::Disk(_) | Failed::Overtaken(_)) = (&aside, failed) {
                // The next try makes its own copy; an extra one does no harm.
                let _ = disk::remove_copy(copy);
            }
        })?;
        let written = changed.iter().map(|one| one.file.clone());
        let written = written.chain(vault.map(|_| FileRef::Credentials));
        let saved = written.zip(&targets).zip(committed.old);
        let saved = saved.map(|((file, target), replaced)| Saved::new(file, target, replaced));
        Ok(Written {
            rewrites: changed.iter().map(|one| (one.file.clone(), one.rewrite())).collect(),
            aside,
            in_place: committed.in_place,
            saved: if self.shared { saved.collect() } else { Vec::new() },
        })
    }

    /// Backs up a file's bytes, once in this run, and what a crash interrupted.
    fn back_up(&mut self, file: &ChangedFile<'_>) -> Result<(), CommitError> {
        let path = file.lock.path();
        let folder = self.paths.backups(path);
        transaction_file::back_up_interrupted(file.lock, &folder, self.now, None)?;
        if let Some(old) = file.old.filter(|_| !self.backed_up.contains(path)) {
            disk::back_up(path, old, &folder, self.now, None)?;
            self.backed_up.insert(path.to_owned());
        }
        Ok(())
    }
}

#[derive(Default)]
struct Written {
    /// How the texts changed.
    rewrites: Vec<(FileRef, Rewrite)>,
    /// Where an unusable file was set aside.
    aside: Option<PathBuf>,
    /// The files that were written in place, each with the reason.
    in_place: Vec<(PathBuf, &'static str)>,
    /// The files that another program writes too.
    saved: Vec<Saved>,
}

impl Written {
    /// What else to know about how the files were written, each in a few words.
    fn caveats(&self) -> impl Iterator<Item = String> {
        let aside = self.aside.as_deref().and_then(Path::file_name);
        let aside = aside.map(|name| messages::set_aside_as(Path::new(name)));
        let in_place = self.in_place.iter();
        aside.into_iter().chain(in_place.map(|(path, why)| messages::written_in_place(path, why)))
    }
}
