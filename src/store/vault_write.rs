use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use super::messages::CRAFT_DELETES_HALF_A_FILE;
use super::secret_rewrite::SecretRewrite;
use crate::disk::{self, DiskError, FileTarget, Locked};
use crate::settings::credential::Credentials;
use crate::settings::edit::diff::Change;

/// The credentials file, ready to be written beside the settings.
pub(super) struct VaultWrite {
    pub lock: Locked,
    /// Its previous bytes; none when there was no file.
    pub old: Option<Vec<u8>>,
    pub new: Vec<u8>,
    pub rewrites: Vec<SecretRewrite>,
    pub known: Arc<Credentials>,
    /// Whether the old bytes are unusable, and are set aside under a name of their own.
    pub sets_aside: bool,
}

impl VaultWrite {
    /// What changes in it, for the history.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        self.rewrites.iter().map(SecretRewrite::change)
    }

    /// The new file for the commit to write, readable by its owner only.
    pub(super) fn target(&self, craft_runs: bool) -> FileTarget<'_> {
        FileTarget {
            lock: &self.lock,
            old: self.old.as_deref(),
            new: &self.new,
            private: true,
            never_in_place: craft_runs.then_some(CRAFT_DELETES_HALF_A_FILE),
        }
    }

    /// Restricts its folder to the owner, and sets unusable bytes aside beside it. Returns the path
    /// of those, if any.
    pub(super) fn prepare(&self, now: SystemTime) -> Result<Option<PathBuf>, DiskError> {
        let path = self.lock.path();
        disk::make_private(path.parent().unwrap_or(path))?;
        let copy = disk::interrupted_copy(path).filter(|_| self.sets_aside);
        if let Some(text) = copy.map(|copy| disk::read(&copy)).transpose()?.flatten() {
            // Before a crash left the file half-written, these may have been good credentials.
            disk::set_aside(path, &text, now)?;
        }
        let old = self.old.as_ref().filter(|_| self.sets_aside);
        old.map(|old| disk::set_aside(path, old, now)).transpose()
    }
}
