//! Whether a save would have to wait for another program, and which one.

use std::path::PathBuf;

use std::time::Duration;

use super::Store;
use crate::disk::{self, LockHolder};

impl Store {
    /// The files of this store that another program has locked right now.
    pub(crate) fn locked_files(&self) -> Vec<(PathBuf, LockHolder)> {
        let roots = self.settings.workspaces().iter().map(|workspace| &workspace.root_path);
        let own = roots.map(|root| self.paths.workspace_config(root));
        let files = [self.paths.config()].into_iter().chain(self.paths.credentials()).chain(own);
        files.filter_map(|file| disk::lock_holder(&file).map(|holder| (file, holder))).collect()
    }

    /// Whether another program still holds the lock of config.json after this long. Any other
    /// obstacle is reported by the save itself.
    pub(crate) fn is_held(&self, wait: Duration) -> bool {
        // Without a folder nothing is locked; asking must not create one.
        self.paths.config_dir.is_dir()
            && disk::lock(&self.paths.config(), wait).is_err_and(|error| error.is_busy())
    }
}
