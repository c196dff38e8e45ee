//! Signals that end the program: not in the midst of a save, and not with a terminal that has no echo.

use std::io;
use std::process::{ExitCode, exit};
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
    let inside = runtime.enter();
    let mut signals = Signals::heard()?;
    drop(inside);
    thread::spawn(move || {
        let kind = runtime.block_on(signals.first());
        let _over = BUSY.lock().unwrap_or_else(PoisonError::into_inner);
        // A terminal that is gone has no echo to get back.
        let _ = disable_raw_mode();
        exit(SIGNALLED + kind.as_raw_value());
    });
    Ok(())
}

/// Those that end the program.
pub struct Signals([(SignalKind, Signal); 4]);

impl Signals {
    /// Listens for them, on the runtime that is around.
    ///
    /// # Errors
    /// When they cannot be listened for.
    pub fn heard() -> io::Result<Self> {
        let heard = |kind: SignalKind| Ok::<_, io::Error>((kind, signal(kind)?));
        Ok(Self([
            heard(SignalKind::interrupt())?,
            heard(SignalKind::terminate())?,
            heard(SignalKind::hangup())?,
            heard(SignalKind::quit())?,
        ]))
    }

    /// The kind of the first one that comes.
    pub async fn first(&mut self) -> SignalKind {
        let [interrupted, terminated, hung_up, quit] = &mut self.0;
        tokio::select! {
            _ = interrupted.1.recv() => interrupted.0,
            _ = terminated.1.recv() => terminated.0,
            _ = hung_up.1.recv() => hung_up.0,
            _ = quit.1.recv() => quit.0,
        }
    }
}

/// The exit code by which a shell tells of a signal.
pub fn code_of(kind: SignalKind) -> ExitCode {
    let code = u8::try_from(SIGNALLED + kind.as_raw_value());
    ExitCode::from(code.unwrap_or(u8::MAX))
}
