//! Linux and macOS: every thread blocks the signals, and one thread waits for them. So no signal
//! interrupts a system call or a save, and no disposition is ever replaced: at the end the signal
//! is unblocked and its default action ends the program, so that the parent sees which signal it
//! was. A signal that the parent ignored (`nohup`) stays ignored.

use std::io;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use nix::sys::signal::{self, SigSet};
use rustix::process::{
    Pid, Resource, Rlimit, Signal as ProcessSignal, getpid, getrlimit, kill_current_process_group,
    kill_process, setrlimit,
};
use tokio::time::timeout;

use super::{Deliveries, GRACE, StopRequest, carry_out};
use crate::system::temporary;

pub(crate) use nix::sys::signal::Signal;

/// This process sends it to itself to learn how far the waiting thread is. The system delivers
/// pending signals by number (Linux: faults first), and no signal that a terminal or a shell sends
/// comes after this one.
#[cfg(target_os = "linux")]
const MARK: Signal = Signal::SIGPWR;
#[cfg(not(target_os = "linux"))]
const MARK: Signal = Signal::SIGUSR2;
static MARKED: AtomicBool = AtomicBool::new(false);

/// Blocks the signals in this thread and its future children, and starts the thread that waits for
/// them. Call it before any other thread exists; later calls do nothing.
///
/// # Errors
/// When the system refuses the mask or the thread.
pub(crate) fn take() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut outcome = Ok(());
    ONCE.call_once(|| outcome = start());
    outcome
}

fn start() -> io::Result<()> {
    let ignored = ignored();
    let mut taken = SigSet::empty();
    for signal in Signal::iterator().filter(|s| is_taken(*s) && !ignored.contains(s)) {
        taken.add(signal);
    }
    taken.thread_block()?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || watch(taken))?;
    Ok(())
}

/// Whether to take over a signal: those that end or stop a program by default. `SIGSEGV` and
/// `SIGBUS` are faults of the program itself, with handlers in the standard library; `SIGPIPE` is a
/// write error; `SIGTTIN` and `SIGTTOU` must stop at once.
fn is_taken(signal: Signal) -> bool {
    use Signal as S;
    let left_alone = [
        S::SIGKILL,
        S::SIGSTOP,
        S::SIGSEGV,
        S::SIGBUS,
        S::SIGPIPE,
        S::SIGCHLD,
        S::SIGCONT,
        S::SIGURG,
        S::SIGWINCH,
        S::SIGTTIN,
        S::SIGTTOU,
    ];
    // `SIGINFO` on the BSDs: ignored by default.
    !left_alone.contains(&signal) && signal.as_str() != "SIGINFO"
}

/// The signals that the parent chose to ignore. Only Linux reports them without unsafe code;
/// elsewhere none are known.
fn ignored() -> Vec<Signal> {
    let status = if cfg!(target_os = "linux") {
        std::fs::read_to_string("/proc/self/status").unwrap_or_default()
    } else {
        String::new()
    };
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default();
    Signal::iterator().filter(|signal| mask >> (*signal as i32 - 1) & 1 == 1).collect()
}

/// Waits for signals for as long as the program lives.
fn watch(taken: SigSet) {
    loop {
        // It fails only for an invalid set, which this one is not.
        let Ok(signal) = taken.wait() else { continue };
        let request = match signal {
            MARK if MARKED.swap(false, Ordering::SeqCst) => StopRequest::CaughtUp,
            Signal::SIGTSTP => StopRequest::Stop,
            signal => StopRequest::End(signal),
        };
        carry_out(request);
    }
}

/// Waits until every signal sent to this process so far has been delivered, and accepts them.
pub(crate) async fn catch_up(deliveries: &mut Deliveries) -> Vec<StopRequest> {
    let mut requests = Vec::new();
    MARKED.store(true, Ordering::SeqCst);
    let sent = ProcessSignal::from_named_raw(MARK as i32).map(|mark| kill_process(getpid(), mark));
    if !matches!(sent, Some(Ok(()))) {
        return requests;
    }
    // The mark does not arrive if the parent ignores that signal.
    while let Ok(Some(delivery)) = timeout(GRACE, deliveries.recv()).await {
        match delivery.accept() {
            StopRequest::CaughtUp => break,
            request => requests.push(request),
        }
    }
    requests
}

/// Ends the program by a signal's default action. Returns only if the parent ignored the signal.
pub(crate) fn end_by(signal: Signal) {
    temporary::remove_all();
    // Secrets may be in memory, and several of these signals dump it to a file.
    let limit = getrlimit(Resource::Core);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit });
    deliver(signal);
}

/// Stops the program as ctrl-z does, until it is continued. Where no shell could continue it, the
/// system resumes it at once.
pub(crate) fn stop() {
    deliver(Signal::SIGTSTP);
    let mut set = SigSet::empty();
    set.add(Signal::SIGTSTP);
    // It was blocked before, so blocking it cannot fail.
    let _ = set.thread_block();
}

/// Lets a blocked signal's default action happen in this thread. Sends it to the thread rather than
/// the process, so that the thread waiting for signals does not get it.
fn deliver(signal: Signal) {
    let mut set = SigSet::empty();
    set.add(signal);
    let _ = signal::raise(signal);
    let _ = set.thread_unblock();
}

/// Stops this process's whole group as ctrl-z does, so that a parent program gives up the terminal
/// too. Returns whether the signal is on its way to this process.
///
/// # Errors
/// When the system refuses.
pub(crate) fn stop_group() -> io::Result<bool> {
    kill_current_process_group(ProcessSignal::TSTP)?;
    Ok(true)
}

/// Continues the other processes of the group.
pub(crate) fn continue_group() {
    let _ = kill_current_process_group(ProcessSignal::CONT);
}

/// Sends a signal to another process, which may have just ended.
pub(crate) fn pass_on(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let Some((pid, signal)) = pid.zip(ProcessSignal::from_named_raw(signal as i32)) {
        let _ = kill_process(pid, signal);
    }
}
