//! Signals that end or stop the program.
//!
//! Every thread blocks them, and one thread waits for them. So none interrupts a system call or a
//! save, the terminal is handed back first, and no disposition is ever replaced: at the end the
//! signal is unblocked and its own default ends the program, so that the parent sees which signal
//! it was. A signal that the parent ignored (`nohup`) stays ignored.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{self, SigSet};
use rustix::process::{
    Resource, Rlimit, Signal as ProcessSignal, getpid, getrlimit, kill_process, setrlimit,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use super::temporary;

pub(crate) use nix::sys::signal::Signal;

/// How long a subscriber may take to react before the program ends without it: its thread is stuck
/// then.
const GRACE: Duration = Duration::from_secs(2);

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    End(Signal),
    /// Stop until `fg`.
    Stop,
    /// Nothing: every signal that was sent before [`catch_up`] was called has been delivered.
    CaughtUp,
}

/// A request on its way to the subscriber, who acknowledges it.
pub(crate) struct Delivery {
    request: Request,
    acknowledge: SyncSender<()>,
}

impl Delivery {
    /// Takes the request over: from now on the subscriber carries it out.
    pub(crate) fn accept(self) -> Request {
        // The receiver has given up waiting only when the program is ending already.
        let _ = self.acknowledge.try_send(());
        self.request
    }
}

/// Requests in their order.
pub(crate) type Deliveries = UnboundedReceiver<Delivery>;

/// How to give the terminal back, and how to take it again after a stop.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    /// Restores the modes that it had before the program.
    pub release: fn(),
    /// Sets the program's modes again.
    pub retake: fn(),
}

/// Sent by this process to itself to know how far the waiting thread is. The system hands out
/// pending signals by their numbers (Linux those of faults first), and none that a terminal or a
/// shell sends comes after this one.
#[cfg(target_os = "linux")]
const MARK: Signal = Signal::SIGPWR;
#[cfg(not(target_os = "linux"))]
const MARK: Signal = Signal::SIGUSR2;
static MARKED: AtomicBool = AtomicBool::new(false);

static SUBSCRIBER: Mutex<Option<UnboundedSender<Delivery>>> = Mutex::new(None);
static TERMINAL: Mutex<Option<Terminal>> = Mutex::new(None);
static SAVING: Mutex<()> = Mutex::new(());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Blocks the signals in this thread and in those that it starts from now on, and starts the thread
/// that waits for them. Call it before any other thread exists; later calls do nothing.
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
    thread::Builder::new().name("signals".to_owned()).spawn(move || watch(&taken))?;
    Ok(())
}

/// The signals that end or stop a program by default. `SIGSEGV` and `SIGBUS` are faults of the
/// program itself, for which the standard library has handlers; `SIGPIPE` is an error of a write;
/// `SIGTTIN` and `SIGTTOU` must stop at once.
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
    // `SIGINFO` of the BSDs: ignored by default.
    !left_alone.contains(&signal) && signal.as_str() != "SIGINFO"
}

/// The signals that the parent chose to ignore. Only Linux says so without unsafe code; elsewhere
/// none is known.
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

/// Waits for the signals, for as long as the program lives.
fn watch(taken: &SigSet) {
    loop {
        // It fails only for a set that is not valid, which this one is.
        let Ok(signal) = taken.wait() else { continue };
        let request = match signal {
            MARK if MARKED.swap(false, Ordering::SeqCst) => Request::CaughtUp,
            Signal::SIGTSTP => Request::Stop,
            signal => Request::End(signal),
        };
        if is_delivered(request) {
            continue;
        }
        match request {
            Request::End(signal) => {
                let _finished = uninterrupted();
                release_terminal();
                end_by(signal);
            }
            Request::Stop => {
                let _finished = uninterrupted();
                let terminal = *locked(&TERMINAL);
                release_terminal();
                stop();
                if let Some(terminal) = terminal {
                    (terminal.retake)();
                }
            }
            Request::CaughtUp => {}
        }
    }
}

/// Gives a request to the subscriber. False when there is none, or it does not react.
fn is_delivered(request: Request) -> bool {
    let (acknowledge, acknowledged) = sync_channel(1);
    let delivery = Delivery { request, acknowledge };
    let sent = locked(&SUBSCRIBER).as_ref().map(|s| s.send(delivery));
    if !matches!(sent, Some(Ok(()))) {
        return false;
    }
    // A save may take longer than the grace: it is finished first, and so the subscriber gets its
    // turn.
    match acknowledged.recv_timeout(GRACE) {
        Ok(()) => true,
        Err(RecvTimeoutError::Disconnected) => false,
        Err(RecvTimeoutError::Timeout) => {
            drop(uninterrupted());
            acknowledged.recv_timeout(GRACE).is_ok()
        }
    }
}

/// From here on requests are handed over to the holder of this, which carries them out. Without a
/// subscriber, or when it is stuck, the program ends and stops by itself.
pub(crate) fn subscribe() -> Deliveries {
    let (sender, receiver) = unbounded_channel();
    *locked(&SUBSCRIBER) = Some(sender);
    receiver
}

/// Says how the terminal is given back and taken again, for as long as the program has it.
pub(crate) fn set_terminal(terminal: Option<Terminal>) {
    *locked(&TERMINAL) = terminal;
}

/// Waits until every signal that was sent to this process so far has been delivered, and accepts
/// them.
pub(crate) async fn catch_up(deliveries: &mut Deliveries) -> Vec<Request> {
    let mut requests = Vec::new();
    MARKED.store(true, Ordering::SeqCst);
    let sent = ProcessSignal::from_named_raw(MARK as i32).map(|mark| kill_process(getpid(), mark));
    if !matches!(sent, Some(Ok(()))) {
        return requests;
    }
    // The mark does not arrive where the parent ignores that signal.
    while let Ok(Some(delivery)) = timeout(GRACE, deliveries.recv()).await {
        match delivery.accept() {
            Request::CaughtUp => break,
            request => requests.push(request),
        }
    }
    requests
}

/// Gives the terminal back, where the program has it.
pub(crate) fn release_terminal() {
    if let Some(terminal) = *locked(&TERMINAL) {
        (terminal.release)();
    }
}

/// No signal ends or stops the program until the guard is dropped: a save is finished first.
pub(crate) fn uninterrupted() -> MutexGuard<'static, ()> {
    locked(&SAVING)
}

/// Ends the program by a signal's own default. It comes back only when the parent ignored the
/// signal.
pub(crate) fn end_by(signal: Signal) {
    temporary::remove_all();
    // Secrets may be in memory, and several of these signals write the memory to a file.
    let limit = getrlimit(Resource::Core);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit });
    deliver(signal);
}

/// Stops the program as ctrl-z does, until it is continued. Where no shell could continue it, the
/// system goes on at once.
pub(crate) fn stop() {
    deliver(Signal::SIGTSTP);
    let mut set = SigSet::empty();
    set.add(Signal::SIGTSTP);
    // It was blocked before, so that it can be blocked.
    let _ = set.thread_block();
}

/// Lets the default of a blocked signal happen in this thread. Sent to the thread, not the process,
/// so that the thread that waits for signals does not get it.
fn deliver(signal: Signal) {
    let mut set = SigSet::empty();
    set.add(signal);
    let _ = signal::raise(signal);
    let _ = set.thread_unblock();
}
