//! The terminal's life: taken over, handed back, and left as it was found whatever happens.

use std::io::{self, Write, stdout};
use std::os::fd::AsFd;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use rustix::io::Errno;
use zeroize::Zeroize;

use super::app::App;

/// A frame's bytes go out in one piece, where it has no more than so many.
const BUFFER: usize = 64 * 1024;

/// Gathers what goes to the terminal, and wipes it once it is there: a frame may show a secret for as long as it is asked for.
struct Outgoing {
    bytes: Vec<u8>,
}

impl Outgoing {
    fn new() -> Self {
        Self {
            bytes: Vec::with_capacity(BUFFER),
        }
    }
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() == BUFFER {
            self.flush()?;
        }
        let taken = bytes.len().min(BUFFER - self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        let outcome = write_all(&self.bytes);
        self.bytes.as_mut_slice().zeroize();
        self.bytes.clear();
        outcome
    }
}

/// Past the library's own writer, which would keep a copy of the end.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let out = stdout();
    while !bytes.is_empty() {
        match rustix::io::write(out.as_fd(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The terminal while the program has it.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Outgoing>>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal over. A panic hands it back before it is told.
    ///
    /// # Errors
    /// When the terminal would not.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        hand_back_on_panic();
        let terminal = Terminal::new(CrosstermBackend::new(Outgoing::new()))?;
        let mut screen = Self { terminal, mouse };
        screen.resume()?;
        Ok(screen)
    }

    /// Takes it over again.
    ///
    /// # Errors
    /// When the terminal would not.
    pub fn resume(&mut self) -> io::Result<()> {
        // Whoever had it meanwhile may have changed its modes: raw is set anew from what they are now.
        disable_raw_mode()?;
        TAKEN.store(true, Ordering::Relaxed);
        enable_raw_mode()?;
        let backend = self.terminal.backend_mut();
        execute!(backend, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            execute!(backend, EnableMouseCapture)?;
        }
        // Not `clear`: that asks the terminal where its cursor is, and waits for an answer that may never come.
        let area = self.area()?;
        self.terminal.resize(area)
    }

    /// Hands it back.
    ///
    /// # Errors
    /// When the terminal would not; it may be gone.
    pub fn leave(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().flush()?;
        hand_back()
    }

    /// How large it is.
    ///
    /// # Errors
    /// When nobody knows.
    pub fn area(&self) -> io::Result<Rect> {
        Ok(self.terminal.size()?.into())
    }

    /// Shows a frame of what there is.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub fn show(&mut self, app: &mut App) -> io::Result<()> {
        let mut drawn = None;
        self.terminal.draw(|frame| {
            let now = app.draw(frame.buffer_mut());
            if let Some(cursor) = now.cursor {
                frame.set_cursor_position(cursor);
            }
            drawn = Some(now);
        })?;
        if let Some(drawn) = drawn {
            app.drawn(drawn);
        }
        Ok(())
    }

    /// Puts a text on the clipboard of whoever sits at the terminal, over SSH too.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text)
        )
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.leave();
    }
}

/// Whether the program has the terminal. Handed back twice, it would put the cursor on what was written in between.
static TAKEN: AtomicBool = AtomicBool::new(false);

fn hand_back() -> io::Result<()> {
    if !TAKEN.swap(false, Ordering::Relaxed) {
        return Ok(());
    }
    let mut out = stdout();
    execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    )?;
    disable_raw_mode()
}

fn hand_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let _ = hand_back();
            tell(panic);
        }));
    });
}
