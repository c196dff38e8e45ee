//! Windows, where a console delivers events instead of bytes.

use std::future::pending;
use std::io::{self, Write, stdout};
use std::thread;
use std::time::Instant;

use crossterm::event::{EnableMouseCapture, Event, KeyEventKind, read};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::Waiting;
use crate::tui::terminal::decoder::Decoder;

/// A console always accepts all output.
pub(in crate::tui::terminal) fn write_all(bytes: &[u8], _: Option<Instant>) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// A console reports the mouse once its input mode asks for it.
pub(in crate::tui::terminal) fn report_mouse() -> io::Result<()> {
    crossterm::execute!(stdout(), EnableMouseCapture)
}

/// The console's events, read by a thread.
pub(in crate::tui::terminal) struct Input {
    events: UnboundedReceiver<Event>,
    first: Option<Event>,
}

impl Input {
    pub(in crate::tui::terminal) fn open() -> io::Result<Self> {
        let (sender, events) = unbounded_channel();
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            while let Ok(event) = read() {
                if sender.send(event).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { events, first: None })
    }

    /// Waits until there is input.
    pub(in crate::tui::terminal) async fn ready(&mut self) -> io::Result<()> {
        if self.first.is_none() {
            self.first = self.events.recv().await;
        }
        Ok(())
    }

    /// Passes all pending events to the decoder.
    pub(in crate::tui::terminal) fn read(&mut self, decoder: &mut Decoder) -> io::Result<Waiting> {
        loop {
            let event = match self.first.take() {
                Some(event) => event,
                None => match self.events.try_recv() {
                    Ok(event) => event,
                    Err(TryRecvError::Empty) => return Ok(Waiting::Nothing),
                    Err(TryRecvError::Disconnected) => return Ok(Waiting::Gone),
                },
            };
            // A console also reports key releases.
            if !matches!(&event, Event::Key(key) if key.kind == KeyEventKind::Release) {
                decoder.push(event);
            }
        }
    }

    /// Whether the console is gone.
    pub(in crate::tui::terminal) fn is_gone(&self) -> bool {
        self.events.is_closed()
    }
}

/// A console reports resizes as input events.
pub(in crate::tui::terminal) struct Notices;

impl Notices {
    #[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
    pub(in crate::tui::terminal) const fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    pub(in crate::tui::terminal) async fn next(&mut self) -> bool {
        pending().await
    }
}
