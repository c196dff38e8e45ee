//! Linux and macOS.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command};

use nix::unistd::{User, gethostname, getuid};
use rustix::fs::{Access, OFlags, access, fcntl_setfl};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

/// Where Linux keeps its id; the first has priority.
const MACHINE_IDS: [&str; 2] = ["/var/lib/dbus/machine-id", "/etc/machine-id"];

/// Variables that are set where a graphical program can run.
const DISPLAYS: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];

fn pid_of(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().and_then(Pid::from_raw)
}

/// Whether a process is alive. Another user's cannot be signaled, but is alive.
pub(crate) fn is_alive(pid: u32) -> bool {
    pid_of(pid).is_some_and(|id| matches!(test_kill_process(id), Ok(()) | Err(Errno::PERM)))
}

/// Kills a process started by [`start_apart_async`], and its descendants.
pub(crate) fn kill_group(pid: u32) {
    if let Some(id) = pid_of(pid) {
        // A process that has ended need not be killed.
        let _ = kill_process_group(id, Signal::KILL);
    }
}

/// Keeps this terminal's keys from reaching a program.
pub(crate) fn start_apart(command: &mut Command) -> &mut Command {
    command.process_group(0)
}

/// Keeps this terminal's keys from reaching a program, and groups its children with it.
pub(crate) fn start_apart_async(
    command: &mut tokio::process::Command,
) -> &mut tokio::process::Command {
    command.process_group(0)
}

/// The command that lists this user's processes by number and command line, where there is no
/// `/proc`.
pub(crate) fn process_listing() -> Command {
    let mut ps = Command::new("ps");
    ps.args(["-xww", "-o", "pid=,args="]);
    ps
}

/// Whether a file or a process's folder is this user's.
pub(crate) fn is_mine(found: &Metadata) -> bool {
    is_my_id(found.uid())
}

/// Whether a user id is this user's.
pub(crate) fn is_my_id(uid: u32) -> bool {
    uid == getuid().as_raw()
}

/// The account's name.
pub(crate) fn account() -> Option<String> {
    User::from_uid(getuid()).ok().flatten().map(|account| account.name)
}

/// The account's home, which a process has unless it was given another.
pub(crate) fn home_of_account() -> PathBuf {
    let account = User::from_uid(getuid()).ok().flatten();
    account.map(|account| account.dir).unwrap_or_default()
}

/// The kernel with its version, and the machine's architecture.
#[expect(clippy::unnecessary_wraps, reason = "as on the other side")]
pub(crate) fn kernel() -> Option<String> {
    let names = rustix::system::uname();
    let [name, release] = [names.sysname(), names.release()].map(|text| text.to_string_lossy());
    Some(format!("{name} {release} {}", names.machine().to_string_lossy()))
}

/// The permission bits of a file's mode.
#[expect(clippy::unnecessary_wraps, reason = "as on the other side")]
pub(crate) fn mode(found: &Metadata) -> Option<u32> {
    Some(found.permissions().mode() & 0o777)
}

/// The machine's name.
pub(crate) fn host() -> OsString {
    gethostname().unwrap_or_default()
}

/// The source of the machine's id: the registry output on macOS, a text file elsewhere.
pub(crate) enum MachineId {
    Printed(Command),
    InFiles([&'static Path; 2]),
}

/// Where to find the machine's id.
pub(crate) fn machine_id() -> MachineId {
    if cfg!(target_os = "macos") {
        let mut registry = Command::new("ioreg");
        registry.args(["-rd1", "-c", "IOPlatformExpertDevice"]);
        return MachineId::Printed(registry);
    }
    MachineId::InFiles(MACHINE_IDS.map(Path::new))
}

/// Makes a new file accessible to its owner only.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Makes a temporary folder accessible to its owner only.
pub(crate) fn private_folder<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    builder.permissions(fs::Permissions::from_mode(0o700))
}

/// Locks a folder for as long as the returned file lives.
pub(crate) fn lock_folder(folder: &Path) -> io::Result<Option<File>> {
    let lock = File::open(folder)?;
    match lock.try_lock() {
        Ok(()) | Err(TryLockError::WouldBlock) => {}
        // A file system without locks: the process id has to do.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(Some(lock))
}

/// Whether another process has locked a folder.
pub(crate) fn is_locked(folder: &Path) -> bool {
    let lock = File::open(folder).map(|folder| folder.try_lock());
    matches!(lock, Ok(Err(TryLockError::WouldBlock)))
}

/// Whether two paths lead to the same folder.
pub(crate) fn is_same_folder(one: &Path, other: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|found| (found.dev(), found.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// A process's bytes as an OS string.
pub(crate) fn os_string(bytes: &[u8]) -> OsString {
    OsStr::from_bytes(bytes).to_owned()
}

/// Whether a file is executable.
pub(crate) fn is_executable(path: &Path) -> bool {
    access(path, Access::EXEC_OK).is_ok()
}

/// The possible file names of a program.
pub(crate) fn program_files(name: &str) -> [String; 1] {
    [name.to_owned()]
}

/// Makes reading a program's output non-blocking.
pub(crate) fn read_without_waiting(output: &ChildStdout) -> io::Result<()> {
    Ok(fcntl_setfl(output, OFlags::NONBLOCK)?)
}

/// The program that opens a URL in a browser; none where no browser can be shown.
pub(crate) fn opener(over_ssh: bool) -> Option<&'static str> {
    if cfg!(target_os = "macos") {
        return (!over_ssh).then_some("open");
    }
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    DISPLAYS.iter().any(is_set).then_some("xdg-open")
}

/// What the opener gets before the URL.
pub(crate) const BEFORE_URL: &[&str] = &[];

/// A person's editor with its arguments. The variable may hold arguments, which the shell splits;
/// it must not interpret the others.
pub(crate) fn editor(line: &str, arguments: &[OsString]) -> tokio::process::Command {
    let mut shell = tokio::process::Command::new("sh");
    shell.arg("-c").arg(format!("{line} \"$@\"")).arg("sh").args(arguments);
    shell
}

/// The exit code that means the editor was not found.
pub(crate) const EDITOR_NOT_FOUND: i32 = 127;

/// Whether typed text is echoed.
pub(crate) fn has_echo() -> bool {
    tcgetattr(io::stdin()).is_ok_and(|modes| modes.local_modes.contains(LocalModes::ECHO))
}

/// Turns the echo on or off. A terminal that is gone has no echo to set.
pub(crate) fn set_echo(is_on: bool) {
    if let Ok(mut modes) = tcgetattr(io::stdin()) {
        modes.local_modes.set(LocalModes::ECHO, is_on);
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }
}
