use std::path::PathBuf;

use super::file::Unreadable;
use super::messages::not_saved;
use super::patch::PatchError;
use crate::disk::{DiskError, Failed, PartialCommit};
use crate::settings::edit::Refusal;
use crate::vault::Unusable;

/// Why a commit was not made. Every file is unchanged, except for [`CommitError::PartialCommit`].
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The edit does not fit the current settings.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A file that the edit depends on cannot be used.
    #[error("{}", not_saved(.0))]
    Unreadable(#[from] Unreadable),
    /// The disk refused the write.
    #[error("{}", not_saved(.0))]
    Disk(#[from] DiskError),
    /// The change could not be applied to the text.
    #[error("{}", not_saved(format_args!("{}: {}", .path, .source)))]
    Patch { path: String, source: PatchError },
    /// Other programs kept changing a file during the save.
    #[error("{}", not_saved(format_args!("another program keeps changing {}: try again", .0.display())))]
    Overtaken(PathBuf),
    /// Some files were saved, and the disk would not let them be reverted.
    #[error("saved in part: {0}")]
    PartialCommit(Box<PartialCommit>),
    /// The credentials cannot be used.
    #[error("{}", not_saved(format_args!("credentials.enc {}", .0)))]
    Credentials(#[from] Unusable),
    /// The encrypted credentials would not decrypt to what was intended.
    #[error("{}", not_saved("the credentials could not be written correctly"))]
    Unintended,
    /// The system provides no random bytes, which encryption needs.
    #[error("{}", not_saved(format_args!("the system provides no random bytes: {}", .0)))]
    NoRandom(#[from] getrandom::Error),
    /// A running Craft cannot make the change; the reason, as a sentence.
    #[error("{0}")]
    NotThroughCraft(String),
    /// There is nothing to undo or redo.
    #[error("nothing to {0}")]
    Nothing(&'static str),
}

impl CommitError {
    /// Whether another program held a lock for too long.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Self::Disk(error) if error.is_busy())
    }
}

impl From<Failed> for CommitError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Disk(error) => error.into(),
            Failed::Overtaken(path) => Self::Overtaken(path),
            Failed::PartialCommit(partial) => Self::PartialCommit(partial),
        }
    }
}
