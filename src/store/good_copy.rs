//! The newest usable config.json, for when the current file is not.

use std::fs;
use std::time::SystemTime;

use super::Store;
use super::backups::{Backup, Opened, RestoreError};
use super::file::{Content, Unreadable};

/// A copy of config.json that can be restored.
pub struct GoodCopy {
    pub opened: Opened,
    /// Whether it is the last config.json this program read, rather than a backup.
    pub is_last_read: bool,
    /// When config.json was last known to be this copy; none when the disk does not know.
    pub at: Option<SystemTime>,
}

impl Store {
    /// Whether config.json holds an unusable text that a good one can replace.
    pub(crate) fn can_restore(&self) -> bool {
        self.unreadable.as_ref().is_some_and(Unreadable::may_pass)
    }

    /// The newest usable copy of config.json: the last one read, since no backup is newer, else the
    /// newest backup.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn newest_good_copy(&self) -> Result<GoodCopy, RestoreError> {
        if let Content::Text(_) = &self.config {
            let path = self.paths.config();
            let backup = Backup {
                bytes: self.config.bytes().map_or(0, |bytes| bytes.len() as u64),
                name: "config.json as last read".to_owned(),
                path,
            };
            let opened = Opened::new(backup, self.config.clone(), self.settings.clone());
            return Ok(GoodCopy { opened, is_last_read: true, at: Some(self.good_at) });
        }
        let (opened, _) = self.newest_backup()?;
        let at = fs::metadata(&opened.backup.path).and_then(|file| file.modified()).ok();
        Ok(GoodCopy { opened, is_last_read: false, at })
    }
}
