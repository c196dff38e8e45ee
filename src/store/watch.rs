//! Tells when something in a folder may have changed, and keeps in mind what is waited for there.
//!
//! Folders are known by their real paths, links followed: the system has one watch for a folder, by whatever name it was asked,
//! and tells of it by one of these names only.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use notify::event::ModifyKind;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// How often a path is walked anew that changes while it is walked.
const TRIES: usize = 8;

/// Watches folders for as long as it lives. Folders are watched, not files, so that one put in another's place is seen too.
pub struct Watch {
    watcher: RecommendedWatcher,
    /// What is waited for in each folder, by its name there; none stands for whatever is in it.
    folders: HashMap<PathBuf, Vec<(Option<OsString>, What)>>,
}

/// What is watched, in the words of whoever watches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// config.json.
    Config,
    /// The file of credentials.
    Credentials,
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
        let refused = |error| format!("changes by other programs are not seen: {error}");
        Ok(Self {
            watcher: watcher.map_err(refused)?,
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
        for file in [Some(file), target.as_deref()].into_iter().flatten() {
            // What comes between the look and the watch is not told: it is looked at again.
            for _ in 0..TRIES {
                let Some((folder, name)) = nearest(file) else {
                    break;
                };
                let watched = self.folder(folder, Some(name), what)?;
                if watched && nearest(file) == Some((folder, name)) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Watches all that is directly in a folder.
    ///
    /// # Errors
    /// A sentence when the system would not.
    pub fn all_in(&mut self, folder: &Path, what: &What) -> Result<(), String> {
        self.folder(folder, None, what).map(|_| ())
    }

    /// Whether the folder was there to be watched.
    fn folder(&mut self, folder: &Path, name: Option<&OsStr>, what: &What) -> Result<bool, String> {
        let Ok(real) = folder.canonicalize() else {
            return Ok(false);
        };
        if !self.folders.contains_key(&real) {
            match self.watcher.watch(&real, RecursiveMode::NonRecursive) {
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => return Ok(false),
                Err(error) => return Err(told(&error, folder)),
                Ok(()) => {}
            }
        }
        let waited = self.folders.entry(real).or_default();
        if !waited
            .iter()
            .any(|(n, w)| n.as_deref() == name && w == what)
        {
            waited.push((name.map(OsStr::to_owned), what.clone()));
        }
        Ok(true)
    }

    /// A folder that went is watched no more, nor is what was in it: what comes in its place is another one.
    pub fn forget(&mut self, folder: &Path) {
        if !self.folders.contains_key(folder) {
            return;
        }
        let below: Vec<PathBuf> = self.folders.keys().cloned().collect();
        for path in below.iter().filter(|path| path.starts_with(folder)) {
            self.folders.remove(path);
            // The system may have forgotten it already.
            let _ = self.watcher.unwatch(path);
        }
    }

    /// Nothing is watched any more.
    pub fn forget_all(&mut self) {
        for (path, _) in self.folders.drain() {
            let _ = self.watcher.unwatch(&path);
        }
    }

    /// What a change at a path may concern, each with the name of the entry where all in the folder is waited for.
    pub fn concerned(&self, path: &Path) -> Vec<(What, Option<String>)> {
        let entry = path.file_name();
        let inside = path.parent().and_then(|folder| self.folders.get(folder));
        let meant = inside
            .into_iter()
            .flatten()
            .filter_map(|(name, what)| match (name, entry) {
                (Some(name), Some(entry)) => (*name == *entry).then(|| (what.clone(), None)),
                (None, Some(entry)) => Some((what.clone(), entry.to_str().map(str::to_owned))),
                (_, None) => None,
            });
        // The folder itself: it may have gone.
        let itself = self.folders.get(path).into_iter().flatten();
        meant
            .chain(itself.map(|(_, what)| (what.clone(), None)))
            .collect()
    }

    /// Whether all in a folder is watched for something.
    pub fn has_all_in(&self, folder: &Path, what: &What) -> bool {
        let real = folder.canonicalize().ok();
        let waited = real.and_then(|real| self.folders.get(&real));
        waited.is_some_and(|all| all.iter().any(|(name, w)| name.is_none() && w == what))
    }
}

/// The nearest folder on the way to a file that is there, and what of the way is waited for in it.
fn nearest(file: &Path) -> Option<(&Path, &OsStr)> {
    let mut at = file;
    loop {
        let folder = at.parent()?;
        if folder.is_dir() {
            return Some((folder, at.file_name()?));
        }
        at = folder;
    }
}

fn told(error: &notify::Error, folder: &Path) -> String {
    match error.kind {
        ErrorKind::MaxFilesWatch => "the system allows no more folders to be watched: what other programs change in the rest is not seen before the next start".to_owned(),
        _ => format!(
            "what other programs change in {} is not seen: {error}",
            folder.display()
        ),
    }
}
