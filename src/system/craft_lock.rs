//! Finds a running Craft by its lock: `.server.lock` in its config folder. The server and the
//! desktop app both write it, and a killed one leaves it behind.
//!
//! The file is `{"pid":16561,"startedAt":1795694669875}` (milliseconds since the epoch), or the
//! bare pid in older versions. Craft treats a lock as stale when its pid is dead or `startedAt` is
//! before the last boot. Here a pid that another program has reused is stale as well: its process
//! is younger than the lock.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::platform;
use crate::disk;

/// The name of the lock file.
pub(crate) const LOCK: &str = ".server.lock";

/// Craft's data folder inside a home; the lock is there unless `CRAFT_CONFIG_DIR` names another
/// folder. Craft's Linux program is installed there too, but so are its users' scripts.
pub(crate) const DATA_FOLDER: &str = ".craft-agent";

/// The size limit of a lock file, in bytes: anything larger is not a lock.
const LIMIT: u64 = 4096;

/// How much younger than its lock a process may appear, since clocks are adjusted while it runs.
const TOLERANCE: Duration = Duration::from_mins(1);

/// Linux counts a process's start in hundredths of a second on every architecture that this program
/// is built for.
const TICKS_PER_SECOND: u64 = 100;

/// A running Craft and its lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveCraft {
    pub pid: u32,
    /// When it took the lock; in the older format, when the file was written.
    pub since: SystemTime,
    pub lock: PathBuf,
}

/// The Craft that holds the lock of a config folder, else of the home: that one uses the same
/// `credentials.enc`. None when neither folder has a lock, or only a dead process's.
///
/// Reads at most two small files and never blocks: a pipe, a device or a folder in the lock's place
/// is not a lock.
pub(crate) fn live_craft(config_dir: &Path, home: Option<&Path>) -> Option<LiveCraft> {
    let of_home = home.map(|home| home.join(DATA_FOLDER));
    let folders = [Some(config_dir), of_home.as_deref()];
    let mut locks = folders.into_iter().flatten().map(|folder| folder.join(LOCK));
    locks.find_map(|lock| {
        let Holder { pid, since } = read(&lock).ok()??;
        is_held(pid, since).then_some(LiveCraft { pid, since, lock })
    })
}

/// The holder that a lock file names.
#[derive(Debug, PartialEq, Eq)]
struct Holder {
    pid: u32,
    since: SystemTime,
}

/// Reads a lock file; none when it is missing or has other content.
fn read(path: &Path) -> io::Result<Option<Holder>> {
    let Some(file) = disk::open_regular(path)? else {
        return Ok(None);
    };
    let metadata = file.metadata()?;
    if metadata.len() > LIMIT {
        return Ok(None);
    }
    let mut text = String::new();
    file.take(LIMIT).read_to_string(&mut text)?;
    Ok(holder(&text, metadata.modified()?))
}

/// The holder of a lock, from its text and the time the text was written.
fn holder(text: &str, written: SystemTime) -> Option<Holder> {
    let (pid, since) = match serde_json::from_str::<Value>(text.trim()).ok()? {
        Value::Object(lock) => {
            // A number that is not a valid time is ignored.
            let since = lock.get("startedAt").and_then(Value::as_u64);
            let since =
                since.and_then(|ms| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(ms)));
            (lock.get("pid")?.as_u64()?, since.unwrap_or(written))
        }
        pid => (pid.as_u64()?, written),
    };
    let pid = u32::try_from(pid).ok().filter(|pid| *pid > 0)?;
    Some(Holder { pid, since })
}

/// Whether a live process could have taken a lock at a moment: it is not this one, and not younger
/// than the lock. A process of unknown age counts: missing a Craft costs more than one extra
/// question.
fn is_held(pid: u32, since: SystemTime) -> bool {
    if pid == process::id() || !is_alive(pid) {
        return false;
    }
    let Some(start) = age(pid).and_then(|age| SystemTime::now().checked_sub(age)) else {
        return true;
    };
    since.checked_add(TOLERANCE).is_none_or(|latest| start <= latest)
}

fn is_alive(pid: u32) -> bool {
    platform::is_alive(pid) && !is_defunct(pid)
}

/// Whether a process has ended and is only waiting for its parent to reap it.
fn is_defunct(pid: u32) -> bool {
    let state = stat(pid).and_then(|fields| fields.first()?.chars().next());
    matches!(state, Some('Z' | 'X'))
}

/// The fields of a process's `/proc/PID/stat` after its name, which is in parentheses and may hold
/// any character.
fn stat(pid: u32) -> Option<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = line.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

/// How long a process has been running.
fn age(pid: u32) -> Option<Duration> {
    if cfg!(target_os = "linux") {
        // Field 22 of the whole line; two fields come before the rest.
        let ticks: u64 = stat(pid)?.get(19)?.parse().ok()?;
        let uptime = fs::read_to_string("/proc/uptime").ok()?;
        let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        let start = Duration::from_millis(ticks.checked_mul(1000 / TICKS_PER_SECOND)?);
        // In a container, the uptime may be the container's own and shorter.
        return Duration::try_from_secs_f64(uptime).ok()?.checked_sub(start);
    }
    let output = Command::new("ps").args(["-o", "etime=", "-p", &pid.to_string()]).output();
    elapsed(String::from_utf8_lossy(&output.ok()?.stdout).trim())
}

/// Parses the duration that `ps` prints as `[[days-]hours:]minutes:seconds`.
fn elapsed(text: &str) -> Option<Duration> {
    let (days, rest) = text.split_once('-').unwrap_or(("0", text));
    let mut seconds: u64 = 0;
    for part in rest.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let days: u64 = days.parse().ok()?;
    Some(Duration::from_secs(days.checked_mul(24 * 60 * 60)?.checked_add(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Child, Stdio};

    /// A process that waits until it is killed on drop.
    struct Sleeper(Child);

    impl Sleeper {
        fn start() -> Self {
            let mut command = Command::new("sleep");
            Self(command.arg("600").stdin(Stdio::null()).spawn().expect("started"))
        }

        fn end(&mut self) {
            self.0.kill().expect("killed");
            self.0.wait().expect("ended");
        }
    }

    impl Drop for Sleeper {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn milliseconds(moment: SystemTime) -> u128 {
        moment.duration_since(SystemTime::UNIX_EPOCH).expect("after the epoch").as_millis()
    }

    fn write(folder: &Path, text: &str) {
        fs::create_dir_all(folder).expect("made");
        fs::write(folder.join(LOCK), text).expect("written");
    }

    fn lock_of(pid: u32, since: SystemTime) -> String {
        format!(r#"{{"pid":{pid},"startedAt":{}}}"#, milliseconds(since))
    }

    #[test]
    fn config_folders_lock_precedes_the_homes() {
        let root = tempfile::tempdir().expect("a folder");
        let (config, home) = (root.path().join("config"), root.path().join("home"));
        assert_eq!(live_craft(&config, Some(&home)), None);
        let (first, second) = (Sleeper::start(), Sleeper::start());
        let now = SystemTime::now();
        write(&home.join(DATA_FOLDER), &lock_of(second.0.id(), now));
        let found = live_craft(&config, Some(&home)).expect("the home's");
        assert_eq!(
            (found.pid, found.lock),
            (second.0.id(), home.join(".craft-agent/.server.lock"))
        );
        assert_eq!(milliseconds(found.since), milliseconds(now));
        assert_eq!(live_craft(&config, None), None);
        write(&config, &lock_of(first.0.id(), now));
        let found = live_craft(&config, Some(&home)).expect("the folder's");
        assert_eq!((found.pid, found.lock), (first.0.id(), config.join(".server.lock")));
    }

    #[test]
    fn lock_left_by_its_process_is_stale() {
        let root = tempfile::tempdir().expect("a folder");
        let mut craft = Sleeper::start();
        write(root.path(), &lock_of(craft.0.id(), SystemTime::now()));
        assert!(live_craft(root.path(), None).is_some());
        craft.0.kill().expect("killed");
        // Not waited for yet: it stays defunct, like the child of a careless parent.
        while !is_defunct(craft.0.id()) && cfg!(target_os = "linux") {
            std::thread::yield_now();
        }
        if cfg!(target_os = "linux") {
            assert_eq!(live_craft(root.path(), None), None);
        }
        craft.end();
        assert_eq!(live_craft(root.path(), None), None);
    }

    #[test]
    fn a_lock_older_than_the_process_of_its_pid_is_stale() {
        let root = tempfile::tempdir().expect("a folder");
        let other = Sleeper::start();
        let before = |age: Duration| SystemTime::now().checked_sub(age).expect("a moment");
        write(root.path(), &lock_of(other.0.id(), before(TOLERANCE * 2)));
        assert_eq!(live_craft(root.path(), None), None);
        write(root.path(), &lock_of(other.0.id(), before(TOLERANCE / 2)));
        assert!(live_craft(root.path(), None).is_some());
    }

    #[test]
    fn the_older_form_is_a_bare_pid_and_as_old_as_its_file() {
        let root = tempfile::tempdir().expect("a folder");
        let craft = Sleeper::start();
        write(root.path(), &format!("{}\n", craft.0.id()));
        let found = live_craft(root.path(), None).expect("found");
        let written = fs::metadata(root.path().join(LOCK)).expect("there").modified();
        assert_eq!((found.pid, found.since), (craft.0.id(), written.expect("a time")));
        let file = fs::File::options().append(true).open(root.path().join(LOCK)).expect("opened");
        file.set_modified(SystemTime::now() - TOLERANCE * 2).expect("set");
        assert_eq!(live_craft(root.path(), None), None);
    }

    #[test]
    fn invalid_lock_file_is_ignored() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join(LOCK);
        let own = lock_of(process::id(), SystemTime::now());
        let large = format!("{}{}", own, " ".repeat(5000));
        for text in ["", "{", "{}", "null", "[]", "0", "-1", "4294967296", "1e99", &own, &large] {
            write(root.path(), text);
            assert_eq!(live_craft(root.path(), None), None, "{text:?}");
        }
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("made");
        assert_eq!(live_craft(root.path(), None), None);
        fs::remove_dir(&path).expect("removed");
        let made = Command::new("mkfifo").arg(&path).status().expect("started");
        assert!(made.success());
        // Opening the pipe as a file would wait for a writer forever.
        assert_eq!(live_craft(root.path(), None), None);
    }

    #[test]
    fn invalid_timestamp_falls_back_to_the_files() {
        let written = SystemTime::UNIX_EPOCH + Duration::from_secs(5);
        for started in ["-1", "1e400", "1.5", "\"x\"", "null"] {
            let text = format!(r#"{{"pid":7,"startedAt":{started}}}"#);
            let found = holder(&text, written).map(|holder| holder.since);
            assert_eq!(found, Some(written), "{started}");
        }
    }

    #[test]
    fn ps_prints_days_hours_minutes_and_seconds() {
        let seconds = |text| elapsed(text).map(|age| age.as_secs());
        assert_eq!(seconds("00:07"), Some(7));
        assert_eq!(seconds("01:02:03"), Some(3723));
        assert_eq!(seconds("2-00:00:01"), Some(172_801));
        assert_eq!(seconds(""), None);
    }
}
