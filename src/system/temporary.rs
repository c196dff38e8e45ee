//! Temporary folders for this user alone that do not outlive the program: they go when they are dropped, when a signal
//! or a panic ends the program, and, after a kill that leaves no time, when the program starts the next time.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, test_kill_process};
use tempfile::TempDir;

/// How the names of all of them begin; the process id and something random follow.
const PREFIX: &str = "llm-connections-";

static EXISTING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder with the mode 0700.
pub struct Folder(TempDir);

impl Folder {
    /// Makes one in the system's folder for temporary files.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir()?;
        existing(|all| all.push(folder.path().to_owned()));
        Ok(Self(folder))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        existing(|all| all.retain(|path| path != self.0.path()));
    }
}

fn existing<T>(act: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    act(&mut EXISTING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Removes all folders of this process: it is about to end without dropping them.
pub fn remove_all() {
    for path in existing(std::mem::take) {
        // The next start tries again.
        let _ = fs::remove_dir_all(path);
    }
}

/// Removes the folders of this user that a killed process left behind.
pub fn sweep() {
    let entries = fs::read_dir(std::env::temp_dir());
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(process_of) else {
            continue;
        };
        // Not through a link, and only what is this user's own: the folder is shared with others.
        let is_own = entry
            .metadata()
            .is_ok_and(|found| found.is_dir() && found.uid() == geteuid().as_raw());
        if is_own && test_kill_process(pid) == Err(Errno::SRCH) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The process that made a folder of this name; none for any other name.
fn process_of(name: &str) -> Option<Pid> {
    let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
    Pid::from_raw(pid.parse().ok().filter(|pid| *pid > 0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_process_in_them_are_its_own() {
        assert_eq!(process_of("llm-connections-12-aB3"), Pid::from_raw(12));
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
