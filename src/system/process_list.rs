//! This user's processes, as `/proc` or a system program lists them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::craft_command::{arguments, words};
use super::platform::{self, home_of_account};

/// The most bytes to read of a process's environment.
const ENVIRONMENT_LIMIT: u64 = 1 << 22;

/// What can be seen of a process. A command line may hold secrets: no `Debug`.
pub(super) struct Process {
    pub pid: u32,
    pub arguments: Vec<String>,
    /// The program that runs, whatever its argument 0 is, if that can be seen.
    pub program: Option<String>,
    /// Its working folder, as the process sees it.
    pub folder: Option<PathBuf>,
    /// Its root folder as seen from here: in a container it differs.
    pub root: PathBuf,
    /// Its home, as the process sees it.
    pub home: PathBuf,
    /// Its `CRAFT_CONFIG_DIR`.
    pub config_dir: Option<PathBuf>,
}

/// All processes of this user.
pub(super) fn list() -> Vec<Process> {
    let processes = in_proc();
    // With a `/proc`, at least this process is in it.
    if processes.is_empty() { listed() } else { processes }
}

fn in_proc() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| read(&entry.path())).collect()
}

/// Reads a process's folder in /proc; none for other folders, and for a process without a command
/// line: a kernel thread, or one that has ended.
pub(super) fn read(folder: &Path) -> Option<Process> {
    let pid = folder.file_name()?.to_str()?.parse().ok()?;
    if !is_mine(folder) {
        return None;
    }
    let command_line = fs::read(folder.join("cmdline")).ok()?;
    let [home, config_dir] = folders_in_environment(folder);
    Some(Process {
        pid,
        arguments: arguments(&String::from_utf8_lossy(&command_line))?,
        program: program(folder),
        folder: fs::read_link(folder.join("cwd")).ok(),
        root: folder.join("root"),
        home: home.unwrap_or_else(home_of_account),
        config_dir,
    })
}

/// The home and the config folder in a process's environment; none when the environment is
/// unreadable or lacks them. Nothing else is used, and what was read is wiped: it may hold Craft's
/// token.
fn folders_in_environment(folder: &Path) -> [Option<PathBuf>; 2] {
    let mut environment = Zeroizing::new(Vec::with_capacity(1 << 16));
    let file = File::open(folder.join("environ"));
    let read = file.and_then(|file| file.take(ENVIRONMENT_LIMIT).read_to_end(&mut environment));
    if read.is_err() {
        return [None, None];
    }
    [&b"HOME="[..], b"CRAFT_CONFIG_DIR="].map(|name| {
        let mut variables = environment.split(|byte| *byte == 0);
        let found = variables.find_map(|variable| variable.strip_prefix(name))?;
        (!found.is_empty()).then(|| platform::os_string(found).into())
    })
}

/// Whether a process is this user's: another user's Craft has its own credentials.
fn is_mine(folder: &Path) -> bool {
    let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
    let owner = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    let owner = owner.and_then(|ids| ids.split_whitespace().next()?.parse::<u32>().ok());
    owner.is_some_and(platform::is_my_id)
}

/// The program that a process runs. Another user's link cannot be read, but its program's short
/// name can.
fn program(folder: &Path) -> Option<String> {
    let Ok(path) = fs::read_link(folder.join("exe")) else {
        let name = fs::read_to_string(folder.join("comm")).ok()?;
        return Some(name.trim_end().to_owned());
    };
    // An update deletes the file under a running process.
    let path = path.to_string_lossy();
    Some(path.trim_end_matches(" (deleted)").to_owned())
}

fn listed() -> Vec<Process> {
    let output = platform::process_listing().output();
    let listed = output.map(|output| output.stdout).unwrap_or_default();
    let lines = String::from_utf8_lossy(&listed);
    lines.lines().filter_map(listed_process).collect()
}

/// A process from a line of the listing; none for one without a command line, which has its name in
/// brackets.
pub(super) fn listed_process(line: &str) -> Option<Process> {
    let (pid, line) = line.trim_start().split_once(' ')?;
    if line.trim_start().starts_with(['[', '(']) {
        return None;
    }
    Some(Process {
        pid: pid.parse().ok()?,
        arguments: words(line),
        program: None,
        folder: None,
        root: "/".into(),
        home: home_of_account(),
        config_dir: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process;

    #[cfg(target_os = "linux")]
    #[test]
    fn own_process_shows_its_program_and_folder() {
        let own = read(&Path::new("/proc").join(process::id().to_string())).expect("read");
        let here = std::env::current_dir().expect("a folder");
        assert_eq!(own.folder.as_deref(), Some(here.as_path()));
        assert!(own.root.join("proc").exists());
        let program = std::env::current_exe().expect("a program");
        assert_eq!(own.program.as_deref(), program.to_str());
    }
}
