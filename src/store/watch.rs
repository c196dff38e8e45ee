//! Tells when something in a folder may have changed, and keeps in mind what is watched there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use notify::event::ModifyKind;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// Watches folders for as long as it lives. Folders are watched, not files, so that one put in another's place is seen too.
pub struct Watch {
    watcher: RecommendedWatcher,
    /// What is waited for in each folder, by its name there; none stands for whatever is in it.
    folders: HashMap<PathBuf, Vec<(Option<PathBuf>, What)>>,
}

/// What is watched, in the words of whoever watches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// config.json.
    Config,
    /// The own file of a workspace, by its root path.
    Workspace(String),
    /// The sessions of a workspace.
    Sessions(String),
    /// One of them, by its folder's name.
    Session(String, String),
}

/// What the system told.
pub enum Told {
    /// Something may have changed at these paths.
    Changed(Vec<PathBuf>),
    /// Something may have gone from these paths, whatever stands there now.
    Gone(Vec<PathBuf>),
    /// It lost count: anything may have changed.
    Lost,
}

impl Watch {
    /// Calls `tell`, from a thread of its own, whenever something may have changed.
    ///
    /// # Errors
    /// A sentence when the system would not.
    pub fn start(tell: impl Fn(Told) + Send + 'static) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else {
                // An error may hide a change: then looking once too often is right.
                return tell(Told::Lost);
            };
            match event.kind {
                _ if event.need_rescan() => tell(Told::Lost),
                EventKind::Access(_) => {}
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                    tell(Told::Gone(event.paths));
                }
                _ => tell(Told::Changed(event.paths)),
            }
        });
        Ok(Self {
            watcher: watcher.map_err(|error| told(&error))?,
            folders: HashMap::new(),
        })
    }

    /// Watches a file: its folder and, of a link, its target's too. Of a folder that is not there yet its coming is watched:
    /// asked again then, this goes on from there.
    ///
    /// # Errors
    /// A sentence when the system would not.
    pub fn file(&mut self, file: &Path, what: &What) -> Result<(), String> {
        let target = disk::real_path(file).ok().filter(|real| real != file);
        for name in [Some(file.to_owned()), target].into_iter().flatten() {
            let mut name = name.as_path();
            while let Some(folder) = name.parent()
                && !folder.is_dir()
            {
                name = folder;
            }
            if let Some(folder) = name.parent() {
                self.folder(folder, Some(name.to_owned()), what)?;
            }
        }
        Ok(())
    }

    /// Watches all that is directly in a folder.
    ///
    /// # Errors
    /// A sentence when the system would not.
    pub fn all_in(&mut self, folder: &Path, what: &What) -> Result<(), String> {
        self.folder(folder, None, what)
    }

    fn folder(&mut self, folder: &Path, name: Option<PathBuf>, what: &What) -> Result<(), String> {
        if !self.folders.contains_key(folder) {
            self.watcher
                .watch(folder, RecursiveMode::NonRecursive)
                .map_err(|error| told(&error))?;
        }
        let waited = self.folders.entry(folder.to_owned()).or_default();
        if !waited.iter().any(|(n, w)| *n == name && w == what) {
            waited.push((name, what.clone()));
        }
        Ok(())
    }

    /// A folder that went is watched no more; the same folder come again would be another one.
    pub fn forget(&mut self, folder: &Path) {
        if self.folders.remove(folder).is_some() {
            // The system may have forgotten it already.
            let _ = self.watcher.unwatch(folder);
        }
    }

    /// What a change at a path may concern.
    pub fn concerned(&self, path: &Path) -> Vec<What> {
        let inside = path.parent().and_then(|folder| self.folders.get(folder));
        let inside = inside.into_iter().flatten();
        let meant = inside.filter(|(name, _)| name.as_deref().is_none_or(|name| name == path));
        // The folder itself: it may have gone.
        let itself = self.folders.get(path).into_iter().flatten();
        meant.chain(itself).map(|(_, what)| what.clone()).collect()
    }

    /// Whether a path is a folder that is watched.
    pub fn is_watched(&self, path: &Path) -> bool {
        self.folders.contains_key(path)
    }
}

fn told(error: &notify::Error) -> String {
    match error.kind {
        ErrorKind::MaxFilesWatch => "the system allows no more folders to be watched: what other programs change in the rest is not seen before the next start".to_owned(),
        _ => format!("changes by other programs are not seen: {error}"),
    }
}
