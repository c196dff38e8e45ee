//! Whether a Craft that works on the same files is running, by the file that its server keeps for as long as it runs.

use std::path::Path;
use std::process;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use serde_json::Value;

use super::Paths;
use crate::disk;

/// The file's name, in the folder of config.json.
const FILE: &str = ".server.lock";

/// Whether a process that has written such a file is alive. The credentials are under the home folder, whatever folder
/// config.json is in: a server for that folder writes them too.
pub(super) fn has_live_holder(paths: &Paths) -> bool {
    let credentials = paths.credentials();
    let of_credentials = credentials.as_deref().and_then(Path::parent);
    let folders = [Some(&*paths.config_dir), of_credentials];
    folders.into_iter().flatten().any(is_held_in)
}

fn is_held_in(folder: &Path) -> bool {
    // One that cannot be read is not this user's Craft's.
    let held = disk::read_small(&folder.join(FILE)).ok().flatten();
    held.and_then(|bytes| holder(&bytes)).is_some_and(is_alive)
}

/// The process: `{"pid": …}`, or the bare number of older versions.
fn holder(bytes: &[u8]) -> Option<i32> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let pid = value.get("pid").unwrap_or(&value).as_i64()?;
    i32::try_from(pid).ok()
}

fn is_alive(pid: i32) -> bool {
    // Others are groups of processes.
    if pid <= 0 || pid == process::id().cast_signed() {
        return false;
    }
    let Some(process) = Pid::from_raw(pid) else {
        return false;
    };
    // Another user's process does not take our signals.
    matches!(test_kill_process(process), Ok(()) | Err(Errno::PERM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_is_told_in_either_form_and_a_dead_one_holds_nothing() {
        assert_eq!(
            holder(br#"{"pid":16561,"startedAt":1795694669875}"#),
            Some(16561)
        );
        assert_eq!(holder(b"16561"), Some(16561));
        for other in ["", "{}", r#"{"pid":"7"}"#, "99999999999"] {
            assert_eq!(holder(other.as_bytes()), None, "{other}");
        }
        assert!(is_alive(std::os::unix::process::parent_id().cast_signed()));
        assert!(!is_alive(process::id().cast_signed()), "this is no Craft");
        assert!(!is_alive(0) && !is_alive(-1) && !is_alive(i32::MAX));
    }
}
