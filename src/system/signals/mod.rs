//! What ends or stops the program from outside: signals, and what the console of Windows sends in
//! their place. The terminal is handed back first, and a save is finished.

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
    #[cfg_attr(windows, expect(dead_code, reason = "nothing is sent to catch up with"))]
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

static SUBSCRIBER: Mutex<Option<UnboundedSender<Delivery>>> = Mutex::new(None);
static TERMINAL: Mutex<Option<Terminal>> = Mutex::new(None);
static SAVING: Mutex<()> = Mutex::new(());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a request to the subscriber; without one that reacts it is carried out here.
fn carry_out(request: Request) {
    if is_delivered(request) {
        return;
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
