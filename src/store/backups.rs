//! The backups of config.json, and restoring one.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::Store;
use super::file::{self, Content, Unreadable};
use super::inspected::Saved;
use super::settled_read::read_each_settled;
use super::transaction_file::{back_up_interrupted, lock};
use crate::disk::{self, DiskError, Failed, FileTarget, PartialCommit};
use crate::settings::Settings;
use crate::settings::edit::diff::{Change, FileRef, diff};

/// A copy of config.json from before a run first changed it.
#[derive(Clone, Debug)]
pub struct Backup {
    pub path: PathBuf,
    /// Its name: the time it was made.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Backup {
    /// Its age, by its name, else by its file. None when neither is known or the time is in the
    /// future.
    pub fn age(&self, now: SystemTime) -> Option<Duration> {
        let by_file = || fs::metadata(&self.path).ok()?.modified().ok();
        now.duration_since(self.moment().or_else(by_file)?).ok()
    }

    /// The time in its name: `2026-01-31T12-30-00.000Z`.
    fn moment(&self) -> Option<SystemTime> {
        let (day, time) = self.name.split_once('T')?;
        let (time, _) = time.split_once('Z')?;
        humantime::parse_rfc3339(&format!("{day}T{}Z", time.replace('-', ":"))).ok()
    }
}

/// Why a backup was not restored. config.json is unchanged, except for
/// [`RestoreError::PartialCommit`].
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("nothing was restored: {0}")]
    Disk(#[from] DiskError),
    /// Other programs kept changing config.json.
    #[error("nothing was restored: another program keeps changing {}: try again", .0.display())]
    Overtaken(PathBuf),
    /// The backup was written, but the disk would neither confirm the write nor let it be reverted.
    #[error("restored, but not confirmed: {0}")]
    PartialCommit(Box<PartialCommit>),
    /// The backup is not a configuration.
    #[error("nothing was restored: {0}")]
    Unusable(#[from] Unreadable),
    /// No backup with this name.
    #[error("No backup “{0}”. The command backups lists them.")]
    None(String),
    /// No backups at all.
    #[error("No backups yet: the first is made before the first change.")]
    NoneYet,
    /// Backups exist, but none can be used.
    #[error("No backup can be read. The command backups lists them.")]
    NoneUsable,
}

impl From<Failed> for RestoreError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Disk(error) => error.into(),
            Failed::Overtaken(path) => Self::Overtaken(path),
            Failed::PartialCommit(partial) => Self::PartialCommit(partial),
        }
    }
}

/// A backup together with its content, so that what is shown is exactly what is restored.
pub struct Opened {
    pub backup: Backup,
    content: Content,
    pub settings: Settings,
}

impl Opened {
    /// A backup whose content has already been read.
    pub(super) const fn new(backup: Backup, content: Content, settings: Settings) -> Self {
        Self { backup, content, settings }
    }
}

impl Backup {
    /// Reads the backup.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(&self) -> Result<Opened, RestoreError> {
        Ok(self.opened(file::load_config(&self.path)?))
    }

    /// Reads several backups; the waits for unusable ones overlap.
    pub(crate) fn open_each(backups: &[Self]) -> Vec<Result<Opened, RestoreError>> {
        let read = read_each_settled(
            backups,
            |backup| disk::read(&backup.path),
            |backup, bytes| file::config(&backup.path, bytes).into(),
        );
        let open = |(backup, read): (&Self, Result<_, Unreadable>)| Ok(backup.opened(read?));
        backups.iter().zip(read).map(open).collect()
    }

    fn opened(&self, (content, settings): (Content, Settings)) -> Opened {
        Opened { backup: self.clone(), content, settings }
    }
}

impl Store {
    /// The backups of config.json, newest first.
    pub fn backups(&self) -> Vec<Backup> {
        let config = self.paths.config();
        let real = disk::real_path(&config).unwrap_or(config);
        let entries = fs::read_dir(self.paths.backups(&real)).into_iter().flatten().flatten();
        let backup = |path: PathBuf| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let is_one = path.extension().is_some_and(|end| end == "json");
            let bytes = fs::metadata(&path).ok()?.len();
            is_one.then_some(Backup { path, name, bytes })
        };
        let mut all: Vec<Backup> = entries.filter_map(|entry| backup(entry.path())).collect();
        all.sort_by(|a, b| b.name.cmp(&a.name));
        all
    }

    /// The backup with this name.
    ///
    /// # Errors
    /// When there is no such backup, or it cannot be used.
    pub fn backup(&self, name: &str) -> Result<Opened, RestoreError> {
        let wanted = name.trim_end_matches(".json");
        let mut all = self.backups().into_iter();
        let found = all.find(|backup| backup.name == wanted);
        found.ok_or_else(|| RestoreError::None(name.to_owned()))?.open()
    }

    /// The newest usable backup, and the newer ones that were skipped as unusable. Where a crash
    /// left config.json half-written, this is the text it had before.
    ///
    /// # Errors
    /// When no backup can be used.
    pub fn newest_backup(&self) -> Result<(Opened, Vec<Backup>), RestoreError> {
        let mut skipped = Vec::new();
        let interrupted = self.interrupted().filter(|_| self.unreadable.is_some());
        for backup in interrupted.into_iter().chain(self.backups()) {
            match backup.open() {
                Ok(opened) => return Ok((opened, skipped)),
                Err(_) => skipped.push(backup),
            }
        }
        Err(if skipped.is_empty() { RestoreError::NoneYet } else { RestoreError::NoneUsable })
    }

    /// config.json as it was before a crash interrupted an in-place write.
    fn interrupted(&self) -> Option<Backup> {
        let config = disk::real_path(&self.paths.config()).ok()?;
        let path = disk::interrupted_copy(&config)?;
        Some(Backup {
            name: path.file_name()?.to_str()?.to_owned(),
            bytes: fs::metadata(&path).ok()?.len(),
            path,
        })
    }

    /// What restoring a backup would change; empty when the current file cannot be used.
    pub(crate) fn changes_to(&self, opened: &Opened) -> Vec<Change> {
        let after = opened.settings.clone();
        match &self.unreadable {
            Some(_) => Vec::new(),
            None => diff(&self.settings, &after.with_other_files_of(&self.settings)),
        }
    }

    /// Whether config.json equals a backup byte for byte.
    ///
    /// # Errors
    /// When config.json cannot be read.
    pub(crate) fn is_as_in(&self, opened: &Opened) -> Result<bool, RestoreError> {
        Ok(disk::read(&self.paths.config())?.as_deref() == opened.content.bytes())
    }

    /// Restores a backup byte for byte. The current file is backed up first, whatever it holds.
    ///
    /// # Errors
    /// Why it was not restored.
    pub fn restore(&mut self, opened: &Opened) -> Result<(), RestoreError> {
        /// How many times to retry when another program changes the file in between.
        const TRIES: u8 = 8;
        let new = opened.content.bytes().unwrap_or_default();
        for left in (0..TRIES).rev() {
            let lock = lock(&self.paths.config())?;
            // A half-written file is useless as a backup.
            let current = match file::load(lock.path(), || lock.read()) {
                Ok((content, _)) => content.bytes().map(<[u8]>::to_vec),
                Err(_) => lock.read()?,
            };
            if current.as_deref() == Some(new) {
                return Ok(());
            }
            let folder = self.paths.backups(lock.path());
            // The oldest backup may be the one to restore.
            let spared = Some(opened.backup.path.as_path());
            back_up_interrupted(&lock, &folder, SystemTime::now(), spared)?;
            if let Some(current) = &current {
                disk::back_up(lock.path(), current, &folder, SystemTime::now(), spared)?;
            }
            let target = FileTarget::new(&lock, current.as_deref(), new);
            match disk::commit(&[target]) {
                Err(Failed::Overtaken(_)) if left > 0 => {}
                outcome => {
                    let replaced = outcome?.old.pop().flatten();
                    if self.shared || self.craft_holds_lock() {
                        let saved = Saved::new(FileRef::Config, &target, replaced);
                        let label = format!("Restored {}", opened.backup.name);
                        self.schedule_config_inspection(label, saved);
                    }
                    break;
                }
            }
        }
        self.reload(true);
        Ok(())
    }
}
