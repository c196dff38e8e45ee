//! Windows: the console's events, each under the name of the equivalent signal. The program ends
//! with the exit code that Windows itself uses for them.

use std::sync::Once;
use std::{fmt, io, thread};

use tokio::runtime::Builder;
use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};

use super::{Deliveries, StopRequest, carry_out};
use crate::system::temporary;

/// The console's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::upper_case_acronyms, reason = "the names that these have elsewhere")]
pub(crate) enum Signal {
    /// The window is closed, or the person logs off.
    SIGHUP = 1,
    /// Ctrl-C.
    SIGINT = 2,
    /// Ctrl-Break.
    SIGQUIT = 3,
    /// The machine shuts down.
    SIGTERM = 15,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Windows' exit code for a program that ctrl-C ends (`STATUS_CONTROL_C_EXIT`).
const CONTROL_C_EXIT: i32 = 0xC000_013A_u32.cast_signed();

/// Starts the thread that waits for console events; later calls do nothing.
///
/// # Errors
/// When the system refuses the thread.
pub(crate) fn take() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut outcome = Ok(());
    ONCE.call_once(|| outcome = start());
    outcome
}

fn start() -> io::Result<()> {
    let runtime = Builder::new_current_thread().build()?;
    let (mut interrupt, mut quit, mut close, mut logoff, mut shutdown) = {
        let _entered = runtime.enter();
        (ctrl_c()?, ctrl_break()?, ctrl_close()?, ctrl_logoff()?, ctrl_shutdown()?)
    };
    let watch = async move {
        loop {
            let signal = tokio::select! {
                _ = interrupt.recv() => Signal::SIGINT,
                _ = quit.recv() => Signal::SIGQUIT,
                _ = close.recv() => Signal::SIGHUP,
                _ = logoff.recv() => Signal::SIGHUP,
                _ = shutdown.recv() => Signal::SIGTERM,
            };
            carry_out(StopRequest::End(signal));
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(watch))?;
    Ok(())
}

/// Nothing to wait for: console events are delivered at once.
pub(crate) async fn catch_up(deliveries: &mut Deliveries) -> Vec<StopRequest> {
    let mut requests = Vec::new();
    while let Ok(delivery) = deliveries.try_recv() {
        requests.push(delivery.accept());
    }
    requests
}

pub(crate) fn end_by(_: Signal) {
    temporary::remove_all();
    std::process::exit(CONTROL_C_EXIT);
}

/// No shell could continue a stopped program.
pub(crate) const fn stop() {}

/// The same for its group. Returns whether a stop request is on its way.
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
pub(crate) const fn stop_group() -> io::Result<bool> {
    Ok(false)
}

/// Nothing was stopped.
pub(crate) const fn continue_group() {}

/// The console sends the same event to all its programs.
pub(crate) const fn pass_on(_: u32, _: Signal) {}
