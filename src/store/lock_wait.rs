//! Whether a save would have to wait for another program.

use std::time::Duration;

use super::Store;
use crate::disk;

impl Store {
    /// Whether another program still holds the lock of config.json after this long. Anything else
    /// that stands in the way of a save is reported by the save itself.
    pub fn is_held(&self, wait: Duration) -> bool {
        // Where no folder is, nothing is held, and none is made for the question.
        self.paths.config_dir.is_dir()
            && disk::lock(&self.paths.config(), wait).is_err_and(|error| error.is_busy())
    }
}
