//! Tells when another program may have changed config.json.

use std::path::{Path, PathBuf};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// Watches for as long as it lives.
pub struct Watch {
    _watcher: RecommendedWatcher,
    /// What has to be there before the files themselves can be watched.
    missing: Vec<PathBuf>,
}

impl Watch {
    /// Calls `changed`, from a thread of its own, whenever a file may have changed. Folders are watched, not files, so
    /// that one put in another's place is seen too; a link's folder and its target's both.
    ///
    /// # Errors
    /// A sentence when the system would not.
    pub fn start(file: &Path, changed: impl Fn() + Send + 'static) -> Result<Self, String> {
        let told =
            |error: notify::Error| format!("changes by other programs are not seen: {error}");
        let mut names = vec![file.to_owned()];
        names.extend(disk::real_path(file).ok().filter(|real| real != file));
        let mut missing = Vec::new();
        for name in &mut names {
            let file = name.clone();
            // Of a folder that is not there yet, its coming is watched.
            while let Some(folder) = name.parent()
                && !folder.is_dir()
            {
                *name = folder.to_owned();
            }
            if *name != file {
                missing.push(name.clone());
            }
        }
        let files = names.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error may hide a change: then looking once too often is right.
            if event.map_or(true, |e| is_change(&e) && concerns(&e, &files)) {
                changed();
            }
        })
        .map_err(told)?;
        for folder in names.iter().filter_map(|name| name.parent()) {
            watcher
                .watch(folder, RecursiveMode::NonRecursive)
                .map_err(told)?;
        }
        Ok(Self {
            _watcher: watcher,
            missing,
        })
    }

    /// Whether something came that was missing at the start: then only a new watch sees all.
    pub fn is_outdated(&self) -> bool {
        self.missing.iter().any(|path| path.exists())
    }
}

const fn is_change(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}

fn concerns(event: &Event, files: &[PathBuf]) -> bool {
    event.paths.is_empty()
        || event.paths.iter().any(|path| {
            files
                .iter()
                .any(|file| file.file_name() == path.file_name())
        })
}
