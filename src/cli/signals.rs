//! Signals that end the program: not in the midst of a save, and not with a terminal that has no echo.

use std::io;
use std::process::exit;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;

use crossterm::terminal::disable_raw_mode;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A shell knows by the number above this which signal ended a program.
const SIGNALLED: i32 = 128;

/// Whoever has it is not ended by a signal.
static BUSY: Mutex<()> = Mutex::new(());

/// Holds signals off until the guard is dropped.
///
/// # Errors
/// When they cannot be listened for.
pub fn held_off() -> io::Result<MutexGuard<'static, ()>> {
    listen()?;
    Ok(BUSY.lock().unwrap_or_else(PoisonError::into_inner))
}

/// From the first time on, a signal waits for a save to be over, and gives the terminal its echo back.
///
/// # Errors
/// When they cannot be listened for.
pub fn listen() -> io::Result<()> {
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| result = start());
    result
}

fn start() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
        SignalKind::quit(),
    ];
    let inside = runtime.enter();
    let [interrupted, terminated, hung_up, quit] = kinds.map(signal);
    let mut signals = [interrupted?, terminated?, hung_up?, quit?];
    drop(inside);
    thread::spawn(move || {
        let kind = runtime.block_on(first(&mut signals, kinds));
        let _over = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
        // A terminal that is gone has no echo to get back.
        let _ = disable_raw_mode();
        exit(SIGNALLED + kind.as_raw_value());
    });
    Ok(())
}

/// The kind of the first one that comes.
async fn first(signals: &mut [Signal; 4], kinds: [SignalKind; 4]) -> SignalKind {
    let [interrupted, terminated, hung_up, quit] = signals;
    tokio::select! {
        _ = interrupted.recv() => kinds[0],
        _ = terminated.recv() => kinds[1],
        _ = hung_up.recv() => kinds[2],
        _ = quit.recv() => kinds[3],
    }
}
