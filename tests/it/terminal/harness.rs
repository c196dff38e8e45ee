//! A pseudo-terminal with a program in it. Nothing here sleeps: waiting ends with the program's
//! output, or at a deadline that even a busy machine does not reach.

use std::io::{Read, Write};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use vt100::{MouseProtocolMode, Screen};

use crate::terminal::sight::{on, picture, place};

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// What a command has produced so far.
struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// Texts that must never appear on the screen, and whether one did.
    forbidden: Vec<&'static str>,
    seen: Option<String>,
    /// A text, and every state of the line that has it.
    followed: Option<(&'static str, Vec<String>)>,
    exit: Option<ExitStatus>,
    /// The signal that ended it.
    signal: Option<i32>,
    /// All of its output has been read.
    drained: bool,
    /// The reader must release the terminal.
    hang_up: bool,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Also after a timed-out wait, which ends while holding the state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Terminal {
    shared: Arc<Shared>,
    keys: Option<Sender<Vec<u8>>>,
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    pid: Pid,
    before: String,
}

/// How a program ended.
pub struct End {
    /// Its exit code; 1 when a signal ended it.
    pub code: u32,
    /// The number of the signal that ended it, as its parent sees it.
    pub signal: Option<i32>,
    pub raw: Vec<u8>,
}

impl Terminal {
    /// Starts a command in a terminal high enough for the first connections of the sample.
    pub fn start(command: CommandBuilder) -> Self {
        let (cols, rows) = (80, 34);
        let pair = native_pty_system().openpty(size(cols, rows)).unwrap();
        let before = modes_of(&*pair.master);
        let mut child = pair.slave.spawn_command(command).unwrap();
        let pid = i32::try_from(child.process_id().unwrap()).unwrap();
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                parser: vt100::Parser::new(rows, cols, 0),
                raw: Vec::new(),
                forbidden: Vec::new(),
                seen: None,
                followed: None,
                exit: None,
                signal: None,
                drained: false,
                hang_up: false,
            }),
            changed: Condvar::new(),
        });
        let reader = pair.master.try_clone_reader().unwrap();
        let of_thread = Arc::clone(&shared);
        thread::spawn(move || read(reader, &of_thread));
        let of_thread = Arc::clone(&shared);
        thread::spawn(move || {
            // Inspected before it is reaped: the library reports a signal only by its localized
            // name.
            let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            let status = waitid(WaitId::Pid(Pid::from_raw(pid).unwrap()), ended).unwrap();
            let exit = child.wait().unwrap();
            of_thread.change(|state| {
                state.signal = status.and_then(|status| status.terminating_signal());
                state.exit = Some(exit);
            });
        });
        // A separate thread: a program that reads no more keys must not block the test.
        let (keys, typed) = channel::<Vec<u8>>();
        let mut writer = pair.master.take_writer().unwrap();
        thread::spawn(move || {
            for bytes in typed {
                if writer.write_all(&bytes).is_err() {
                    return;
                }
            }
        });
        Self {
            shared,
            keys: Some(keys),
            master: Some(pair.master),
            slave: Some(pair.slave),
            pid: Pid::from_raw(pid).unwrap(),
            before,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.lock()
    }

    #[track_caller]
    fn wait<T>(&self, what: &str, mut until: impl FnMut(&State) -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        let mut state = self.state();
        loop {
            if let Some(found) = until(&state) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what}; exit: {:?}; the screen:\n{}",
                state.exit,
                picture(state.parser.screen())
            );
            state = self
                .shared
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits until a condition on the screen holds.
    #[track_caller]
    pub fn wait_for(&self, what: &str, mut until: impl FnMut(&Screen) -> bool) {
        self.wait(what, |state| until(state.parser.screen()).then_some(()));
    }

    /// Waits until a text appears on the screen.
    #[track_caller]
    pub fn see(&self, text: &str) {
        self.wait_for(&format!("“{text}”"), |screen| screen.contents().contains(text));
    }

    /// Waits until the screen has a text, wherever its lines break: one with a path of the test in
    /// it breaks differently on every machine.
    #[track_caller]
    pub fn read(&self, text: &str) {
        self.wait_for(&format!("“{text}”, over several lines"), |screen| {
            let contents = screen.contents();
            let words = contents.split_whitespace().filter(|word| !["│", "┃"].contains(word));
            words.collect::<Vec<_>>().join(" ").contains(text)
        });
    }

    /// Waits until a text disappears.
    #[track_caller]
    pub fn gone(&self, text: &str) {
        self.wait_for(&format!("“{text}” to go"), |screen| !screen.contents().contains(text));
    }

    /// From now on these texts must not appear on the screen even for one frame.
    pub fn forbid(&self, texts: &[&'static str]) {
        self.shared.change(|state| {
            state.forbidden = texts.to_vec();
            state.seen = None;
        });
    }

    /// The screen on which a forbidden text appeared.
    pub fn forbidden(&self) -> Option<String> {
        self.state().seen.clone()
    }

    /// From now on records every state of the line that has a text.
    pub fn follow(&self, text: &'static str) {
        self.shared.change(|state| state.followed = Some((text, Vec::new())));
    }

    /// Waits until the followed line has been there, if only for one frame.
    #[track_caller]
    pub fn followed_once(&self) {
        self.wait("the followed line", |state| {
            let (_, lines) = state.followed.as_ref()?;
            (!lines.is_empty()).then_some(())
        });
    }

    /// The recorded states, in order.
    pub fn followed(&self) -> Vec<String> {
        let followed = self.state().followed.clone();
        followed.map(|(_, lines)| lines).unwrap_or_default()
    }

    /// Reads the screen as it is now.
    pub fn screen<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.state().parser.screen())
    }

    /// Waits until the program has written a text, control sequences included.
    #[track_caller]
    pub fn writes(&self, text: &str) {
        let is_written = |raw: &[u8]| raw.windows(text.len()).any(|part| part == text.as_bytes());
        self.wait(&format!("{text:?}"), |state| is_written(&state.raw).then_some(()));
    }

    /// All output of the program so far.
    pub fn raw(&self) -> Vec<u8> {
        self.state().raw.clone()
    }

    /// Changes the terminal's screen behind the program's back.
    pub fn scribble(&self, bytes: &[u8]) {
        self.shared.change(|state| state.parser.process(bytes));
    }

    pub fn keys(&self, keys: &str) {
        let typing = self.keys.as_ref().unwrap();
        typing.send(keys.as_bytes().to_vec()).unwrap();
    }

    /// Pastes, as a terminal with bracketed paste does.
    pub fn paste(&self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Right-clicks on a text.
    #[track_caller]
    pub fn right_click(&self, text: &str) {
        self.press(2, text);
    }

    /// Clicks on a text.
    #[track_caller]
    pub fn click(&self, text: &str) {
        self.press(0, text);
    }

    #[track_caller]
    fn press(&self, button: u8, text: &str) {
        let (row, column) = self.wait(&format!("“{text}”, to click on it"), |state| {
            place(state.parser.screen(), text)
        });
        let (x, y) = (column + 1, row + 1);
        self.keys(&format!("\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m"));
    }

    /// Resizes the terminal.
    pub fn resize(&self, cols: u16, rows: u16) {
        // The screen first, so that what the program draws for the new size fits.
        self.shared.change(|state| state.parser.screen_mut().set_size(rows, cols));
        let master = self.master.as_ref().unwrap();
        master.resize(size(cols, rows)).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// The program's process id.
    pub const fn pid(&self) -> Pid {
        self.pid
    }

    /// The terminal's device file.
    pub fn file(&self) -> std::path::PathBuf {
        self.master.as_ref().unwrap().tty_name().unwrap()
    }

    /// Whether its modes (echo, lines, signals) are those from before the program started.
    pub fn has_first_modes(&self) -> bool {
        modes_of(&**self.master.as_ref().unwrap()) == self.before
    }

    /// Closes the terminal, as closing its window does, and waits for the program to end.
    #[track_caller]
    pub fn hang_up(mut self) -> Option<i32> {
        self.shared.change(|state| state.hang_up = true);
        // The reader sleeps until the program writes: a resize makes it write.
        let (rows, cols) = self.screen(Screen::size);
        let master = self.master.take().unwrap();
        master.resize(size(cols + 1, rows)).unwrap();
        self.wait("the reader to let go", |state| state.drained.then_some(()));
        self.keys = None;
        drop(master);
        self.wait("the end of the program", |state| state.exit.as_ref().map(|_| state.signal))
    }

    /// Kills the program, which leaves the terminal as it is, and waits until its parent knows.
    #[track_caller]
    pub fn kill(self) {
        self.signal(Signal::KILL);
        self.wait("the end of the program", |state| state.exit.as_ref().map(drop));
    }

    /// Waits until a signal has ended the program, and checks that everything is restored.
    #[track_caller]
    pub fn ended_by(self, signal: Signal) {
        let end = self.end();
        assert_eq!(end.signal, Some(signal.as_raw()), "exit code {}", end.code);
    }

    /// Waits until the program has ended and all its output is read.
    #[track_caller]
    pub fn end(mut self) -> End {
        let code = self
            .wait("the end of the program", |state| state.exit.as_ref().map(ExitStatus::exit_code));
        assert!(self.has_first_modes(), "the terminal's modes are others");
        self.slave = None;
        self.wait("the rest of its output", |state| state.drained.then_some(()));
        let state = self.state();
        let screen = state.parser.screen();
        assert!(
            !screen.alternate_screen()
                && !screen.bracketed_paste()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == MouseProtocolMode::None
                && on(&state.raw).is_empty(),
            "still switched on: {:?}; the screen:\n{}",
            on(&state.raw),
            picture(screen)
        );
        let (signal, raw) = (state.signal, state.raw.clone());
        drop(state);
        End { code, signal, raw }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.state().exit.is_none() {
            // A failed test leaves no process behind.
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

fn read(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = reader.read(&mut buffer).unwrap_or_default();
        let mut state = shared.lock();
        if read == 0 || state.hang_up {
            // Before notifying waiters: the terminal is gone only once nothing holds it open.
            drop(reader);
            state.drained = true;
            shared.changed.notify_all();
            return;
        }
        state.raw.extend_from_slice(&buffer[..read]);
        state.parser.process(&buffer[..read]);
        if state.seen.is_none() {
            let screen = picture(state.parser.screen());
            if state.forbidden.iter().any(|text| screen.contains(text)) {
                state.seen = Some(screen);
            }
        }
        note(&mut state);
        drop(state);
        shared.changed.notify_all();
    }
}

/// Records the state of the followed line.
fn note(state: &mut State) {
    let screen = state.parser.screen();
    let (_, width) = screen.size();
    let Some((text, sentence)) = &mut state.followed else {
        return;
    };
    let line = screen.rows(0, width).find(|line| line.contains(*text));
    sentence.extend(line.filter(|line| sentence.last() != Some(line)));
}

const fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn modes_of(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
