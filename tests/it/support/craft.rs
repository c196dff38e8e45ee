//! A process that holds Craft's lock, as a running Craft does.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::yield_now;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use llm_connections::system::craft_process::RunningCraft;

/// The process. Dropping it ends the process and removes its lock.
pub struct HeldLock {
    process: Child,
    lock: PathBuf,
}

impl HeldLock {
    /// A Craft for a home, with its config folder inside.
    pub fn take(home: &Path) -> Self {
        Self::hold(sleep(home), &home.join(".craft-agent"))
    }

    /// A Craft for a home, with another config folder, to which only its name and its environment
    /// lead.
    pub fn take_in(home: &Path, folder: &Path) -> Self {
        let mut command = sleep(home);
        command.arg0("craft-agents").env("CRAFT_CONFIG_DIR", folder);
        Self::hold(command, folder)
    }

    fn hold(mut command: Command, folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("made");
        let process = command.spawn().expect("started");
        // Before exec, a process has no environment of its own to be found by.
        let environment = format!("/proc/{}/environ", process.id());
        let deadline = Instant::now() + Duration::from_secs(20);
        while fs::read(&environment).is_ok_and(|bytes| bytes.is_empty()) {
            assert!(Instant::now() < deadline, "it does not start");
            yield_now();
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after the epoch");
        let lock = folder.join(".server.lock");
        let text = format!(r#"{{"pid":{},"startedAt":{}}}"#, process.id(), now.as_millis());
        fs::write(&lock, text).expect("written");
        Self { process, lock }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// As the program finds it.
    pub fn found(&self) -> RunningCraft {
        RunningCraft { pid: self.pid(), version: None, since: None }
    }
}

/// A program that only waits.
fn sleep(home: &Path) -> Command {
    let mut command = Command::new("sleep");
    command.arg("600").env_clear().env("HOME", home).stdin(Stdio::null());
    command
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_file(&self.lock);
    }
}
