//! A commit is a transaction: lock, read again, edit the current state, write everything or
//! nothing.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::commit_error::CommitError;
use super::credentials_file::{CredentialsFile, CredentialsOutcome, key_may_remain};
use super::document::Document;
use super::file::{self, Content};
use super::history::Rewrite;
use super::inspected::Saved;
use super::operation::Operation;
use super::outcome::Outcome;
use super::secret_rewrite::SecretRewrite;
use super::transaction_file;
use super::transaction_file::TransactionFile;
use super::vault_write::VaultWrite;
use crate::disk::{self, Failed, Locked, Target};
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
    /// What holds again once it is undone.
    pub undone: String,
    /// The changes; empty when everything was already so and nothing was written.
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

    fn try_once(&mut self, operation: Operation<'_>) -> Result<Applied, CommitError> {
        let (config, base) = self.config()?;
        let mut workspaces: BTreeMap<String, TransactionFile> = BTreeMap::new();
        loop {
            let base = self.with_workspaces(base.clone(), operation, &mut workspaces);
            let (mut label, undone) = (operation.label(&base), operation.undone(&base));
            let content = |file: &FileRef| match file {
                FileRef::Config => Some(&config.content),
                FileRef::Workspace(root) => workspaces.get(root).map(|part| &part.content),
                FileRef::Credentials => None,
            };
            let path_of = |file: &FileRef| self.path_of(file);
            let Outcome { settings: mut after, mut changes, texts } =
                Outcome::of(operation, &base, &content, &path_of)?;
            let to_lock: Vec<String> = texts
                .iter()
                .filter_map(|(file, _)| match file {
                    FileRef::Workspace(root)
                        if workspaces.get(root).is_none_or(|p| p.lock.is_none()) =>
                    {
                        Some(root.clone())
                    }
                    _ => None,
                })
                .collect();
            if to_lock.is_empty() {
                let (mut caveats, mut not_done) = (operation.caveats(&base), Vec::new());
                let sealed = match self.secrets(&base).outcome(operation, &after)? {
                    CredentialsOutcome::Nothing => None,
                    CredentialsOutcome::Write(write) => Some(write),
                    CredentialsOutcome::Without(why) => {
                        not_done.push(key_may_remain(&why));
                        None
                    }
                };
                let calls = self.calls(sealed.as_ref(), &after)?;
                let to_write = sealed.as_ref().filter(|_| !self.through_craft);
                let written = self.write(&config, &workspaces, &texts, to_write)?;
                let aside = written.aside.as_deref().and_then(Path::file_name);
                caveats.extend(
                    aside.map(|name| format!("the old file is kept as {}", name.display())),
                );
                caveats.extend(
                    written.in_place.iter().map(|(path, why)| {
                        format!("{} was written in place: {why}", path.display())
                    }),
                );
                let (rewrites, saved) = (written.rewrites, written.saved);
                let written = texts.into_iter().find(|(file, _)| *file == FileRef::Config);
                let config =
                    written.map_or(config.content, |(_, document)| Content::Text(document));
                if let Some(sealed) = &sealed {
                    changes.extend(sealed.changes());
                    if !self.through_craft {
                        after.set_credentials(Arc::clone(&sealed.known));
                    }
                }
                if changes.is_empty() {
                    label = operation.unchanged_label(&base);
                }
                return Ok(Applied {
                    settings: after,
                    config,
                    label,
                    undone,
                    changes,
                    caveats,
                    not_done,
                    rewrites,
                    secrets: sealed.map(|sealed| sealed.rewrites).unwrap_or_default(),
                    calls,
                    written: saved,
                });
            }
            disk::allow_open_files(to_lock.len());
            // Read them once more under the lock: only then is their content what will be
            // overwritten.
            for root in to_lock {
                let part = TransactionFile::locked(self.paths.workspace_config(&root))?;
                workspaces.insert(root, part);
            }
        }
    }

    /// config.json, locked, and its settings.
    fn config(&mut self) -> Result<(TransactionFile, Settings), CommitError> {
        let path = self.paths.config();
        let lock = transaction_file::lock(&path)?;
        let (known, settings) = self.known;
        if known.bytes().is_some() && lock.read()?.as_deref() == known.bytes() {
            let part =
                TransactionFile { path, lock: Some(lock), content: known.clone(), value: None };
            return Ok((part, settings.clone()));
        }
        self.shared |= known.bytes().is_some();
        let mut part = TransactionFile::open(path, Some(lock), false)?;
        let value = part.value.take();
        let settings = file::settings(&part.path, value)?.with_other_files_of(settings);
        Ok((part, settings))
    }

    /// The calls by which a running Craft changes the credentials as intended.
    fn calls(
        &self,
        sealed: Option<&VaultWrite>,
        after: &Settings,
    ) -> Result<Vec<ServerCall>, CommitError> {
        let Some(sealed) = sealed.filter(|_| self.through_craft) else {
            return Ok(Vec::new());
        };
        let changes: Vec<EntryChange> =
            sealed.rewrites.iter().map(SecretRewrite::entry_change).collect();
        let calls = calls_for(&changes, &sealed.known, after);
        calls.map_err(|why| CommitError::NotThroughCraft(why.describe()))
    }

    fn secrets<'s>(&'s self, base: &'s Settings) -> CredentialsFile<'s> {
        CredentialsFile {
            path: self.credentials.as_deref(),
            keys: self.keys,
            known: base.credentials(),
            broken_since: self.broken_vault,
            now: self.now,
        }
    }

    /// The settings with freshly read files of the workspaces that the operation may touch.
    fn with_workspaces(
        &self,
        mut base: Settings,
        operation: Operation<'_>,
        parts: &mut BTreeMap<String, TransactionFile>,
    ) -> Settings {
        let (listed, touched) = (base.workspaces().iter(), operation.workspaces());
        let concerned: Vec<(String, bool)> = listed
            .filter(|w| touched.contains(&w.root_path))
            // A file that was unusable before is not half-written now: do not wait for it.
            .map(|w| {
                let settled = matches!(w.file, WorkspaceFile::Unusable(_));
                (w.root_path.clone(), settled)
            })
            .collect();
        for (root, settled) in concerned {
            let path = self.paths.workspace_config(&root);
            let file = match parts.get(&root) {
                Some(part) => file::workspace_file(&part.path, part.value.clone()),
                None => match TransactionFile::open(path, None, settled) {
                    Ok(part) => {
                        let file = file::workspace_file(&part.path, part.value.clone());
                        parts.insert(root.clone(), part);
                        file
                    }
                    Err(CommitError::Unreadable(why)) => file::unusable_workspace(&why),
                    Err(error) => WorkspaceFile::Unusable(error.to_string()),
                },
            };
            base.set_workspace_file(&root, &file);
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
        config: &TransactionFile,
        workspaces: &BTreeMap<String, TransactionFile>,
        texts: &[(FileRef, Document)],
        sealed: Option<&VaultWrite>,
    ) -> Result<Written, CommitError> {
        let part_of = |file: &FileRef| match file {
            FileRef::Config => Some(config),
            FileRef::Workspace(root) => workspaces.get(root),
            FileRef::Credentials => None,
        };
        let parts: Vec<(&FileRef, &TransactionFile, &Locked, &Document)> = texts
            .iter()
            .filter_map(|(file, document)| {
                part_of(file).and_then(|p| Some((file, p, p.lock.as_ref()?, document)))
            })
            .collect();
        for (_, part, lock, _) in &parts {
            transaction_file::back_up_interrupted(
                lock,
                &self.paths.backups(lock.path()),
                self.now,
                None,
            )?;
            if let Some(old) =
                part.content.bytes().filter(|_| !self.backed_up.contains(lock.path()))
            {
                let folder = self.paths.backups(lock.path());
                disk::back_up(lock.path(), old, &folder, self.now, None)?;
                self.backed_up.insert(lock.path().to_owned());
            }
        }
        let aside = sealed.map(|sealed| sealed.prepare(self.now)).transpose()?;
        let aside = aside.flatten();
        let targets = parts.iter().map(|(_, part, lock, document)| Target {
            lock,
            old: part.content.bytes(),
            new: document.bytes(),
            private: false,
            never_in_place: None,
        });
        let targets: Vec<Target<'_>> =
            targets.chain(sealed.map(|sealed| sealed.target(self.craft_runs))).collect();
        if targets.is_empty() {
            return Ok(Written::default());
        }
        let committed = disk::commit(&targets).inspect_err(|failed| {
            if let (Some(copy), Failed::Disk(_) | Failed::Overtaken(_)) = (&aside, failed) {
                // The next try makes its own copy; an extra one does no harm.
                let _ = disk::remove_copy(copy);
            }
        })?;
        // Undoing the very first save goes back to the smallest file that Craft accepts.
        let old = |part: &TransactionFile| {
            part.content.bytes().map_or_else(
                || Document::of(&Settings::empty().to_value()).bytes().to_vec(),
                <[u8]>::to_vec,
            )
        };
        let rewrites = parts.iter().map(|(file, part, _, new)| {
            let rewrite = Rewrite::between(&old(part), new.bytes());
            ((*file).clone(), rewrite)
        });
        let rewrites = rewrites.collect();
        let files = parts.iter().map(|(file, ..)| (*file).clone());
        let files = files.chain(sealed.map(|_| FileRef::Credentials));
        let saved = files.zip(&targets).zip(committed.old);
        let saved = saved.map(|((file, target), replaced)| Saved {
            file,
            path: target.lock.path().to_owned(),
            old: target.old.unwrap_or_default().to_vec(),
            new: target.new.to_vec(),
            replaced,
        });
        Ok(Written {
            rewrites,
            aside,
            in_place: committed.in_place,
            saved: saved.filter(|_| self.shared).collect(),
        })
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
