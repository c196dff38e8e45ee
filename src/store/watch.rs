//! Watches folders for possible changes, and remembers who is waiting for what in each.
//!
//! Folders are keyed by their real paths, links resolved: the system has one watch per folder,
//! whatever name was used to request it, and reports it under only one of these names.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use notify::event::ModifyKind;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// How many times to walk a path again if it changes during the walk.
const TRIES: usize = 8;

/// Watches folders until dropped. It watches folders rather than files, to see a file being
/// replaced.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    /// What to watch for in each folder. Sorted, so that a folder's descendants follow it.
    folders: BTreeMap<PathBuf, Awaited>,
}

/// What to watch for in a folder, by name; none means anything in it. Thousands of workspaces, or
/// their missing folders, may be in one folder.
type Awaited = HashMap<Option<OsString>, HashSet<What>>;

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    Config,
    Credentials,
    /// The lock that a running Craft holds, in this folder.
    Lock(PathBuf),
    /// A workspace's own file, by root path.
    Workspace(String),
    Sessions(String),
    /// One session, by its folder's name.
    Session(String, String),
}

/// What the system reports.
pub(super) enum WatchEvent {
    /// Something may have changed at these paths.
    Changed(Vec<PathBuf>),
    /// Something may have disappeared from these paths, whatever is there now.
    Gone(Vec<PathBuf>),
    /// Events were lost: anything may have changed.
    Lost,
}

impl Watch {
    /// Calls `notify`, from its own thread, whenever something may have changed.
    ///
    /// # Errors
    /// A sentence, when the system refuses.
    pub(super) fn start(notify: impl Fn(WatchEvent) + Send + 'static) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else {
                // An error may hide a change; one unneeded check is fine.
                return notify(WatchEvent::Lost);
            };
            match event.kind {
                _ if event.need_rescan() => notify(WatchEvent::Lost),
                EventKind::Access(_) => {}
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                    notify(WatchEvent::Gone(event.paths));
                }
                _ => notify(WatchEvent::Changed(event.paths)),
            }
        });
        let refused = |error| format!("changes by other programs are not noticed: {error}");
        Ok(Self { watcher: watcher.map_err(refused)?, folders: BTreeMap::new() })
    }

    /// Watches a file: its folder and, for a link, its target's folder too. For a missing folder it
    /// watches for its creation; calling this again then continues from there.
    ///
    /// # Errors
    /// A sentence, when the system refuses.
    pub(super) fn file(&mut self, file: &Path, what: &What) -> Result<(), String> {
        let target = disk::real_path(file).ok().filter(|real| real != file);
        for file in [Some(file), target.as_deref()].into_iter().flatten() {
            // A change between the check and the start of the watch is not reported: check again.
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

    /// Watches everything directly in a folder.
    ///
    /// # Errors
    /// A sentence, when the system refuses.
    pub(super) fn all_in(&mut self, folder: &Path, what: &What) -> Result<(), String> {
        self.folder(folder, None, what).map(|_| ())
    }

    /// Watches a folder. Returns whether it exists.
    fn folder(&mut self, folder: &Path, name: Option<&OsStr>, what: &What) -> Result<bool, String> {
        let Ok(real) = folder.canonicalize() else {
            return Ok(false);
        };
        if !self.folders.contains_key(&real) {
            match self.watcher.watch(&real, RecursiveMode::NonRecursive) {
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => return Ok(false),
                Err(error) => return Err(describe_error(&error, folder)),
                Ok(()) => {}
            }
        }
        let awaited = self.folders.entry(real).or_default();
        let of_name = awaited.entry(name.map(OsStr::to_owned)).or_default();
        of_name.insert(what.clone());
        Ok(true)
    }

    /// Stops watching a folder that is gone, and everything in it: whatever replaces it is a
    /// different folder.
    pub(super) fn forget(&mut self, folder: &Path) {
        if !self.folders.contains_key(folder) {
            return;
        }
        let behind = self.folders.range(folder.to_owned()..);
        let paths = behind.map(|(path, _)| path.clone());
        let below: Vec<PathBuf> = paths.take_while(|path| path.starts_with(folder)).collect();
        for path in below {
            self.folders.remove(&path);
            // The system may have dropped the watch already.
            let _ = self.watcher.unwatch(&path);
        }
    }

    /// Drops all watches.
    pub(super) fn forget_all(&mut self) {
        for path in std::mem::take(&mut self.folders).into_keys() {
            let _ = self.watcher.unwatch(&path);
        }
    }

    /// What a change at a path may affect, each with the entry's name where everything in the
    /// folder is watched.
    pub(super) fn concerned(&self, path: &Path) -> Vec<(What, Option<String>)> {
        let inside = path.parent().and_then(|folder| self.folders.get(folder));
        let mut concerned = Vec::new();
        if let (Some(awaited), Some(entry)) = (inside, path.file_name()) {
            let by_name = awaited.get(&Some(entry.to_owned())).into_iter().flatten();
            concerned.extend(by_name.map(|what| (what.clone(), None)));
            let by_folder = awaited.get(&None).into_iter().flatten();
            concerned
                .extend(by_folder.map(|what| (what.clone(), entry.to_str().map(str::to_owned))));
        }
        // The folder itself: it may be gone.
        let itself = self.folders.get(path).into_iter().flat_map(HashMap::values);
        concerned.extend(itself.flatten().map(|what| (what.clone(), None)));
        concerned
    }

    /// Whether everything in a folder is watched for this.
    pub(super) fn has_all_in(&self, folder: &Path, what: &What) -> bool {
        let real = folder.canonicalize().ok();
        let waited = real.and_then(|real| self.folders.get(&real));
        waited.is_some_and(|all| all.get(&None).is_some_and(|of_all| of_all.contains(what)))
    }
}

/// The nearest existing folder on the way to a file, and the name to wait for in it.
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

fn describe_error(error: &notify::Error, folder: &Path) -> String {
    match error.kind {
        ErrorKind::MaxFilesWatch => "the system can't watch more folders: changes by other programs in the others show only after a restart".to_owned(),
        _ => format!(
            "changes by other programs in {} are not noticed: {error}",
            folder.display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn change_concerns_its_own_name_and_the_folders_contents() {
        let root = tempfile::tempdir().expect("a folder");
        let real = root.path().canonicalize().expect("there");
        // A sibling, which would sort between the folder and its contents if names were compared as
        // text.
        for folder in ["w", "w-1", "w/sessions"] {
            fs::create_dir(real.join(folder)).expect("made");
        }
        let mut watch = Watch::start(|_| ()).expect("started");
        let of = |n: usize| What::Workspace(format!("w{n}"));
        for n in 0..1000 {
            // Their folders are missing.
            let file = real.join(format!("w/{n}/config.json"));
            watch.file(&file, &of(n)).expect("watched");
            watch.file(&file, &of(n)).expect("watched once more");
        }
        let sessions = What::Sessions("w".to_owned());
        watch.all_in(&real.join("w/sessions"), &sessions).expect("watched");
        watch.all_in(&real.join("w-1"), &What::Config).expect("watched");
        assert_eq!(watch.concerned(&real.join("w/7")), [(of(7), None)]);
        let entry = Some("s1".to_owned());
        assert_eq!(watch.concerned(&real.join("w/sessions/s1")), [(sessions.clone(), entry)]);
        assert_eq!(watch.concerned(&real.join("w")).len(), 1000);
        watch.forget(&real.join("w"));
        assert!(watch.concerned(&real.join("w/7")).is_empty());
        assert!(!watch.has_all_in(&real.join("w/sessions"), &sessions));
        assert!(watch.has_all_in(&real.join("w-1"), &What::Config));
    }
}
