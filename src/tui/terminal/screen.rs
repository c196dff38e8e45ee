//! The terminal's life: taken over, handed back, and left as it was found whatever happens.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
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

/// A frame's bytes go out in one piece, where it has no more than so many.
const BUFFER: usize = 64 * 1024;

/// Asks the terminal for presses, releases and drags of the mouse, but not for where the pointer
/// is while no button is down: nothing needs it.
const REPORT_BUTTONS: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1015h\x1b[?1006h";

/// Asks for where the pointer is as well.
const REPORT_MOTION: &str = "\x1b[?1003h";

/// Asks for that no more. A terminal may end all reports with it.
const STOP_MOTION: &str = "\x1b[?1003l\x1b[?1000h\x1b[?1002h";

/// Asks the terminal on which color it draws (OSC 11). One that does not know the question passes
/// over it.
const ASK_BACKGROUND: &str = "\x1b]11;?\x1b\\";

/// Gathers what goes to the terminal, and wipes it once it is there: a frame may show a secret
/// while the person wants to see it.
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
        // A frame that is still on its way when the terminal is handed back goes nowhere.
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

/// The terminal while the program has it.
pub(crate) struct Screen {
    out: Outgoing,
    /// The frame that the terminal shows.
    shown: Buffer,
    /// The cells of the frame before, in which the next is drawn.
    spare: Buffer,
    /// Where the terminal's cursor is seen; none where it is hidden.
    cursor: Option<(u16, u16)>,
    mouse: bool,
    /// Whether the terminal reports where the pointer is.
    motion: bool,
    /// Whether something that is shown leads to an address.
    has_links: bool,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When the terminal would not.
    pub(crate) fn enter(mouse: bool) -> io::Result<Self> {
        let (shown, spare) = (Buffer::default(), Buffer::default());
        let out = Outgoing::new();
        let has_links = false;
        let mut screen = Self { out, shown, spare, cursor: None, mouse, motion: false, has_links };
        screen.resume()?;
        Ok(screen)
    }

    /// Takes it over again; how large it is.
    ///
    /// # Errors
    /// When the terminal would not.
    pub(crate) fn resume(&mut self) -> io::Result<Rect> {
        // The program that had it meanwhile may have changed its modes: raw mode is made of those.
        disable_raw_mode()?;
        if let Some(mut taken) = lock_taken(None) {
            *taken = true;
        }
        signals::set_terminal(Some(signals::Terminal { release: hand_back_anyway, retake: || {} }));
        enable_raw_mode()?;
        queue!(self.out, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            report_mouse()?;
            queue!(self.out, Print(REPORT_BUTTONS))?;
        }
        self.motion = false;
        self.measure()
    }

    /// Asks the terminal how large it is, and begins anew on an empty screen. Between two calls it
    /// is not asked again: a change of its size is a signal.
    ///
    /// # Errors
    /// When the terminal does not say.
    pub(crate) fn measure(&mut self) -> io::Result<Rect> {
        let (width, height) = crossterm::terminal::size()?;
        let area = Rect { x: 0, y: 0, width, height };
        for buffer in [&mut self.shown, &mut self.spare] {
            buffer.resize(area);
            buffer.reset();
        }
        self.cursor = None;
        // With the first frame, so that no empty screen is seen before it.
        queue!(self.out, Hide, Clear(ClearType::All))?;
        Ok(area)
    }

    /// Hands it back.
    ///
    /// # Errors
    /// When the terminal would not; it may be gone.
    pub(crate) fn leave(&mut self) -> io::Result<()> {
        self.out.flush()?;
        hand_back()
    }

    /// How large it is.
    pub(crate) const fn area(&self) -> Rect {
        self.shown.area
    }

    /// Shows a frame of what there is.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub(crate) fn show(&mut self, app: &mut App) -> io::Result<()> {
        self.spare.reset();
        let drawn = app.draw(&mut self.spare);
        let had_links = std::mem::replace(&mut self.has_links, !drawn.links().is_empty());
        if had_links && !self.has_links {
            // A cell that shows the same as before would go on leading there.
            self.shown.reset();
            queue!(self.out, Clear(ClearType::All))?;
        }
        encode(&self.shown, &self.spare, &mut self.out)?;
        std::mem::swap(&mut self.shown, &mut self.spare);
        self.write_links(drawn.links())?;
        match (drawn.cursor, self.cursor) {
            (None, None) => {}
            (None, Some(_)) => queue!(self.out, Hide)?,
            // What was drawn has moved it.
            (Some((x, y)), Some(_)) => queue!(self.out, MoveTo(x, y))?,
            (Some((x, y)), None) => queue!(self.out, MoveTo(x, y), Show)?,
        }
        self.cursor = drawn.cursor;
        app.drawn(drawn);
        self.report_motion(app.uses_motion())?;
        self.out.flush()
    }

    /// Writes the texts that lead to an address once more, as links (OSC 8). A terminal that knows
    /// none shows the same text.
    fn write_links(&mut self, links: &[(Rect, String)]) -> io::Result<()> {
        for (area, address) in links {
            let text: String = area.positions().map(|at| self.shown[at].symbol()).collect();
            let text = text.trim_end();
            // Lines of one address are one link, by its name.
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

    /// Lets the terminal report where the pointer is, or no more.
    fn report_motion(&mut self, wanted: bool) -> io::Result<()> {
        if !self.mouse || std::mem::replace(&mut self.motion, wanted) == wanted {
            return Ok(());
        }
        let report = if wanted { REPORT_MOTION } else { STOP_MOTION };
        queue!(self.out, Print(report))
    }

    /// Asks the terminal on which color it draws. Its answer comes as input, or never.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub(crate) fn ask_background(&mut self) -> io::Result<()> {
        execute!(self.out, Print(ASK_BACKGROUND))
    }

    /// Puts a text on the clipboard of the person's own machine, over SSH too.
    ///
    /// # Errors
    /// When the terminal would not take it.
    pub(crate) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.out, CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // An error has no one to go to.
        let _ = self.leave();
    }
}

/// Whether the program has the terminal; locked while something is written to it. Handed back
/// twice, it would put the cursor on what was written in between.
static TAKEN: Mutex<bool> = Mutex::new(false);

/// How long the terminal is waited for when it is handed back. It may take nothing more, and the
/// program is to end.
const PATIENCE: Duration = Duration::from_secs(1);

/// The lock, unless the deadline passes first.
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
    // The modes even where the terminal takes no more bytes.
    let modes = disable_raw_mode();
    written.and(modes)
}

/// Hands the terminal back without an error, which no one would see: a signal or a panic ends the
/// program.
fn hand_back_anyway() {
    let _ = hand_back();
}
