//! A named pipe by which a test learns that a process is gone: whoever reads from it reads to the
//! end when no process holds it any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Longer than any kill takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// What reads from it.
pub struct Reader(Receiver<String>);

/// Makes one.
pub fn at(path: &Path) -> (PathBuf, Reader) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo").success());
    let (written, read) = channel();
    let path = path.to_owned();
    let own = path.clone();
    // It waits for somebody to write.
    thread::spawn(move || written.send(fs::read_to_string(own).expect("text")));
    (path, Reader(read))
}

impl Reader {
    /// What was written to it, once nothing holds it open any more; none when somebody does for too long.
    pub fn whole(&self) -> Option<String> {
        self.0.recv_timeout(PATIENCE).ok()
    }

    /// Whether no process holds it any more.
    pub fn ends(&self) -> bool {
        self.whole().is_some()
    }
}
