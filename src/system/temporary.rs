//! Temporary folders, private to this user, that do not outlive the program: they are removed on
//! drop, when a signal or a panic ends the program, and, after a kill that leaves no time, at the
//! program's next start. A live process locks its folders: its pid alone does not identify it when
//! several containers share the system's temporary folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::platform;

/// The prefix of all their names; the process id and a random part follow.
const PREFIX: &str = "llm-connections-";

static EXISTING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder with mode 0700.
pub(crate) struct Folder {
    folder: TempDir,
    /// Locked for as long as this lives.
    _lock: Option<File>,
}

impl Folder {
    /// Creates one in the system's temporary folder.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn new() -> io::Result<Self> {
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder =
            platform::private_folder(tempfile::Builder::new().prefix(&prefix)).tempdir()?;
        let lock = platform::lock_folder(folder.path())?;
        existing(|all| all.push(folder.path().to_owned()));
        Ok(Self { folder, _lock: lock })
    }

    /// Writes a new file in it, private to this user.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let path = self.path().join(name);
        let mut options = OpenOptions::new();
        platform::private(options.write(true).create_new(true)).open(&path)?.write_all(bytes)?;
        Ok(path)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        existing(|all| all.retain(|path| path != self.folder.path()));
    }
}

fn existing<T>(act: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    act(&mut EXISTING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Removes all folders of this process, which is about to end without dropping them.
pub(crate) fn remove_all() {
    for path in existing(std::mem::take) {
        // The next start tries again.
        let _ = fs::remove_dir_all(path);
    }
}

/// Removes this user's folders that a killed process left behind.
pub(crate) fn sweep() {
    sweep_in(&std::env::temp_dir());
}

fn sweep_in(folder: &Path) {
    let entries = fs::read_dir(folder);
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(process_of) else {
            continue;
        };
        // Follows no links and touches only this user's own folders: the parent folder is shared
        // with others.
        let is_own =
            entry.metadata().is_ok_and(|found| found.is_dir() && platform::is_mine(&found));
        if is_own && !platform::is_alive(pid) && !platform::is_locked(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The process that created a folder of this name; none for any other name.
fn process_of(name: &str) -> Option<u32> {
    let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    let pid: i32 = pid.parse().ok()?;
    u32::try_from(pid).ok().filter(|pid| *pid > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No system gives a process this id.
    const UNKNOWN: &str = "llm-connections-4194304-";

    #[test]
    fn folder_used_in_another_container_is_not_swept() {
        let shared = tempfile::tempdir().expect("a folder");
        let folders = ["used", "left"].map(|end| shared.path().join(format!("{UNKNOWN}{end}")));
        for folder in &folders {
            fs::create_dir(folder).expect("made");
        }
        let used = File::open(&folders[0]).expect("there");
        used.lock().expect("locked");
        sweep_in(shared.path());
        assert_eq!(folders.each_ref().map(|folder| folder.exists()), [true, false]);
        // Closing alone would leave it locked while a process that another test is starting has the
        // same descriptor.
        used.unlock().expect("unlocked");
        sweep_in(shared.path());
        assert!(!folders[0].exists());
    }

    #[test]
    fn a_folder_is_locked_while_it_is_used() {
        let folder = Folder::new().expect("made");
        let path = folder.path().to_owned();
        assert!(platform::is_locked(&path));
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn only_names_with_a_process_in_them_are_its_own() {
        assert_eq!(process_of("llm-connections-12-aB3"), Some(12));
        for name in [
            "llm-connections-",
            "llm-connections-demo-aB3",
            "llm-connections-0-a",
            "llm-connections--1-a",
            "other-12-aB3",
        ] {
            assert_eq!(process_of(name), None, "{name}");
        }
    }
}
