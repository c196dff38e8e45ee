//! Windows. A file in a user's folder belongs to that user, the system and the administrators
//! through inheritance: no permissions are set here.

use std::env;
use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Output, Stdio};

/// The console's interrupt does not reach a program with its own group.
const NEW_GROUP: u32 = 0x0000_0200;

/// Shows no console window.
const NO_WINDOW: u32 = 0x0800_0000;

/// A system program, which nothing in a folder of `PATH` can replace.
fn system_program(name: &str) -> Command {
    let root = env::var_os("SystemRoot").map_or_else(|| PathBuf::from("C:\\Windows"), Into::into);
    let mut command = Command::new(root.join("System32").join(name));
    command.stdin(Stdio::null()).stderr(Stdio::null()).creation_flags(NO_WINDOW);
    command
}

/// Whether a process is alive. Unknown counts as alive: missing a Craft, or removing what a process
/// still uses, costs more than one extra question.
pub(crate) fn is_alive(pid: u32) -> bool {
    let filter = format!("PID eq {pid}");
    let mut list = system_program("tasklist.exe");
    list.args(["/FI", &filter, "/FO", "CSV", "/NH"]).stderr(Stdio::piped());
    pid == std::process::id() || list.output().map_or(true, |listed| may_be_alive(pid, &listed))
}

/// Whether `tasklist` lists a process, or did not answer: for a process that has ended, it writes a
/// sentence.
fn may_be_alive(pid: u32, listed: &Output) -> bool {
    let has_answered =
        listed.status.success() && !(listed.stdout.is_empty() && listed.stderr.is_empty());
    !has_answered || is_listed(pid, &String::from_utf8_lossy(&listed.stdout))
}

/// Whether `tasklist` lists a process, as `"name","PID",…`.
fn is_listed(pid: u32, listed: &str) -> bool {
    // A file name may hold commas, but no quotes.
    listed.lines().any(|line| line.split("\",\"").nth(1) == Some(&pid.to_string()))
}

/// Text typed on a console stays visible: its echo is never turned off here.
pub(crate) const fn has_echo() -> bool {
    false
}

pub(crate) const fn set_echo(_is_on: bool) {}

/// Kills a process and its descendants.
pub(crate) fn kill_group(pid: u32) {
    // A process that has ended need not be killed.
    let _ = system_program("taskkill.exe")
        .args(["/F", "/T", "/PID", &pid.to_string()])
        .stdout(Stdio::null())
        .status();
}

/// Keeps this console's keys from reaching a program.
pub(crate) fn start_apart(command: &mut Command) -> &mut Command {
    command.creation_flags(NEW_GROUP)
}

/// Keeps this console's keys from reaching a program.
pub(crate) fn start_apart_async(
    command: &mut tokio::process::Command,
) -> &mut tokio::process::Command {
    command.creation_flags(NEW_GROUP | NO_WINDOW)
}

/// The command that lists this session's processes by number and command line.
pub(crate) fn process_listing() -> Command {
    let script = "$s = (Get-Process -Id $PID).SessionId; Get-CimInstance Win32_Process -Filter \"SessionId = $s\" | \
                  ForEach-Object { \"$($_.ProcessId) $($_.CommandLine)\" }";
    let mut shell = system_program("WindowsPowerShell\\v1.0\\powershell.exe");
    shell.args(["-NoProfile", "-NonInteractive", "-Command", script]);
    shell
}

/// Whether a file is this user's: the temporary folder is per user.
pub(crate) fn is_mine(_: &Metadata) -> bool {
    true
}

/// Users have no numeric ids.
pub(crate) fn is_my_id(_: u32) -> bool {
    false
}

/// The account's name.
pub(crate) fn account() -> Option<String> {
    env::var("USERNAME").ok()
}

/// The home of this user's account.
pub(crate) fn home_of_account() -> PathBuf {
    dirs::home_dir().unwrap_or_default()
}

/// The kernel, which only `cmd` prints.
pub(crate) fn kernel() -> Option<String> {
    let output = system_program("cmd.exe").args(["/C", "ver"]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Windows has no mode bits.
pub(crate) const fn mode(_: &Metadata) -> Option<u32> {
    None
}

/// The machine's name.
pub(crate) fn host() -> OsString {
    env::var_os("COMPUTERNAME").unwrap_or_default()
}

/// The machine's id, as the registry prints it.
pub(crate) enum MachineId {
    Printed(Command),
    #[expect(dead_code, reason = "other systems keep it in a file")]
    InFiles([&'static Path; 2]),
}

/// Where to find the machine's id.
pub(crate) fn machine_id() -> MachineId {
    let mut registry = system_program("reg.exe");
    registry.args(["QUERY", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid"]);
    MachineId::Printed(registry)
}

/// Files inherit their folder's permissions.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Folders inherit their parent's permissions.
pub(crate) fn private_folder<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}

/// Folders are not locked: the process id shows whether one is in use.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) fn lock_folder(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Whether another process has locked a folder.
pub(crate) fn is_locked(_: &Path) -> bool {
    false
}

/// Whether two paths lead to the same folder.
pub(crate) fn is_same_folder(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// A process's bytes as an OS string.
pub(crate) fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// Whether a file is executable: its extension says so, and only such names are searched for.
pub(crate) fn is_executable(_: &Path) -> bool {
    true
}

/// The possible file names of a program.
pub(crate) fn program_files(name: &str) -> [String; 4] {
    ["exe", "com", "cmd", "bat"].map(|end| format!("{name}.{end}"))
}

/// When the program has ended, its output ends too.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) fn read_without_waiting(_: &ChildStdout) -> io::Result<()> {
    Ok(())
}

/// The program that opens a URL in a browser; none where no browser can be shown. Not `explorer`,
/// which splits a URL at `=` and `,` and then shows a folder.
pub(crate) fn opener(over_ssh: bool) -> Option<&'static str> {
    (!over_ssh).then_some("rundll32")
}

/// What the opener gets before the URL.
pub(crate) const BEFORE_URL: &[&str] = &["url.dll,FileProtocolHandler"];

/// A person's editor with its arguments. The line may hold arguments of its own, and quotes around
/// a path with spaces.
pub(crate) fn editor(line: &str, arguments: &[OsString]) -> tokio::process::Command {
    let mut words = words(line).into_iter();
    let mut editor = tokio::process::Command::new(words.next().unwrap_or_default());
    editor.args(words).args(arguments);
    editor
}

/// Splits a command line into words, respecting quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("one at least").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The exit code by which `cmd` reports that the editor was not found.
pub(crate) const EDITOR_NOT_FOUND: i32 = 9009;

#[cfg(test)]
mod tests {
    use std::os::windows::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn tasklist_names_a_process_in_its_second_column() {
        let listed = "\"bun.exe\",\"412\",\"Console\",\"1\",\"9,000 K\"\r\n";
        assert!(is_listed(412, listed));
        assert!(!is_listed(41, listed));
        assert!(is_listed(412, "\"a, b.exe\",\"412\",\"Console\",\"1\",\"9,000 K\"\r\n"));
        assert!(!is_listed(412, "INFO: No tasks are running which match the specified criteria."));
    }

    #[test]
    fn a_process_counts_as_ended_only_if_tasklist_says_so() {
        let answer = |code, stdout: &str, stderr: &str| Output {
            status: ExitStatus::from_raw(code),
            stdout: stdout.into(),
            stderr: stderr.into(),
        };
        let none = "INFO: No tasks are running which match the specified criteria.";
        assert!(!may_be_alive(412, &answer(0, "", none)));
        assert!(!may_be_alive(412, &answer(0, none, "")));
        assert!(may_be_alive(412, &answer(0, "", "")));
        assert!(may_be_alive(412, &answer(1, "", "ERROR: Access is denied.")));
    }

    #[test]
    fn an_editor_in_quotes_is_one_program() {
        let line = "\"C:\\Program Files\\Notepad++\\notepad++.exe\" -multiInst";
        assert_eq!(words(line), ["C:\\Program Files\\Notepad++\\notepad++.exe", "-multiInst"]);
    }
}
