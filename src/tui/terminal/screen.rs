//! Takes the terminal over, and hands it back in its original state whatever happens.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use zeroize::Zeroize;

use super::device::{report_mouse, write_all};
use super::encoder::encode;
use crate::system::signals;
use crate::tui::app::App;

/// A frame of up to this many bytes goes out in one write.
const BUFFER: usize = 64 * 1024;

/// Lets the whole screen scroll (DECSTBM): a program that crashed may have left a smaller region.
const WHOLE_SCREEN_SCROLLS: &str = "\x1b[r";

/// Requests mouse presses, releases and drags, but no motion without a button: nothing needs it.
const REPORT_BUTTONS: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1015h\x1b[?1006h";

/// Also requests motion without a button.
const REPORT_MOTION: &str = "\x1b[?1003h";

/// Stops motion reports. Requests the others again, because a terminal may stop all reports.
const STOP_MOTION: &str = "\x1b[?1003l\x1b[?1000h\x1b[?1002h";

/// Requests the terminal's background color (OSC 11). Terminals that don't know the request ignore
/// it.
const ASK_BACKGROUND: &str = "\x1b]11;?\x1b\\";

/// Buffers the output, and wipes it once written: a frame may show a secret while the person
/// reveals it.
struct Outgoing {
    bytes: Vec<u8>,
}

impl Outgoing {
    fn new() -> Self {
        Self { bytes: Vec::with_capacity(BUFFER) }
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
        // Discard a frame that is still pending when the terminal is handed back.
        let outcome = match lock_taken(None) {
            Some(taken) if !*taken => Ok(()),
            taken => {
                let outcome = write_all(&self.bytes, None);
                drop(taken);
                outcome
            }
        };
        self.bytes.as_mut_slice().zeroize();
        self.bytes.clear();
        outcome
    }
}

/// The terminal while the program owns it.
pub(crate) struct Screen {
    out: Outgoing,
    /// The frame that the terminal shows.
    shown: Buffer,
    /// The previous frame's cells, reused to draw the next one.
    spare: Buffer,
    /// The position of the visible cursor; none if it is hidden.
    cursor: Option<(u16, u16)>,
    mouse: bool,
    /// Whether the terminal reports motion.
    motion: bool,
    /// Whether the frame contains links.
    has_links: bool,
}

impl Screen {
    /// Takes the terminal over.
    pub(crate) fn enter(mouse: bool) -> io::Result<Self> {
        let (shown, spare) = (Buffer::default(), Buffer::default());
        let out = Outgoing::new();
        let has_links = false;
        let mut screen = Self { out, shown, spare, cursor: None, mouse, motion: false, has_links };
        screen.resume()?;
        Ok(screen)
    }

    /// Takes the terminal over again. Returns its size.
    pub(crate) fn resume(&mut self) -> io::Result<Rect> {
        // The program that had the terminal meanwhile may have changed its modes, and raw mode is
        // derived from those.
        disable_raw_mode()?;
        if let Some(mut taken) = lock_taken(None) {
            *taken = true;
        }
        signals::set_terminal(Some(signals::Terminal {
            release: hand_back_quietly,
            retake: || {},
        }));
        enable_raw_mode()?;
        queue!(self.out, EnterAlternateScreen, EnableBracketedPaste)?;
        queue!(self.out, Print(WHOLE_SCREEN_SCROLLS))?;
        if self.mouse {
            report_mouse()?;
            queue!(self.out, Print(REPORT_BUTTONS))?;
        }
        self.motion = false;
        self.measure()
    }

    /// Asks the terminal for its size and starts over with an empty screen. Later size changes
    /// arrive as a signal, so nothing asks in between.
    pub(crate) fn measure(&mut self) -> io::Result<Rect> {
        let (width, height) = crossterm::terminal::size()?;
        let area = Rect { x: 0, y: 0, width, height };
        for buffer in [&mut self.shown, &mut self.spare] {
            buffer.resize(area);
            buffer.reset();
        }
        self.cursor = None;
        // Clear together with the first frame, so that no empty screen flashes before it.
        queue!(self.out, Hide, Clear(ClearType::All))?;
        Ok(area)
    }

    /// Hands the terminal back.
    pub(crate) fn leave(&mut self) -> io::Result<()> {
        self.out.flush()?;
        hand_back()
    }

    /// The terminal's size.
    pub(crate) const fn area(&self) -> Rect {
        self.shown.area
    }

    /// Draws and shows a frame of the app.
    pub(crate) fn show(&mut self, app: &mut App) -> io::Result<()> {
        self.spare.reset();
        let drawn = app.draw(&mut self.spare);
        let had_links = std::mem::replace(&mut self.has_links, !drawn.links().is_empty());
        if had_links && !self.has_links {
            // An unchanged cell would keep its old link.
            self.shown.reset();
            queue!(self.out, Clear(ClearType::All))?;
        }
        encode(&self.shown, &self.spare, &mut self.out)?;
        std::mem::swap(&mut self.shown, &mut self.spare);
        self.write_links(drawn.links())?;
        match (drawn.cursor, self.cursor) {
            (None, None) => {}
            (None, Some(_)) => queue!(self.out, Hide)?,
            // Drawing has moved the cursor.
            (Some((x, y)), Some(_)) => queue!(self.out, MoveTo(x, y))?,
            (Some((x, y)), None) => queue!(self.out, MoveTo(x, y), Show)?,
        }
        self.cursor = drawn.cursor;
        app.drawn(drawn);
        self.report_motion(app.uses_motion())?;
        self.out.flush()
    }

    /// Writes the texts that link to an address again, as links (OSC 8). Terminals without links
    /// show the same text.
    fn write_links(&mut self, links: &[(Rect, String)]) -> io::Result<()> {
        for (area, address) in links {
            let text: String = area.positions().map(|at| self.shown[at].symbol()).collect();
            let text = text.trim_end();
            // The shared id joins the lines of one address into one link.
            let link = format!("\x1b]8;id=sign-in;{address}\x1b\\{text}\x1b]8;;\x1b\\");
            queue!(
                self.out,
                MoveTo(area.x, area.y),
                SetAttribute(Attribute::Underlined),
                Print(link),
                SetAttribute(Attribute::Reset)
            )?;
        }
        Ok(())
    }

    /// Turns motion reports on or off.
    fn report_motion(&mut self, wanted: bool) -> io::Result<()> {
        if !self.mouse || std::mem::replace(&mut self.motion, wanted) == wanted {
            return Ok(());
        }
        let report = if wanted { REPORT_MOTION } else { STOP_MOTION };
        queue!(self.out, Print(report))
    }

    /// Requests the terminal's background color. The answer arrives as input, or never.
    pub(crate) fn ask_background(&mut self) -> io::Result<()> {
        execute!(self.out, Print(ASK_BACKGROUND))
    }

    /// Copies a text to the clipboard of the person's own machine, also over SSH.
    pub(crate) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.out, Print(copy_request(text)))
    }
}

/// Requests that the terminal put a text into the clipboard (OSC 52).
fn copy_request(text: &str) -> String {
    format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(text))
}

impl Drop for Screen {
    fn drop(&mut self) {
        // There is nowhere to report an error.
        let _ = self.leave();
    }
}

/// Whether the program owns the terminal; locked during every write. Handing the terminal back
/// twice would put the cursor on whatever was written in between.
static TAKEN: Mutex<bool> = Mutex::new(false);

/// How long handing the terminal back may block: the terminal may accept nothing more, but the
/// program must end.
const PATIENCE: Duration = Duration::from_secs(1);

/// Takes the lock, or gives up at the deadline.
fn lock_taken(deadline: Option<Instant>) -> Option<MutexGuard<'static, bool>> {
    let Some(deadline) = deadline else {
        return Some(TAKEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    };
    loop {
        match TAKEN.try_lock() {
            Ok(taken) => return Some(taken),
            Err(TryLockError::Poisoned(taken)) => return Some(taken.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn hand_back() -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let taken = lock_taken(Some(deadline));
    if taken.as_ref().is_some_and(|taken| !**taken) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    queue!(bytes, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show)?;
    let written = write_all(&bytes, Some(deadline));
    if let Some(mut taken) = taken {
        *taken = false;
    }
    // Restore the modes even if the terminal accepts no more bytes.
    let modes = disable_raw_mode();
    written.and(modes)
}

/// Hands the terminal back and ignores errors, because no one would see them: a signal or a panic
/// is ending the program.
fn hand_back_quietly() {
    let _ = hand_back();
}
