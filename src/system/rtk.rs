//! The `rtk` that Craft would find: the first in `PATH`, asked for its version once.

use std::ffi::OsStr;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, io};

use super::platform;
use super::programs::find_in as find_program_in;
use crate::settings::workspace::performance::Rtk;

/// How long it may take to print its version.
const TIMEOUT: Duration = Duration::from_secs(2);

/// How often to check for it.
const STEP: Duration = Duration::from_millis(10);

/// The most output to read, in bytes.
const LIMIT: u64 = 4096;

/// Finds `rtk` in this program's `PATH`; Craft's own may differ. Takes as long as `rtk` takes to
/// run, and never much more than two seconds.
pub(crate) fn find() -> Rtk {
    find_in(&env::var_os("PATH").unwrap_or_default(), TIMEOUT)
}

fn find_in(path: &OsStr, timeout: Duration) -> Rtk {
    match find_program_in(path, "rtk") {
        Some(program) => {
            printed(program, timeout).map_or(Rtk::Unusable, |text| Rtk::of_output(&text))
        }
        None => Rtk::NotFound,
    }
}

/// The version output of a program; none when it fails or does not end in time.
fn printed(program: PathBuf, timeout: Duration) -> Option<String> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let ended = wait(&mut child, timeout);
    if !matches!(ended, Ok(Some(_))) {
        // It has already ended or ends now; waiting takes no longer than that.
        let _ = child.kill();
        let _ = child.wait();
        return None;
    }
    let output = child.stdout.take()?;
    // Its children may still hold the other end, and reading would wait for them.
    platform::read_without_waiting(&output).ok()?;
    let mut text = Vec::new();
    match output.take(LIMIT).read_to_end(&mut text) {
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => None,
        _ => Some(String::from_utf8_lossy(&text).into_owned()),
    }
}

/// A program's exit status; none when it did not end in time.
fn wait(child: &mut Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    let end = Instant::now() + timeout;
    loop {
        match child.try_wait()? {
            None if Instant::now() < end => sleep(STEP),
            ended => return Ok(ended),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// A folder with an `rtk` that runs this script. Another program writes it: a file that this
    /// process has open for writing cannot be executed.
    fn folder(script: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut shell = Command::new("sh");
        let write = "printf '#!/bin/sh\n%s\n' \"$0\" > \"$1/rtk\" && chmod +x \"$1/rtk\"";
        let made = shell.args(["-c", write, script]).arg(folder.path()).status();
        assert!(made.expect("started").success());
        folder
    }

    fn found(folder: &Path, timeout: Duration) -> Rtk {
        find_in(folder.as_os_str(), timeout)
    }

    #[test]
    fn first_rtk_in_path_reports_its_version() {
        let (first, second) = (folder("echo rtk 0.24.1"), folder("echo rtk 9.9.9"));
        let empty = tempfile::tempdir().expect("a folder");
        let no_program = tempfile::tempdir().expect("a folder");
        std::fs::write(no_program.path().join("rtk"), "").expect("written");
        let folders = [empty.path(), no_program.path(), first.path(), second.path()];
        let path = env::join_paths(folders).expect("a path");
        assert_eq!(find_in(&path, TIMEOUT), Rtk::Version([0, 24, 1]));
        assert_eq!(found(empty.path(), TIMEOUT), Rtk::NotFound);
        assert_eq!(find_in(OsStr::new("relative:"), TIMEOUT), Rtk::NotFound);
    }

    #[test]
    fn failing_silent_or_hanging_rtk_is_unusable() {
        for script in ["exit 0", "echo none", "kill -9 $$"] {
            assert_eq!(found(folder(script).path(), TIMEOUT), Rtk::Unusable, "{script}");
        }
        let hanging = folder("exec sleep 600");
        assert_eq!(found(hanging.path(), STEP), Rtk::Unusable);
    }

    #[test]
    fn processes_left_by_rtk_are_not_awaited() {
        let leaving = folder("sleep 30 & echo rtk 1.2.3");
        let start = Instant::now();
        assert_eq!(found(leaving.path(), TIMEOUT), Rtk::Version([1, 2, 3]));
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
