//! Linux and macOS.

use std::io::{self, Stdin, stdin, stdout};
use std::os::fd::AsFd;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, retry_on_intr};
use rustix::process::Signal as ProcessSignal;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{Signal, SignalKind, signal};
use zeroize::Zeroize;

use super::Waiting;
use crate::tui::terminal::decoder::Decoder;

/// The maximum number of bytes to read before acting on any of them.
const INPUT_AT_ONCE: usize = 64 * 1024;

/// Bypasses the standard library's writer, which would keep a copy of the last bytes. With a
/// deadline, drops whatever the terminal has not accepted by then.
pub(in crate::tui::terminal) fn write_all(
    mut bytes: &[u8],
    deadline: Option<Instant>,
) -> io::Result<()> {
    let out = stdout();
    while !bytes.is_empty() {
        if deadline.is_some() && !is_ready(&out, deadline)? {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match retry_on_intr(|| rustix::io::write(out.as_fd(), bytes)) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            // Another program on the same terminal has made it nonblocking.
            Err(Errno::AGAIN) => drop(is_ready(&out, deadline)?),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Waits until the terminal accepts bytes. Returns false if the deadline passes first.
fn is_ready(out: &impl AsFd, deadline: Option<Instant>) -> io::Result<bool> {
    loop {
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let mut terminal = [PollFd::new(out, PollFlags::OUT)];
        match poll(&mut terminal, left.as_ref()) {
            // Retry with the remaining time.
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(ready) => return Ok(ready > 0),
        }
    }
}

/// The escape sequences for mouse reports are enough here.
#[expect(clippy::unnecessary_wraps, reason = "a console may refuse")]
pub(in crate::tui::terminal) const fn report_mouse() -> io::Result<()> {
    Ok(())
}

pub(in crate::tui::terminal) struct Input {
    input: AsyncFd<Stdin>,
}

impl Input {
    pub(in crate::tui::terminal) fn open() -> io::Result<Self> {
        #[expect(
            deprecated,
            reason = "sound here: standard input stays open for as long as the process lives"
        )]
        let input = AsyncFd::with_interest(stdin(), Interest::READABLE)?;
        Ok(Self { input })
    }

    /// Waits until there is input.
    pub(in crate::tui::terminal) async fn ready(&mut self) -> io::Result<()> {
        // Clear the readiness before reading: input that arrives meanwhile wakes the loop again.
        self.input.readable().await?.clear_ready();
        Ok(())
    }

    /// Reads the pending input, up to a limit, before anything acts on it, so that a paste is seen
    /// as a whole.
    pub(in crate::tui::terminal) fn read(&mut self, decoder: &mut Decoder) -> io::Result<Waiting> {
        let mut buffer = [0; 16 * 1024];
        let mut taken = 0;
        loop {
            let waiting = self.waiting()?;
            if waiting != Waiting::More {
                // An escape with nothing after it is the Esc key.
                decoder.take(&[], false);
                return Ok(waiting);
            }
            if taken >= INPUT_AT_ONCE {
                return Ok(waiting);
            }
            match retry_on_intr(|| rustix::io::read(self.input.get_ref(), &mut buffer)) {
                // Any read failure means that the terminal is gone.
                Ok(0) | Err(Errno::IO) => return Ok(Waiting::Gone),
                Ok(length) => {
                    decoder.take(&buffer[..length], true);
                    // The input may have been a secret.
                    buffer[..length].zeroize();
                    taken += length;
                }
                Err(Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Whether the terminal is gone.
    pub(in crate::tui::terminal) fn is_gone(&self) -> bool {
        self.waiting().is_ok_and(|waiting| waiting == Waiting::Gone)
    }

    fn waiting(&self) -> io::Result<Waiting> {
        let mut polled = [PollFd::new(self.input.get_ref(), PollFlags::IN)];
        // A resize or another handled signal may interrupt the call at any time.
        retry_on_intr(|| poll(&mut polled, Some(&Timespec::default())))?;
        let ready = polled[0].revents();
        Ok(if ready.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            Waiting::Gone
        } else if ready.contains(PollFlags::IN) {
            Waiting::More
        } else {
            Waiting::Nothing
        })
    }
}

/// Notices from the system about the terminal.
pub(in crate::tui::terminal) struct Notices {
    resized: Signal,
    resumed: Signal,
}

impl Notices {
    pub(in crate::tui::terminal) fn listen() -> io::Result<Self> {
        Ok(Self {
            resized: signal(SignalKind::window_change())?,
            resumed: signal(SignalKind::from_raw(ProcessSignal::CONT.as_raw()))?,
        })
    }

    /// Waits for a resize (false), or for the program to continue after a stop (true).
    pub(in crate::tui::terminal) async fn next(&mut self) -> bool {
        tokio::select! {
            _ = self.resized.recv() => false,
            _ = self.resumed.recv() => true,
        }
    }
}
