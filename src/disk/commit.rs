//! The one commit that all writers use: it replaces several files together, or none of them.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::replace::{ReplaceError, Staged, State};
use super::target::FileTarget;
use super::{DiskError, DiskStep, at, folder_of, overtaken, sync_folder};

/// The results of a commit, per file in the order of the targets.
pub struct Committed {
    /// The replaced file, still open: a program that had opened it may still write to it.
    pub old: Vec<Option<File>>,
    /// The files that could not be replaced and were written in place, each with the reason.
    pub in_place: Vec<(PathBuf, &'static str)>,
}

/// Why a commit failed.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// A disk error. Every file is as before.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// Another program has changed a file since it was read. Every file is as that program left it.
    #[error("another program keeps changing {}: try again", .0.display())]
    Overtaken(PathBuf),
    /// Some files are new, and rolling them back failed.
    #[error(transparent)]
    PartialCommit(#[from] Box<PartialCommit>),
}

/// Which files are new and which old, after the disk failed twice.
#[derive(Debug)]
pub struct PartialCommit {
    /// The first failure.
    pub failed: DiskError,
    /// The files with their new bytes.
    pub new: Vec<PathBuf>,
    /// The files with their old bytes.
    pub old: Vec<PathBuf>,
    /// The files that may have a mix, each with the path of a copy of its old bytes.
    pub damaged: Vec<(PathBuf, PathBuf)>,
}

impl std::error::Error for PartialCommit {}

impl fmt::Display for PartialCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |paths: &[PathBuf]| {
            let paths = paths.iter().map(|path| path.display().to_string());
            paths.collect::<Vec<_>>().join(", ")
        };
        write!(f, "{}", self.failed)?;
        for (label, paths) in [("New", &self.new), ("Old", &self.old)] {
            if !paths.is_empty() {
                write!(f, ". {label}: {}", list(paths))?;
            }
        }
        for (path, copy) in &self.damaged {
            write!(f, ". Half written: {}; its old text is in {}", path.display(), copy.display())?;
        }
        Ok(())
    }
}

/// Replaces several files together. First it does everything that can fail; then it compares every
/// file with the bytes that were read; only renames and syncing the folders remain. If one of these
/// fails, the earlier ones are rolled back.
///
/// # Errors
/// Why the commit failed, and the state of the files.
pub fn commit(targets: &[FileTarget<'_>]) -> Result<Committed, Failed> {
    let mut staged = Vec::with_capacity(targets.len());
    for target in targets {
        match Staged::new(target) {
            Ok(one) => staged.push(one),
            Err(error) => return Err(rolled_back(staged, error, target)),
        }
    }
    for at in 0..staged.len() {
        if let Err(error) = staged[at].compare() {
            return Err(rolled_back(staged, error, &targets[at]));
        }
    }
    // Writing in place is more likely to fail, so it comes before the renames.
    let (early, late): (Vec<_>, Vec<_>) =
        (0..staged.len()).partition(|at| staged[*at].is_in_place());
    for at in early.into_iter().chain(late) {
        if let Err(error) = staged[at].switch() {
            return Err(rolled_back(staged, error, &targets[at]));
        }
    }
    if let Err(error) = sync_folders(targets) {
        return Err(rolled_back(staged, ReplaceError::Failed(error), &targets[0]));
    }
    for one in &staged {
        let (path, bytes) = (one.target.lock.path(), one.target.new.len());
        log::info!(path:% = path.display(), how = one.how(), bytes; "written");
    }
    let in_place = staged.iter().filter_map(|one| {
        let why = one.why_in_place()?;
        Some((one.target.lock.path().to_owned(), why))
    });
    Ok(Committed {
        in_place: in_place.collect(),
        old: staged.into_iter().map(Staged::finish).collect(),
    })
}

fn sync_folders(targets: &[FileTarget<'_>]) -> Result<(), DiskError> {
    let mut synced: Vec<&Path> = Vec::new();
    for target in targets {
        let path = target.lock.path();
        let folder = folder_of(path);
        if !synced.contains(&folder) {
            at(DiskStep::SyncFolder, path, || sync_folder(folder))?;
            synced.push(folder);
        }
    }
    Ok(())
}

/// Rolls back the new files, the last first, and reports the resulting state.
fn rolled_back(
    mut staged: Vec<Staged<'_>>,
    error: ReplaceError,
    stopped_at: &FileTarget<'_>,
) -> Failed {
    for one in staged.iter_mut().rev() {
        // Its `state` records the outcome.
        let _ = one.roll_back();
    }
    let path = stopped_at.lock.path();
    let failure = if staged.iter().all(|one| one.state == State::Old) {
        match error {
            ReplaceError::Failed(error) => error.into(),
            ReplaceError::Overtaken => Failed::Overtaken(path.to_owned()),
        }
    } else {
        let failed = match error {
            ReplaceError::Failed(error) => error,
            ReplaceError::Overtaken => overtaken(path),
        };
        let those = |state| {
            let those = staged.iter().filter(move |one| one.state == state);
            those.map(|one| one.target.lock.path().to_owned()).collect()
        };
        let damaged = staged.iter().filter(|one| one.state == State::Damaged);
        let damaged = damaged.filter_map(|one| {
            let copy = one.copy()?;
            Some((one.target.lock.path().to_owned(), copy.to_owned()))
        });
        Failed::PartialCommit(Box::new(PartialCommit {
            failed,
            new: those(State::New),
            old: those(State::Old),
            damaged: damaged.collect(),
        }))
    };
    staged.into_iter().for_each(Staged::abort);
    failure
}
