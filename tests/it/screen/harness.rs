//! The real program without a terminal: events go in, and what is looked at is the screen and the
//! files. Everything chains.

use std::any::Any;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use llm_connections::craft_link::worker::{Conversations, LinkEvent};
use llm_connections::probe::worker::{ProbeEvent, ProbeTask, Prober};
use llm_connections::probe::{Http, Limits};
use llm_connections::signin::Client;
use llm_connections::signin::worker::{SignInEvent, Signer};
use llm_connections::store::read_all;
use llm_connections::store::survey::StoreEvent;
use llm_connections::store::{Paths, Store};
use llm_connections::system::craft_process::RunningCraft;
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options, Request};
use llm_connections::tui::event::Event;
use llm_connections::tui::keymap::{Key, KeyContext};
use llm_connections::tui::{FileDraft, JsonDraft};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::{Position, Rect};
use serde_json::Value;
use tempfile::TempDir;

use crate::screen::keys::keys;
pub use crate::support::credentials::sealed;
use crate::support::credentials::{entries_of, keys_of_sample};
use crate::support::login_provider::{LoginProvider, SECOND};
use crate::support::sample::{self, with_a_default};

/// What is due later than this is somebody's message going, and not waited for.
const SOON: Duration = Duration::from_secs(1);

/// A terminal with colours, and files that are the user's.
pub const COLOUR: Options = Options { colour: true, demo: false, marks: Marks::Unicode };

/// The same with the files of the demo.
pub const DEMO: Options = Options { colour: true, demo: true, marks: Marks::Unicode };

/// The program, its terminal and its folder.
pub struct Screen {
    app: App,
    pub(super) terminal: Terminal<TestBackend>,
    pub(super) home: TempDir,
    /// Where the terminal's cursor was last put.
    pub(super) cursor: Option<(u16, u16)>,
    craft: Option<u32>,
    /// What probes for real, and its events; none where nothing does.
    prober: Option<(Prober, Receiver<ProbeEvent>)>,
    /// How many are being asked.
    asking: usize,
    /// What signs in for real, and its events; none where nothing does.
    signer: Option<(Signer, Receiver<SignInEvent>)>,
    /// What speaks to Craft's server, and its events.
    conversations: (Conversations, Receiver<LinkEvent>),
    /// What has to live as long as the screen.
    companions: Vec<Box<dyn Any>>,
}

fn conversations() -> (Conversations, Receiver<LinkEvent>) {
    let (sender, events) = channel();
    // A screen that is gone listens to nothing any more.
    (Conversations::new(move |event| drop(sender.send(event))), events)
}

impl Screen {
    /// The healthy tree of `--demo`, at 80×24.
    pub fn healthy_demo() -> Self {
        Self::prepared(COLOUR, |home| {
            sample::copy_healthy_sample(home, ".craft-agent");
        })
    }

    /// The broken tree of `--demo` with a default that exists, at 80×24: it has something of every
    /// kind.
    pub fn demo() -> Self {
        Self::prepared(COLOUR, copy_demo)
    }

    /// The sample tree as it is, at 80×24: not even its default is right.
    pub fn sample() -> Self {
        Self::prepared(COLOUR, copy_sample)
    }

    /// The sample tree on a terminal without colours.
    pub fn colourless() -> Self {
        Self::prepared(Options { colour: false, ..COLOUR }, copy_demo)
    }

    /// A config.json of these bytes.
    pub fn of(config: impl AsRef<[u8]>) -> Self {
        Self::prepared(COLOUR, |home| {
            fs::create_dir_all(home.join(".craft-agent")).expect("a folder");
            fs::write(home.join(".craft-agent/config.json"), config).expect("a file");
        })
    }

    /// A config.json of these connections, the first of which is the default.
    pub fn with(connections: &Value) -> Self {
        let default = connections[0]["slug"].clone();
        let config = serde_json::json!({
            "workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": connections, "defaultLlmConnection": default, "keep": {"me": [1, 2.50]}
        });
        Self::of(format!("{config:#}"))
    }

    /// The same with one workspace, whose own file says this.
    pub fn with_workspace(connections: &Value, own: &str) -> Self {
        let default = connections[0]["slug"].clone();
        let config = serde_json::json!({
            "workspaces": [{"id": "w", "name": "W", "rootPath": "~/w", "createdAt": 1}], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": connections, "defaultLlmConnection": default, "keep": {"me": [1, 2.50]}
        });
        Self::prepared(COLOUR, |home| {
            for (folder, text) in [(".craft-agent", format!("{config:#}")), ("w", own.to_owned())] {
                fs::create_dir_all(home.join(folder)).expect("a folder");
                fs::write(home.join(folder).join("config.json"), text).expect("a file");
            }
        })
    }

    /// The same as [`Self::with`], and credentials.
    pub fn with_credentials(connections: &Value, entries: &Value) -> Self {
        let mut screen = Self::with(connections);
        screen.outside_credentials(|path| fs::write(path, sealed(entries)).expect("written"));
        screen
    }

    /// Where the credentials are.
    pub fn credentials(&self) -> PathBuf {
        self.home.path().join(".craft-agent/credentials.enc")
    }

    /// Another program writes the credentials, and the watcher tells.
    pub fn outside_credentials(&mut self, write: impl FnOnce(&Path)) -> &mut Self {
        write(&self.credentials());
        self.give(Event::StoreEvent(StoreEvent::Credentials))
    }

    /// The entries of the credentials; null where there is no file.
    pub fn entries(&self) -> Value {
        let Ok(bytes) = fs::read(self.credentials()) else {
            return Value::Null;
        };
        entries_of(&bytes)
    }

    /// What the own file of that workspace says.
    pub fn own_of_workspace(&self) -> String {
        fs::read_to_string(self.home.path().join("w/config.json")).expect("it is there")
    }

    /// The sample tree, whose sessions are still being read.
    pub fn before_sessions() -> Self {
        let mut screen = Self::demo();
        screen.tell_only(StoreEvent::Sessions(Arc::default()));
        screen
    }

    /// The first frame of a config.json of these connections: nothing else was read yet.
    pub fn unread(connections: &Value) -> Self {
        let mut screen = Self::with(connections);
        let store = Store::open_with(screen.app.store().paths().clone(), keys_of_sample());
        screen.app = App::new(store, COLOUR, Rect::new(0, 0, 80, 24));
        screen.draw();
        screen
    }

    /// The program ends and is started again on the same files.
    pub fn restart(&mut self) -> &mut Self {
        let store = Store::open_with(self.app.store().paths().clone(), keys_of_sample());
        self.app = App::new(store, COLOUR, Rect::new(0, 0, 80, 24));
        self.app.begin();
        self.give(Event::StoreEvent(StoreEvent::Config)).draw()
    }

    /// The texts of the backups of config.json.
    pub fn backups(&self) -> Vec<String> {
        let backups = self.app.store().backups().into_iter();
        backups.map(|backup| fs::read_to_string(backup.path).expect("read")).collect()
    }

    /// Any folder.
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
            craft: None,
            prober: None,
            asking: 0,
            signer: None,
            conversations: conversations(),
            companions: Vec::new(),
        };
        screen.draw();
        screen.app.begin();
        screen.survey();
        screen.app.handle(Event::StoreEvent(StoreEvent::Credentials));
        screen.give(Event::StoreEvent(StoreEvent::Config));
        screen
    }

    /// Gives an event, lets what is due soon come, and shows what the real loop would.
    pub fn give(&mut self, event: Event) -> &mut Self {
        self.app.handle(event);
        self.survey();
        self.find_craft();
        self.ask();
        self.sign_in();
        self.come_due(SOON);
        self.show()
    }

    /// From now on one signs in for real: at a provider of the test, on this machine.
    pub fn signing_in_at(&mut self, provider: &LoginProvider) -> &mut Self {
        let (sender, events) = channel();
        let hosts = provider.hosts();
        let client = move || Client::for_test(&hosts, SECOND, [0, 0]);
        let signer = Signer::start(client, move |event| drop(sender.send(event)));
        self.signer = Some((signer, events));
        self
    }

    /// Does with the app's logins what the loop does; where nobody signs in for real, nothing comes
    /// of it.
    fn sign_in(&mut self) {
        while let Some(task) = self.app.take_sign_in_task() {
            if let Some((signer, _)) = &self.signer {
                signer.send(task);
            }
        }
    }

    /// Lets come what the program waits for, until the screen shows this.
    #[track_caller]
    pub fn ticks_until(&mut self, text: &str) -> &mut Self {
        let give_up = Instant::now() + Duration::from_secs(20);
        while self.places_of(text).is_empty() {
            match self.app.deadline().filter(|at| *at < give_up) {
                Some(at) => sleep(at.saturating_duration_since(Instant::now())),
                None => self.fail(&format!("nothing is waited for that brings “{text}”")),
            }
            self.app.handle(Event::Tick);
            self.ask();
            self.sign_in();
            self.show();
        }
        self
    }

    /// Gives the program what comes of a login, one event after the other, until the screen shows
    /// this.
    #[track_caller]
    pub fn signs_in_until(&mut self, text: &str) -> &mut Self {
        while self.places_of(text).is_empty() {
            let (_, events) = self.signer.as_ref().expect("somebody signs in");
            match events.recv_timeout(Duration::from_secs(20)) {
                Ok(event) => self.app.handle(Event::SignIn(event)),
                Err(_) => self.fail(&format!("no event brings “{text}”")),
            }
            self.ask();
            self.sign_in();
            self.show();
        }
        self
    }

    /// From now on providers are asked for real: those of the test, on this machine.
    pub fn asking_for_real(&mut self) -> &mut Self {
        self.asking_in_place_of("")
    }

    /// The same with servers of the test in the place of hosts.
    pub fn asking_in_place_of(&mut self, hosts: &str) -> &mut Self {
        let (sender, events) = channel();
        let limits = Limits::default();
        let http = Http::new(limits).and_then(|http| http.with_test_hosts(hosts));
        let http = http.expect("servers of this machine");
        let prober = Prober::start_with(http, limits, move |event| drop(sender.send(event)));
        self.prober = Some((prober, events));
        self
    }

    /// Does with what the app asks what the loop does; where nobody is asked for real, that is the
    /// answer.
    fn ask(&mut self) {
        while let Some(task) = self.app.take_link_task() {
            self.conversations.0.send(task);
        }
        while let Some(task) = self.app.take_probe_task() {
            match (task, &self.prober) {
                (task, Some((prober, _))) => {
                    match task {
                        ProbeTask::Start(..) | ProbeTask::FindLocalServers(_) => self.asking += 1,
                        ProbeTask::Cancel(_) => self.asking -= 1,
                    }
                    prober.send(task);
                }
                (ProbeTask::Start(number, _), None) => {
                    let why = "Nobody is asked here.".to_owned();
                    self.app.handle(Event::Probe(ProbeEvent::Ended(number, Err(why))));
                }
                (ProbeTask::FindLocalServers(number), None) => {
                    let why = "Nobody is asked here.".to_owned();
                    self.app.handle(Event::Probe(ProbeEvent::PortsEnded(number, Err(why))));
                }
                (ProbeTask::Cancel(_), None) => {}
            }
        }
    }

    /// Waits until Craft's server has done what it was asked, or not.
    pub fn craft_answered(&mut self) -> &mut Self {
        loop {
            let event = self.conversations.1.recv_timeout(Duration::from_secs(20));
            let event = event.expect("an answer of Craft's server");
            let is_last = !matches!(event, LinkEvent::Opened(..));
            self.app.handle(Event::Link(event));
            self.find_craft();
            self.ask();
            if is_last || !self.app.is_beside_craft() {
                return self.show();
            }
        }
    }

    /// Presses keys, after which what the program waits for is still to come.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.app.handle(Event::Terminal(TerminalEvent::Key(key)));
        }
        self.show()
    }

    /// Waits until one more of those that are being asked has answered.
    pub fn answered(&mut self) -> &mut Self {
        loop {
            let (_, events) = self.prober.as_ref().expect("somebody is asked");
            let event = events.recv_timeout(Duration::from_secs(20)).expect("an answer");
            let is_last = !matches!(event, ProbeEvent::Started(_) | ProbeEvent::Port(..));
            self.app.handle(Event::Probe(event));
            if is_last {
                self.asking -= 1;
                return self.show();
            }
        }
    }

    /// Waits until all of them have.
    pub fn all_answered(&mut self) -> &mut Self {
        while self.asking > 0 {
            self.answered();
        }
        self
    }

    /// What the real program's other thread finds: no Craft, or the process that a test says.
    fn find_craft(&mut self) {
        if self.app.take_craft_wanted() {
            let found = self.craft.map(|pid| RunningCraft { pid, version: None, since: None });
            self.app.handle(Event::StoreEvent(StoreEvent::Craft(found)));
        }
    }

    /// Something lives as long as the screen.
    pub fn beside(&mut self, companion: impl Any) -> &mut Self {
        self.companions.push(Box::new(companion));
        self
    }

    /// The real program's other thread has seen the Craft that runs.
    pub fn craft_is_seen(&mut self) -> &mut Self {
        let found = self.craft.map(|pid| RunningCraft { pid, version: None, since: None });
        self.give(Event::StoreEvent(StoreEvent::Craft(found)))
    }

    /// Craft has ended, and that was seen.
    pub fn craft_ended(&mut self) -> &mut Self {
        self.craft = None;
        self.craft_is_seen()
    }

    /// Craft runs, as this process.
    pub const fn craft_runs(&mut self, pid: u32) -> &mut Self {
        self.craft = Some(pid);
        self
    }

    /// What the real program's other thread does, done at once: the workspaces' own files and the
    /// sessions are read.
    fn survey(&mut self) {
        if let Some(roots) = self.app.take_survey() {
            let paths = self.app.store().paths().clone();
            let files = read_all::read_workspaces(&paths, &roots);
            self.app.handle(Event::StoreEvent(StoreEvent::Read(files)));
            self.read_sessions();
        }
    }

    /// Gives news, after which what the program waits for is still to come.
    pub fn tell_only(&mut self, news: StoreEvent) -> &mut Self {
        self.app.handle(Event::StoreEvent(news));
        self.show()
    }

    /// Another program changed sessions, and all of them are read again.
    pub fn read_sessions(&mut self) -> &mut Self {
        let store = self.app.store();
        let listed = store.settings().workspaces().iter();
        let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
        let sessions = read_all::read_sessions(store.paths(), &roots);
        self.app.handle(Event::StoreEvent(StoreEvent::Sessions(Arc::new(sessions))));
        self.show()
    }

    fn show(&mut self) -> &mut Self {
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
        self.app.drawn(drawn);
        self
    }

    /// Draws on a terminal that has another size already, which the app was not told yet.
    pub fn draw_at(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.draw()
    }

    /// Lets come what the app waits for, as far as it is due within some time.
    pub fn come_due(&mut self, within: Duration) -> &mut Self {
        // What turns while somebody is asked never comes to an end by itself.
        // So does a countdown.
        let counts = self.signer.is_some();
        while let Some(at) = self.app.deadline().filter(|_| self.asking == 0 && !counts) {
            let now = Instant::now();
            if at > now + within {
                break;
            }
            sleep(at.saturating_duration_since(now));
            self.app.handle(Event::Tick);
        }
        self.show()
    }

    fn terminal(&mut self, event: TerminalEvent) -> &mut Self {
        self.give(Event::Terminal(event))
    }

    /// The contexts whose bindings hold.
    pub fn key_contexts(&self) -> Vec<KeyContext> {
        self.app.key_contexts()
    }

    /// Whether the program does anything at a key.
    pub fn handles(&mut self, key: Key) -> bool {
        self.draw();
        self.app.handle(Event::Terminal(TerminalEvent::Key(key.event())));
        self.app.is_stale() || self.app.has_request()
    }

    /// Presses keys, in the notation of [`keys`]. They come at once, as a held key's do: one frame
    /// shows them all.
    pub fn keys(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.app.handle(Event::Terminal(TerminalEvent::Key(key)));
        }
        self.find_craft();
        self.ask();
        self.sign_in();
        self.come_due(SOON)
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.terminal(TerminalEvent::Paste(text.to_owned()))
    }

    /// Makes the screen another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.terminal(TerminalEvent::Resize(width, height))
    }

    /// One mouse event at a place.
    pub fn mouse(&mut self, kind: MouseEventKind, at: Position) -> &mut Self {
        self.terminal(TerminalEvent::Mouse(MouseEvent {
            kind,
            column: at.x,
            row: at.y,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// Clicks at a place.
    pub fn click_at(&mut self, at: impl Into<Position>) -> &mut Self {
        let at = at.into();
        self.mouse(MouseEventKind::Down(MouseButton::Left), at)
            .mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// Clicks on the first place that says this.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click_at(at)
    }

    /// Clicks on it with Ctrl held.
    #[track_caller]
    pub fn control_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        let event =
            |kind| MouseEvent { kind, column: at.x, row: at.y, modifiers: KeyModifiers::CONTROL };
        let press = event(MouseEventKind::Down(MouseButton::Left));
        self.terminal(TerminalEvent::Mouse(press));
        self.terminal(TerminalEvent::Mouse(event(MouseEventKind::Up(MouseButton::Left))))
    }

    /// Clicks twice on it.
    #[track_caller]
    pub fn double_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click_at(at).click_at(at)
    }

    /// Presses the right button at a place.
    pub fn right_click_at(&mut self, at: Position) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Right), at)
            .mouse(MouseEventKind::Up(MouseButton::Right), at)
    }

    /// Presses the right button on the first place that says this.
    #[track_caller]
    pub fn right_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.right_click_at(at)
    }

    /// Presses a button at a place, moves the pointer to another and lets go there.
    pub fn drag(&mut self, button: MouseButton, from: Position, to: Position) -> &mut Self {
        self.mouse(MouseEventKind::Down(button), from)
            .mouse(MouseEventKind::Drag(button), to)
            .mouse(MouseEventKind::Up(button), to)
    }

    /// Whether the terminal would be asked to report where the pointer is.
    pub fn follows_the_pointer(&self) -> bool {
        self.app.uses_motion()
    }

    /// Turns the wheel over it: down by so many notches, or up.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, notches: i8) -> &mut Self {
        let at = self.place_of(text);
        let kind = if notches > 0 { MouseEventKind::ScrollDown } else { MouseEventKind::ScrollUp };
        for _ in 0..notches.unsigned_abs() {
            self.mouse(kind, at);
        }
        self
    }

    /// Presses an item of the open menu by its label.
    #[track_caller]
    pub fn menu(&mut self, label: &str) -> &mut Self {
        let mut places = self.places_of(label).into_iter();
        let found = places.rfind(|at| self.is_in_menu(*at));
        match found {
            Some(at) => self.click_at(at),
            None => self.fail(&format!("no menu has the item “{label}”")),
        }
    }

    /// Goes to a field of the form by its label, also where it is hidden still.
    #[track_caller]
    pub fn field(&mut self, label: &str) -> &mut Self {
        let focused = format!("▌{label}");
        for _ in 0..30 {
            if !self.places_of(&focused).is_empty() {
                return self;
            }
            let is_more = !self.places_of("▌More").is_empty();
            self.keys(if is_more { "<enter>" } else { "<tab>" });
        }
        self.fail(&format!("the form has no field “{label}”"))
    }

    /// Another program writes, and the watcher tells; what the program waits for after that is
    /// still to come.
    pub fn writes(&mut self, text: &str) -> &mut Self {
        fs::write(self.config(), text).expect("written");
        self.tell_only(StoreEvent::Config)
    }

    /// Another program writes, and the watcher tells.
    pub fn outside(&mut self, write: impl FnOnce(&Path)) -> &mut Self {
        write(&self.config());
        self.give(Event::StoreEvent(StoreEvent::Config))
    }

    /// Another program changes config.json's value.
    pub fn outside_json(&mut self, change: impl FnOnce(&mut Value)) -> &mut Self {
        let mut json = self.json();
        change(&mut json);
        self.outside(|path| fs::write(path, format!("{json:#}")).expect("written"))
    }

    /// Another program makes a connection one to a compatible endpoint, which Craft's next start
    /// leaves alone.
    pub fn compatible(&mut self, slug: &str) -> &mut Self {
        self.outside_json(|json| {
            let list = json["llmConnections"].as_array_mut().expect("a list");
            let found = list.iter_mut().find(|c| c["slug"] == slug);
            let connection = found.expect("it is there");
            connection["providerType"] = "pi_compat".into();
            connection["customEndpoint"]["api"] = "openai-completions".into();
            if connection["authType"] != "none" {
                connection["piAuthProvider"] = "openai".into();
            }
        })
    }

    /// What the program asks of the terminal next.
    pub fn request(&mut self) -> Option<Request> {
        self.app.take_request()
    }

    /// The user's editor is opened, and the text comes back as this makes it.
    #[track_caller]
    pub fn edit(&mut self, change: impl FnOnce(String) -> String) -> &mut Self {
        let Some(Request::EditJson(draft)) = self.request() else {
            self.fail("no editor was asked for")
        };
        let text = change(draft.text);
        self.give(Event::Edited(JsonDraft { text, ..draft }, None))
    }

    /// The same with a file of Craft; the draft as the editor gets it is looked at first.
    #[track_caller]
    pub fn edit_file(
        &mut self,
        look: impl FnOnce(&FileDraft),
        change: impl FnOnce(String) -> String,
    ) -> &mut Self {
        let Some(Request::EditFile(mut draft)) = self.request() else {
            self.fail("no editor was asked for")
        };
        look(&draft);
        draft.text = change(String::from_utf8(draft.text).expect("text")).into_bytes();
        self.give(Event::FileEdited(draft, None))
    }
}

/// Copies the sample tree, with a default that is there.
pub fn copy_demo(home: &Path) {
    copy_sample(home);
    with_a_default(&home.join(".craft-agent/config.json"));
}

/// Copies the sample tree, as the program itself does.
fn copy_sample(home: &Path) {
    sample::copy_sample(home, ".craft-agent");
}
