//! A commit is a transaction: lock, read again, edit what is there now, write everything or
//! nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::document::{Document, PatchError};
use super::file::{self, Content, Unreadable};
use super::history::{HistoryEntry, Rewrite};
use super::secrets::{self, CredentialsFile, SecretRewrite, VaultWrite};
use super::transaction_file;
use super::transaction_file::TransactionFile;
use crate::disk::{self, DiskError, Failed, Locked, Mixed, Target};
use crate::settings::edit::diff::{Change, FileRef, diff};
use crate::settings::edit::{Edit, Refusal, Workspaces};
use crate::settings::{Settings, Workspace, WorkspaceFile};
use crate::system::paths::Paths;
use crate::vault::{Keys, Unusable};

/// Why a commit was not made. Every file is as it was, but for [`CommitError::Mixed`].
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The edit does not fit what is there.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A file that the edit builds on cannot be used.
    #[error("nothing was saved: {0}")]
    Unreadable(#[from] Unreadable),
    /// The disk would not take it.
    #[error("nothing was saved: {0}")]
    Disk(#[from] DiskError),
    /// The text would not take it.
    #[error("nothing was saved: {path}: {source}")]
    Patch {
        /// The file.
        path: String,
        /// Why.
        source: PatchError,
    },
    /// Other programs kept changing a file while it was to be saved.
    #[error("nothing was saved: another program keeps changing {}: try again", .0.display())]
    Overtaken(PathBuf),
    /// Some files were saved, and the disk would not let them be taken back.
    #[error("saved in part: {0}")]
    Mixed(Box<Mixed>),
    /// The credentials cannot be used.
    #[error("nothing was saved: credentials.enc {0}")]
    Credentials(#[from] Unusable),
    /// What was locked would not have opened again.
    #[error("nothing was saved: the credentials would not have been written as they were meant")]
    NotMeant,
    /// The system gives no random bytes, without which nothing can be locked.
    #[error("nothing was saved: the system gives no random bytes: {0}")]
    NoRandom(#[from] getrandom::Error),
    /// There is nothing to undo or redo.
    #[error("nothing to {0}")]
    Nothing(&'static str),
}

impl CommitError {
    /// Whether another program held a lock for too long.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Disk(error) if error.is_busy())
    }
}

impl From<Failed> for CommitError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Disk(error) => error.into(),
            Failed::Overtaken(path) => Self::Overtaken(path),
            Failed::Mixed(mixed) => Self::Mixed(mixed),
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy)]
pub enum Operation<'a> {
    /// A new edit.
    Edit(&'a Edit),
    /// Take a commit back.
    Undo(&'a HistoryEntry),
    /// Make a commit again.
    Redo(&'a HistoryEntry),
    /// Make the changes of a commit again, value by value, on what another program has written over
    /// it.
    Again(&'a HistoryEntry),
}

impl Operation<'_> {
    /// The workspaces whose own files may change with it.
    pub(super) fn workspaces(&self) -> Workspaces<'_> {
        match self {
            Self::Edit(edit) => edit.workspaces(),
            Self::Undo(entry) | Self::Redo(entry) | Self::Again(entry) => {
                let mut changed = Workspaces::default();
                changed.add_changed(&entry.changes);
                changed
            }
        }
    }

    /// Whether it is made even where the credentials cannot be used.
    pub(super) const fn can_do_without_credentials(self) -> bool {
        matches!(self, Self::Edit(edit) if edit.can_do_without_credentials())
    }

    /// The stamp of a file of credentials that cannot be used and is kept beside a new one.
    pub(super) const fn sets_aside(self) -> Option<u64> {
        match self {
            Self::Edit(edit) => edit.sets_aside(),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => None,
        }
    }

    fn caveats(self, settings: &Settings) -> Vec<String> {
        match self {
            Self::Edit(edit) => edit.caveats(settings),
            Self::Undo(_) | Self::Redo(_) | Self::Again(_) => Vec::new(),
        }
    }

    fn label(self, settings: &Settings) -> String {
        match self {
            Self::Edit(edit) => edit.label(settings),
            Self::Undo(entry) | Self::Redo(entry) => entry.action.clone(),
            Self::Again(entry) => entry.label.clone(),
        }
    }

    fn action(self, settings: &Settings) -> String {
        match self {
            Self::Edit(edit) => edit.action(settings),
            Self::Undo(entry) | Self::Redo(entry) | Self::Again(entry) => entry.action.clone(),
        }
    }
}

/// What a commit did.
pub struct Done {
    /// The settings after it.
    pub settings: Settings,
    /// config.json after it.
    pub config: Content,
    /// What it did, in a few words.
    pub label: String,
    /// The same as a verb phrase.
    pub action: String,
    /// What it changed; empty when everything was so already, and nothing was written.
    pub changes: Vec<Change>,
    /// What is to be known of it besides, each in a few words.
    pub caveats: Vec<String>,
    /// What was asked for and could not be done, each in a few words.
    pub not_done: Vec<String>,
    pub(super) rewrites: Vec<(FileRef, Rewrite)>,
    /// The credentials that changed.
    pub(super) secrets: Vec<SecretRewrite>,
    /// The files that were written, where another program writes them too.
    pub(super) written: Vec<Saved>,
}

/// A file that was written.
pub(super) struct Saved {
    pub file: FileRef,
    /// Where it is, links followed.
    pub path: PathBuf,
    pub old: Vec<u8>,
    pub new: Vec<u8>,
    /// The old file, where a new one has taken its place.
    pub replaced: Option<File>,
}

/// The files of a transaction and what goes into each.
pub(super) struct Transaction<'a> {
    pub paths: &'a Paths,
    /// Where the credentials are; none where there is no home folder.
    pub credentials: Option<PathBuf>,
    pub keys: &'a Keys,
    /// config.json as it was last read, and what it said: read again and found the same, it need
    /// not be parsed again.
    pub known: (&'a Content, &'a Settings),
    /// The stamp of a file of credentials that cannot be used, and when it was first read.
    pub broken_vault: Option<(u64, Instant)>,
    pub backed_up: &'a mut HashSet<PathBuf>,
    pub now: SystemTime,
    /// Whether another program is known to write these files.
    pub shared: bool,
    /// Whether a running Craft holds its lock.
    pub craft_runs: bool,
}

/// How often, and at least how long, a commit is begun again when another program changes a file
/// under it.
const OVERTAKEN: (u32, Duration) = (8, Duration::from_secs(1));

impl Transaction<'_> {
    /// Does it, and answers with what is on the disk then. It begins again on what another program
    /// has written meanwhile.
    pub fn run(&mut self, operation: Operation<'_>) -> Result<Done, CommitError> {
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

    fn try_once(&mut self, operation: Operation<'_>) -> Result<Done, CommitError> {
        let (config, base) = self.config()?;
        let mut workspaces: BTreeMap<String, TransactionFile> = BTreeMap::new();
        loop {
            let base = self.with_workspaces(base.clone(), operation, &mut workspaces);
            let (label, action) = (operation.label(&base), operation.action(&base));
            let (mut after, mut changes, texts) =
                self.outcome(operation, &base, &config, &workspaces)?;
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
                    secrets::Outcome::Nothing => None,
                    secrets::Outcome::Write(write) => Some(write),
                    secrets::Outcome::Without(why) => {
                        not_done.push(secrets::key_may_remain(&why));
                        None
                    }
                };
                let written = self.write(&config, &workspaces, &texts, sealed.as_ref())?;
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
                    after.set_credentials(Arc::clone(&sealed.known));
                }
                return Ok(Done {
                    settings: after,
                    config,
                    label,
                    action,
                    changes,
                    caveats,
                    not_done,
                    rewrites,
                    secrets: sealed.map(|sealed| sealed.rewrites).unwrap_or_default(),
                    written: saved,
                });
            }
            disk::allow_open_files(to_lock.len());
            // Locked, they are read once more: only then is what they say what will be written
            // over.
            for root in to_lock {
                let part = TransactionFile::locked(self.paths.workspace_config(&root))?;
                workspaces.insert(root, part);
            }
        }
    }

    /// config.json, locked, and what it says.
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

    fn secrets<'s>(&'s self, base: &'s Settings) -> CredentialsFile<'s> {
        CredentialsFile {
            path: self.credentials.as_deref(),
            keys: self.keys,
            known: base.credentials(),
            broken_since: self.broken_vault,
            now: self.now,
        }
    }

    /// The settings with the own files of the workspaces that the act may touch, as they are now.
    fn with_workspaces(
        &self,
        mut base: Settings,
        operation: Operation<'_>,
        parts: &mut BTreeMap<String, TransactionFile>,
    ) -> Settings {
        let (listed, touched) = (base.workspaces().iter(), operation.workspaces());
        let concerned: Vec<(String, bool)> = listed
            .filter(|w| touched.contains(&w.root_path))
            // A file that was no use before is not half written now: it is not waited for.
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

    fn outcome(
        &self,
        operation: Operation<'_>,
        base: &Settings,
        config: &TransactionFile,
        workspaces: &BTreeMap<String, TransactionFile>,
    ) -> Result<Outcome, CommitError> {
        let content = |file: &FileRef| match file {
            FileRef::Config => Some(&config.content),
            FileRef::Workspace(root) => workspaces.get(root).map(|p| &p.content),
            FileRef::Credentials => None,
        };
        if let Some(outcome) = by_bytes(operation, base, &content)? {
            return Ok(outcome);
        }
        let after = match operation {
            Operation::Edit(edit) => edit.apply(base)?,
            Operation::Undo(entry) => {
                let changes = entry.changes.iter().rev().map(Change::inverse).collect();
                Edit::Restore { label: entry.label.clone(), changes }.apply(base)?
            }
            Operation::Redo(entry) | Operation::Again(entry) => {
                Edit::Restore { label: entry.label.clone(), changes: entry.changes.clone() }
                    .apply(base)?
            }
        };
        let mut changes = diff(base, &after);
        self.drop_aliases(&mut changes);
        let mut texts = Vec::new();
        for (file, mine) in by_file(&changes) {
            let document = match content(file) {
                Some(Content::Text(old)) => {
                    let patched =
                        old.patched(&mine).and_then(|new| meant(&new, file, &after).map(|()| new));
                    patched.map_err(|source| CommitError::Patch {
                        path: self.path_of(file).display().to_string(),
                        source,
                    })?
                }
                Some(Content::Missing) if *file == FileRef::Config => {
                    Document::of(&after.to_value())
                }
                // No edit makes a workspace's file: it had none, so that nothing in it could
                // change.
                _ => {
                    return Err(CommitError::Patch {
                        path: self.path_of(file).display().to_string(),
                        source: PatchError::NoPlace(mine[0].place()),
                    });
                }
            };
            texts.push((file.clone(), document));
        }
        Ok((after, changes, texts))
    }

    /// A file that config.json lists under several names is written once, under the first of them.
    fn drop_aliases(&self, changes: &mut Vec<Change>) {
        if changes.iter().all(|c| c.file == FileRef::Config) {
            return;
        }
        let mut first: HashMap<PathBuf, FileRef> = HashMap::new();
        changes.retain(|change| {
            let path = self.path_of(&change.file);
            let real = disk::real_path(&path).unwrap_or(path);
            *first.entry(real).or_insert_with(|| change.file.clone()) == change.file
        });
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
                // The next try makes its own; a copy too many does no harm.
                let _ = disk::remove_copy(copy);
            }
        })?;
        // Undoing the first save of all goes back to the smallest file that Craft accepts.
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

/// What came of writing.
#[derive(Default)]
struct Written {
    /// How the texts changed.
    rewrites: Vec<(FileRef, Rewrite)>,
    /// Where a file that was no use is kept.
    aside: Option<PathBuf>,
    /// The files that were written in place, each with the reason.
    in_place: Vec<(PathBuf, &'static str)>,
    /// The files, where another program writes them too.
    saved: Vec<Saved>,
}

/// The changes of each file, in the order in which the files first come.
fn by_file(changes: &[Change]) -> Vec<(&FileRef, Vec<&Change>)> {
    let mut files: Vec<(&FileRef, Vec<&Change>)> = Vec::new();
    let mut places: HashMap<&FileRef, usize> = HashMap::new();
    for change in changes {
        let place = *places.entry(&change.file).or_insert_with(|| {
            files.push((&change.file, Vec::new()));
            files.len() - 1
        });
        files[place].1.push(change);
    }
    files
}

type Outcome = (Settings, Vec<Change>, Vec<(FileRef, Document)>);

/// An undo or redo whose files are byte for byte as the commit left them: it is their old bytes
/// again.
fn by_bytes<'a>(
    operation: Operation<'_>,
    base: &Settings,
    content: &impl Fn(&FileRef) -> Option<&'a Content>,
) -> Result<Option<Outcome>, CommitError> {
    let (entry, undo) = match operation {
        Operation::Edit(_) | Operation::Again(_) => return Ok(None),
        Operation::Undo(entry) => (entry, true),
        Operation::Redo(entry) => (entry, false),
    };
    let mut texts = Vec::new();
    let mut after = base.clone();
    for (file, rewrite) in &entry.rewrites {
        let Some(now) = content(file).and_then(Content::bytes) else {
            return Ok(None);
        };
        let Some(bytes) = (if undo { rewrite.undone(now) } else { rewrite.redone(now) }) else {
            return Ok(None);
        };
        let unreadable = |source| Unreadable::NotJson { path: String::new(), source };
        let (document, value) = Document::parse(bytes).map_err(unreadable)?;
        let value = Some(value);
        match file {
            FileRef::Config => {
                after =
                    file::settings(Path::new("config.json"), value)?.with_other_files_of(&after);
            }
            FileRef::Workspace(root) => {
                after.set_workspace_file(root, &file::workspace_file(Path::new(root), value));
            }
            FileRef::Credentials => return Ok(None),
        }
        texts.push((file.clone(), document));
    }
    // Those of the credentials are told by whoever makes them.
    let changes = entry.changes.iter();
    let changes = changes.filter(|change| change.file != FileRef::Credentials);
    let changes = if undo {
        changes.rev().map(Change::inverse).collect()
    } else {
        changes.cloned().collect()
    };
    Ok(Some((after, changes, texts)))
}

/// The text that will be written must say what the edit meant: it is read back before anything is
/// touched.
fn meant(document: &Document, file: &FileRef, after: &Settings) -> Result<(), PatchError> {
    let value = document.value().map_err(|_| PatchError::NotMeant)?;
    let says_so = match file {
        FileRef::Config => Settings::from_value(value).is_ok_and(|read| read == *after),
        FileRef::Workspace(root) => {
            let object = after.workspace(root).and_then(Workspace::object);
            object.is_some_and(|o| value.as_object() == Some(o))
        }
        FileRef::Credentials => false,
    };
    if says_so { Ok(()) } else { Err(PatchError::NotMeant) }
}
