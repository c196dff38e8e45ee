//! Reads config.json for a completion, but no workspace files, sessions or credentials: a person is
//! waiting, and config.json has the names to complete.

use super::typed;
use crate::cli::paths;
use crate::settings::Settings;
use crate::store::Store;

fn open() -> Option<Store> {
    Some(Store::open(paths(typed::config_dir()).ok()?))
}

/// A value computed from the settings; the default when they can't be read.
pub(super) fn read<T: Default>(of: impl FnOnce(&Settings) -> T) -> T {
    open().map_or_else(T::default, |store| of(store.settings()))
}

/// The names of the backups.
pub(super) fn backups() -> Vec<String> {
    let backups = open().map(|store| store.backups()).unwrap_or_default();
    backups.into_iter().map(|backup| backup.name).collect()
}
