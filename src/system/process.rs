//! Running a program for its output: bounded in time and size, without a shell, leaving no process
//! behind.

use std::ffi::OsStr;
use std::io;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::{timeout, timeout_at};

use super::platform;

/// The most output to keep, in bytes.
const MAX_PRINTED: u64 = 64 << 10;

/// How long processes that a program leaves behind may keep printing.
const LEFT_BEHIND: Duration = Duration::from_millis(200);

/// How long to wait for a killed program.
const KILLED: Duration = Duration::from_secs(1);

/// The result of running a program.
pub(crate) struct Ran {
    /// None when it did not end in time.
    pub status: Option<ExitStatus>,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
}

/// Runs a program until `deadline`. Kills it then, also when this future is dropped.
///
/// # Errors
/// When it cannot be started or waited for.
pub(crate) async fn run(
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    deadline: Instant,
) -> io::Result<Ran> {
    run_with(program, arguments, &[], deadline).await
}

/// The same, with variables added to the environment.
///
/// # Errors
/// When it cannot be started or waited for.
pub(crate) async fn run_with(
    program: impl AsRef<OsStr>,
    arguments: &[&str],
    variables: &[(&str, &str)],
    deadline: Instant,
) -> io::Result<Ran> {
    let program = program.as_ref();
    log::info!(program:% = program.display(); "program-started");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // Its children are killed with it: a launcher is not always the program itself.
    let child = platform::start_apart_async(&mut command).spawn()?;
    let mut group = Group(child);
    let (stdout, stderr) = (group.0.stdout.take(), group.0.stderr.take());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let ended = async {
        let mut reading = pin!(async {
            tokio::join!(read(stdout, &mut out), read(stderr, &mut err));
        });
        let status = tokio::select! {
            status = group.0.wait() => status,
            () = &mut reading => return group.0.wait().await,
        };
        // A daemon that it started may hold its output open forever.
        let _ = timeout(LEFT_BEHIND, reading).await;
        status
    };
    let status = if let Ok(status) = timeout_at(deadline.into(), ended).await {
        Some(status?)
    } else {
        group.kill();
        // It usually ends at once, and must be waited for or it stays a zombie; but a process stuck
        // in a system call does not end.
        let _ = timeout(KILLED, group.0.wait()).await;
        None
    };
    Ok(Ran { status, out, err })
}

/// A process and its descendants.
struct Group(Child);

impl Group {
    /// Kills the group, unless its leader has already exited by itself: what it left behind was
    /// meant to stay.
    fn kill(&mut self) {
        if let Some(id) = self.0.id() {
            platform::kill_group(id);
        }
        // It may have moved to another group.
        let _ = self.0.start_kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads the output, up to the limit. The rest is read and dropped: a program with a full pipe
/// would block.
async fn read(from: Option<impl AsyncRead + Unpin>, printed: &mut Vec<u8>) {
    if let Some(mut from) = from {
        // An unreadable pipe has ended.
        let _ = (&mut from).take(MAX_PRINTED).read_to_end(printed).await;
        let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
}
