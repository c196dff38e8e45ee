//! The real program without a terminal: takes events; tests check the screen and the files. All
//! methods chain.

use std::any::Any;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossterm::event::Event as TerminalEvent;
use llm_connections::craft_link::worker::{Conversations, LinkEvent};
use llm_connections::own_settings::OwnSettings;
use llm_connections::probe::worker::{ProbeEvent, Prober};
use llm_connections::signin::worker::{SignInEvent, SignInWorker};
use llm_connections::store::survey::StoreEvent;
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::Target;
use llm_connections::tui::app::{App, Options, TerminalRequest};
use llm_connections::tui::event::Event;
use llm_connections::tui::keymap::{Key, KeyContext, Keymap};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use serde_json::Value;
use tempfile::TempDir;

pub use crate::support::credentials::sealed;
use crate::support::credentials::{entries_of, keys_of_sample};
use crate::support::sample::{self, with_a_default};

/// Anything due later than this is an expiring message, and not waited for.
pub(super) const SOON: Duration = Duration::from_secs(1);

/// A terminal with colors, and the user's files.
pub const COLOR: Options = Options { color: true, demo: false, marks: Marks::Unicode };

/// The same with the demo's files.
pub const DEMO: Options = Options { color: true, demo: true, marks: Marks::Unicode };

/// The program, its terminal and its folder.
pub struct Screen {
    pub(super) app: App,
    pub(super) terminal: Terminal<TestBackend>,
    pub(super) home: TempDir,
    /// Where the terminal's cursor was last put.
    pub(super) cursor: Option<(u16, u16)>,
    /// What was last drawn where, and by which layer.
    pub(super) spots: Vec<(Rect, usize, Target)>,
    /// The selected parts of it.
    pub(super) selected: Vec<(Rect, usize)>,
    pub(super) craft: Option<u32>,
    /// The real prober and its events; none when nothing probes.
    pub(super) prober: Option<(Prober, Receiver<ProbeEvent>)>,
    /// How many probes are running.
    pub(super) asking: usize,
    /// The real signer and its events; none when nothing signs in.
    pub(super) signer: Option<(SignInWorker, Receiver<SignInEvent>)>,
    /// Whether it shows a countdown, which is not waited for.
    pub(super) counts_down: bool,
    /// The connections to Craft's server, and their events.
    pub(super) conversations: (Conversations, Receiver<LinkEvent>),
    /// Values that must live as long as the screen.
    pub(super) companions: Vec<Box<dyn Any>>,
}

fn conversations() -> (Conversations, Receiver<LinkEvent>) {
    let (sender, events) = channel();
    // The screen may be gone already.
    (Conversations::new(move |event| drop(sender.send(event))), events)
}

impl Screen {
    /// The healthy tree of `--demo`, at 80×24.
    pub fn healthy_demo() -> Self {
        Self::prepared(COLOR, |home| {
            sample::copy_healthy_sample(home, ".craft-agent");
        })
    }

    /// The same, as `--demo` shows it.
    pub fn in_demo_mode() -> Self {
        Self::prepared(Options { demo: true, ..COLOR }, |home| {
            sample::copy_healthy_sample(home, ".craft-agent");
        })
    }

    /// The broken tree of `--demo` with an existing default, at 80×24: it has something of every
    /// kind.
    pub fn demo() -> Self {
        Self::prepared(COLOR, copy_demo)
    }

    /// The sample tree as it is, at 80×24: even its default is invalid.
    pub fn sample() -> Self {
        Self::prepared(COLOR, copy_sample)
    }

    /// The sample tree on a terminal without colors.
    pub fn colorless() -> Self {
        Self::prepared(Options { color: false, ..COLOR }, copy_demo)
    }

    /// A config.json with these bytes.
    pub fn of(config: impl AsRef<[u8]>) -> Self {
        Self::prepared(COLOR, |home| {
            fs::create_dir_all(home.join(".craft-agent")).expect("a folder");
            fs::write(home.join(".craft-agent/config.json"), config).expect("a file");
        })
    }

    /// A config.json with these connections, the first being the default.
    pub fn with(connections: &Value) -> Self {
        let default = connections[0]["slug"].clone();
        let config = serde_json::json!({
            "workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": connections, "defaultLlmConnection": default, "keep": {"me": [1, 2.50]}
        });
        Self::of(format!("{config:#}"))
    }

    /// The same with one workspace, which has this file of its own.
    pub fn with_workspace(connections: &Value, own: &str) -> Self {
        let default = connections[0]["slug"].clone();
        let config = serde_json::json!({
            "workspaces": [{"id": "w", "name": "W", "rootPath": "~/w", "createdAt": 1}], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": connections, "defaultLlmConnection": default, "keep": {"me": [1, 2.50]}
        });
        Self::prepared(COLOR, |home| {
            for (folder, text) in [(".craft-agent", format!("{config:#}")), ("w", own.to_owned())] {
                fs::create_dir_all(home.join(folder)).expect("a folder");
                fs::write(home.join(folder).join("config.json"), text).expect("a file");
            }
        })
    }

    /// As [`Self::with`], plus credentials.
    pub fn with_credentials(connections: &Value, entries: &Value) -> Self {
        let mut screen = Self::with(connections);
        screen.outside_credentials(|path| fs::write(path, sealed(entries)).expect("written"));
        screen
    }

    /// The path of the credentials.
    pub fn credentials(&self) -> PathBuf {
        self.home.path().join(".craft-agent/credentials.enc")
    }

    /// The entries of the credentials; null when there is no file.
    pub fn entries(&self) -> Value {
        let Ok(bytes) = fs::read(self.credentials()) else {
            return Value::Null;
        };
        entries_of(&bytes)
    }

    /// The text of that workspace's own file.
    pub fn own_of_workspace(&self) -> String {
        fs::read_to_string(self.home.path().join("w/config.json")).expect("it is there")
    }

    /// The sample tree while its sessions are still being read.
    pub fn before_sessions() -> Self {
        let mut screen = Self::demo();
        screen.tell_only(StoreEvent::Sessions(Arc::default()));
        screen
    }

    /// The first frame of a config.json with these connections: nothing else has been read.
    pub fn unread(connections: &Value) -> Self {
        let mut screen = Self::with(connections);
        let store = Store::open_with(screen.app.store().paths().clone(), keys_of_sample());
        screen.app = App::new(store, COLOR, Rect::new(0, 0, 80, 24));
        screen.draw();
        screen
    }

    /// Restarts the program on the same files.
    pub fn restart(&mut self) -> &mut Self {
        let store = Store::open_with(self.app.store().paths().clone(), keys_of_sample());
        self.app = App::new(store, COLOR, Rect::new(0, 0, 80, 24));
        self.app.start_background_work();
        self.give(Event::StoreEvent(StoreEvent::Config)).draw()
    }

    /// Restarts the program with key bindings from this config.toml.
    pub fn bind(&mut self, config: &str) -> &mut Self {
        let own = OwnSettings::read(config);
        let (keymap, faults) = Keymap::with(&own.keys);
        assert_eq!((own.faults, faults), (Vec::new(), Vec::new()));
        let store = Store::open_with(self.app.store().paths().clone(), keys_of_sample());
        self.app = App::new(store, COLOR, Rect::new(0, 0, 80, 24)).with_keymap(keymap);
        self.app.start_background_work();
        self.give(Event::StoreEvent(StoreEvent::Credentials));
        self.give(Event::StoreEvent(StoreEvent::Config)).draw()
    }

    /// The texts of config.json's backups.
    pub fn backups(&self) -> Vec<String> {
        let backups = self.app.store().backups().into_iter();
        backups.map(|backup| fs::read_to_string(backup.path).expect("read")).collect()
    }

    /// An installation prepared by a function.
    pub fn prepared(options: Options, prepare: impl FnOnce(&Path)) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        prepare(home.path());
        let paths = Paths {
            config_dir: home.path().join(".craft-agent"),
            home: Some(home.path().to_owned()),
            state_dir: home.path().join("state"),
        };
        let store = Store::open_with(paths, keys_of_sample());
        let app = App::new(store, options, Rect::new(0, 0, 80, 24));
        let mut screen = Self {
            app,
            terminal: Terminal::new(TestBackend::new(80, 24)).expect("a terminal"),
            home,
            cursor: None,
            spots: Vec::new(),
            selected: Vec::new(),
            craft: None,
            prober: None,
            asking: 0,
            signer: None,
            counts_down: false,
            conversations: conversations(),
            companions: Vec::new(),
        };
        screen.draw();
        screen.app.start_background_work();
        screen.survey();
        screen.app.handle(Event::StoreEvent(StoreEvent::Credentials));
        screen.give(Event::StoreEvent(StoreEvent::Config));
        screen
    }

    /// Sends an event, runs what is due soon, and shows what the real loop would.
    pub fn give(&mut self, event: Event) -> &mut Self {
        self.app.handle(event);
        self.survey();
        self.find_craft();
        self.ask();
        self.sign_in();
        self.come_due(SOON);
        self.show()
    }

    pub(super) fn show(&mut self) -> &mut Self {
        if self.app.is_stale() {
            self.draw();
        }
        self
    }

    /// Draws a frame whether or not anything changed.
    pub fn draw(&mut self) -> &mut Self {
        let (app, mut drawn) = (&self.app, None);
        self.terminal
            .draw(|frame| drawn = Some(app.draw(frame.buffer_mut())))
            .expect("the backend takes everything");
        let drawn = drawn.expect("it was drawn");
        self.cursor = drawn.cursor;
        self.spots = drawn.spots().to_vec();
        self.selected = drawn.selected().to_vec();
        self.app.drawn(drawn);
        self
    }

    /// Draws on a terminal that already has another size, before the app learns of it.
    pub fn draw_at(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.draw()
    }

    /// Runs what the app waits for, as far as it is due within this time.
    pub fn come_due(&mut self, within: Duration) -> &mut Self {
        // A spinner during a request never ends by itself; nor does a countdown.
        let counts = self.signer.is_some() || self.counts_down;
        while let Some(at) = self.app.deadline().filter(|_| self.asking == 0 && !counts) {
            let now = Instant::now();
            if at > now + within {
                break;
            }
            sleep(at.saturating_duration_since(now));
            self.app.handle(Event::Tick);
            // Queued work may have started a request.
            self.ask();
        }
        self.show()
    }

    /// The contexts whose bindings apply.
    pub fn key_contexts(&self) -> Vec<KeyContext> {
        self.app.key_contexts()
    }

    /// Whether the program handles a key.
    pub fn handles(&mut self, key: Key) -> bool {
        self.draw();
        self.app.handle(Event::Terminal(TerminalEvent::Key(key.event())));
        self.app.is_stale() || self.app.has_request()
    }

    /// Whether the terminal would be asked to report pointer movement.
    pub fn follows_the_pointer(&self) -> bool {
        self.app.uses_motion()
    }

    /// The program's next request to the terminal.
    pub fn request(&mut self) -> Option<TerminalRequest> {
        self.app.take_request()
    }
}

/// Copies the sample tree, with an existing default.
pub fn copy_demo(home: &Path) {
    copy_sample(home);
    with_a_default(&home.join(".craft-agent/config.json"));
}

/// Copies the sample tree, as the program itself does.
fn copy_sample(home: &Path) {
    sample::copy_sample(home, ".craft-agent");
}
