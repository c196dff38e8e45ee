//! What ends or stops the program from outside: signals, and their equivalents from the Windows
//! console. The terminal is restored first, and a save in progress is finished.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[cfg(unix)]
pub(crate) use unix::{Signal, catch_up, continue_group, end_by, pass_on, stop, stop_group, take};
#[cfg(windows)]
pub(crate) use windows::{
    Signal, catch_up, continue_group, end_by, pass_on, stop, stop_group, take,
};

/// How long a subscriber may take to react before the program ends without it: its thread is stuck.
const GRACE: Duration = Duration::from_secs(2);

/// What a signal requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopRequest {
    End(Signal),
    /// Stop until `fg`.
    Stop,
    /// Nothing: every signal sent before the call to [`catch_up`] has been delivered.
    #[cfg_attr(windows, expect(dead_code, reason = "nothing is sent to catch up with"))]
    CaughtUp,
}

/// A request on its way to the subscriber, which acknowledges it.
pub(crate) struct Delivery {
    request: StopRequest,
    acknowledge: SyncSender<()>,
}

impl Delivery {
    /// Accepts the request: the subscriber must carry it out.
    pub(crate) fn accept(self) -> StopRequest {
        // The receiver has stopped waiting only if the program is already ending.
        let _ = self.acknowledge.try_send(());
        self.request
    }
}

/// Requests in order.
pub(crate) type Deliveries = UnboundedReceiver<Delivery>;

/// How to restore the terminal, and how to take it back after a stop.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    /// Restores the terminal modes from before the program started.
    pub release: fn(),
    /// Sets the program's modes again.
    pub retake: fn(),
}

static SUBSCRIBER: Mutex<Option<UnboundedSender<Delivery>>> = Mutex::new(None);
static TERMINAL: Mutex<Option<Terminal>> = Mutex::new(None);
static SAVING: Mutex<()> = Mutex::new(());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes a request to the subscriber; without a responsive one, carries it out here.
fn carry_out(request: StopRequest) {
    if is_delivered(request) {
        return;
    }
    match request {
        StopRequest::End(signal) => {
            let _finished = uninterrupted();
            release_terminal();
            end_by(signal);
        }
        StopRequest::Stop => {
            let _finished = uninterrupted();
            let terminal = *locked(&TERMINAL);
            release_terminal();
            stop();
            if let Some(terminal) = terminal {
                (terminal.retake)();
            }
        }
        StopRequest::CaughtUp => {}
    }
}

/// Passes a request to the subscriber. False when there is none, or it does not react.
fn is_delivered(request: StopRequest) -> bool {
    let (acknowledge, acknowledged) = sync_channel(1);
    let delivery = Delivery { request, acknowledge };
    let sent = locked(&SUBSCRIBER).as_ref().map(|s| s.send(delivery));
    if !matches!(sent, Some(Ok(()))) {
        return false;
    }
    // A save may take longer than the grace period: it finishes first, and so the subscriber gets
    // to react.
    match acknowledged.recv_timeout(GRACE) {
        Ok(()) => true,
        Err(RecvTimeoutError::Disconnected) => false,
        Err(RecvTimeoutError::Timeout) => {
            drop(uninterrupted());
            acknowledged.recv_timeout(GRACE).is_ok()
        }
    }
}

/// From now on requests go to the holder of the returned receiver, which carries them out. Without
/// a subscriber, or if it is stuck, the program ends and stops by itself.
pub(crate) fn subscribe() -> Deliveries {
    let (sender, receiver) = unbounded_channel();
    *locked(&SUBSCRIBER) = Some(sender);
    receiver
}

/// Sets how to release and retake the terminal while the program has it.
pub(crate) fn set_terminal(terminal: Option<Terminal>) {
    *locked(&TERMINAL) = terminal;
}

/// Releases the terminal if the program has it.
pub(crate) fn release_terminal() {
    if let Some(terminal) = *locked(&TERMINAL) {
        (terminal.release)();
    }
}

/// No signal ends or stops the program until the guard is dropped: a save finishes first.
pub(crate) fn uninterrupted() -> MutexGuard<'static, ()> {
    locked(&SAVING)
}
