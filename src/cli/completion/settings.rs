//! Reads config.json for a completion, but no workspace files, sessions or credentials: a person is
//! waiting, and config.json has the names to complete.

use super::typed;
use crate::cli::demo::{Demo, unpack};
use crate::cli::paths;
use crate::settings::Settings;
use crate::store::Store;
use crate::system::tool_files::MachineSources;

/// The settings that the line is about: those of the demo are in a temporary folder.
struct Opened {
    store: Store,
    demo: Option<Demo>,
}

fn open() -> Option<Opened> {
    match typed::sample().ok()? {
        Some(sample) => {
            let demo = unpack(sample).ok()?;
            Some(Opened { store: Store::open(demo.paths()), demo: Some(demo) })
        }
        None => Some(Opened { store: Store::open(paths(typed::config_dir()).ok()?), demo: None }),
    }
}

/// A value computed from the settings; the default when they can't be read.
pub(super) fn read<T: Default>(of: impl FnOnce(&Settings) -> T) -> T {
    open().map_or_else(T::default, |opened| of(opened.store.settings()))
}

/// A value computed from the settings and from the files of other programs.
pub(super) fn read_with_tools<T: Default>(of: impl FnOnce(&Settings, &MachineSources) -> T) -> T {
    open().map_or_else(T::default, |opened| {
        // A demo uses nothing from this machine.
        let home = opened.store.paths().home.clone();
        let sources = MachineSources { home, with_variables: opened.demo.is_none() };
        of(opened.store.settings(), &sources)
    })
}

/// The names of the backups.
pub(super) fn backups() -> Vec<String> {
    let backups = open().map(|opened| opened.store.backups()).unwrap_or_default();
    backups.into_iter().map(|backup| backup.name).collect()
}
