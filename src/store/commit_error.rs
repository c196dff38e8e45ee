//! Why a commit was not made.

use std::path::PathBuf;

use super::file::Unreadable;
use super::patch::PatchError;
use crate::disk::{DiskError, Failed, Mixed};
use crate::settings::edit::Refusal;
use crate::vault::Unusable;

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
    /// A running Craft cannot make the change; why, in a sentence.
    #[error("{0}")]
    NotThroughCraft(String),
    /// There is nothing to undo or redo.
    #[error("nothing to {0}")]
    Nothing(&'static str),
}

impl CommitError {
    /// Whether another program held a lock for too long.
    pub fn is_busy(&self) -> bool {
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
