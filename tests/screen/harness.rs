//! The real program without a terminal: events go in, and what is looked at is the screen and the files. Everything chains.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use llm_connections::store::{Paths, Store};
use llm_connections::tui::app::{App, Options, Request};
use llm_connections::tui::effect::Draft;
use llm_connections::tui::event::Event;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

use crate::keys::keys;

/// What is due later than this is somebody's message going, and not waited for.
const SOON: Duration = Duration::from_secs(1);

/// The program, its terminal and its folder.
pub struct Screen {
    app: App,
    terminal: Terminal<TestBackend>,
    home: TempDir,
    /// Where the terminal's cursor was last put.
    cursor: Option<(u16, u16)>,
}

impl Screen {
    /// The sample tree at 80×24.
    pub fn demo() -> Self {
        Self::prepared(true, copy_demo)
    }

    /// The sample tree on a terminal without colours.
    pub fn colourless() -> Self {
        Self::prepared(false, copy_demo)
    }

    /// A config.json of these bytes.
    pub fn of(config: impl AsRef<[u8]>) -> Self {
        Self::prepared(true, |home| {
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

    /// Any folder.
    pub fn prepared(colour: bool, prepare: impl FnOnce(&Path)) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        prepare(home.path());
        let paths = Paths {
            config_dir: home.path().join(".craft-agent"),
            home: Some(home.path().to_owned()),
            state_dir: home.path().join("state"),
        };
        let options = Options {
            colour,
            demo: false,
        };
        let app = App::new(Store::open(paths), options, Rect::new(0, 0, 80, 24));
        let mut screen = Self {
            app,
            terminal: Terminal::new(TestBackend::new(80, 24)).expect("a terminal"),
            home,
            cursor: None,
        };
        screen.draw();
        screen.app.load_the_rest();
        screen.give(Event::FilesChanged);
        screen
    }

    // What happens.

    /// Gives an event, lets what is due soon come, and shows what the real loop would.
    pub fn give(&mut self, event: Event) -> &mut Self {
        self.app.handle(event);
        self.come_due(SOON);
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

    /// Lets come what the app waits for, as far as it is due within some time.
    pub fn come_due(&mut self, within: Duration) -> &mut Self {
        while let Some(at) = self.app.deadline() {
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

    /// Presses keys, in the notation of [`keys`]. They come at once, as a held key's do: one frame shows them all.
    pub fn keys(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.app.handle(Event::Terminal(TerminalEvent::Key(key)));
        }
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
        self.mouse(MouseEventKind::Down(MouseButton::Left), at.into())
    }

    /// Clicks on the first place that says this.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click_at(at)
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
    }

    /// Presses the right button on the first place that says this.
    #[track_caller]
    pub fn right_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.right_click_at(at)
    }

    /// Turns the wheel over it: down by so many notches, or up.
    #[track_caller]
    pub fn wheel(&mut self, text: &str, notches: i8) -> &mut Self {
        let at = self.place_of(text);
        let kind = if notches > 0 {
            MouseEventKind::ScrollDown
        } else {
            MouseEventKind::ScrollUp
        };
        for _ in 0..notches.unsigned_abs() {
            self.mouse(kind, at);
        }
        self
    }

    /// Presses an item of the open menu by its label.
    #[track_caller]
    pub fn menu(&mut self, label: &str) -> &mut Self {
        let places = self.places_of(label).into_iter();
        let found = places.filter(|at| self.is_in_menu(*at)).next_back();
        match found {
            Some(at) => self.click_at(at),
            None => self.fail(&format!("no menu has the item “{label}”")),
        }
    }

    /// Whether a place is the beginning of an item: in a box without a title, left but for a tick.
    fn is_in_menu(&self, at: Position) -> bool {
        let symbol = |x: u16, y: u16| self.buffer()[(x, y)].symbol();
        let edge = (0..at.x).rfind(|x| !matches!(symbol(*x, at.y), " " | "✓"));
        edge.is_some_and(|x| {
            let top = (0..at.y)
                .rfind(|y| symbol(x, *y) != "│")
                .unwrap_or_default();
            symbol(x, at.y) == "│" && symbol(x, top) == "┌" && symbol(x + 1, top) == "─"
        })
    }

    /// Goes to a field of the form by its label.
    #[track_caller]
    pub fn field(&mut self, label: &str) -> &mut Self {
        let focused = format!("▌{label}");
        for _ in 0..30 {
            if !self.places_of(&focused).is_empty() {
                return self;
            }
            self.keys("<tab>");
        }
        self.fail(&format!("the form has no field “{label}”"))
    }

    /// Another program writes, and the watcher tells; what the program waits for after that is still to come.
    pub fn writes(&mut self, text: &str) -> &mut Self {
        fs::write(self.config(), text).expect("written");
        self.app.handle(Event::FilesChanged);
        self.show()
    }

    /// Another program writes, and the watcher tells.
    pub fn outside(&mut self, write: impl FnOnce(&Path)) -> &mut Self {
        write(&self.config());
        self.give(Event::FilesChanged)
    }

    /// Another program changes config.json's value.
    pub fn outside_json(&mut self, change: impl FnOnce(&mut Value)) -> &mut Self {
        let mut json = self.json();
        change(&mut json);
        self.outside(|path| fs::write(path, format!("{json:#}")).expect("written"))
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
        self.give(Event::Edited(Ok(Draft { text, ..draft })))
    }

    // What there is.

    /// The screen's lines. A wide character is one character.
    pub fn lines(&self) -> Vec<String> {
        (0..self.buffer().area.height)
            .map(|y| self.cells(y).map(|(_, cell)| cell.symbol()).collect())
            .collect()
    }

    /// The whole screen, without the spaces at the lines' ends.
    pub fn text(&self) -> String {
        let lines = self.lines();
        let lines: Vec<_> = lines.iter().map(|line| line.trim_end()).collect();
        lines.join("\n")
    }

    /// What the terminal shows.
    pub fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// The cells of a line with their columns, without those that a wide character covers.
    fn cells(&self, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
        let buffer = self.buffer();
        let mut next = 0;
        (0..buffer.area.width).filter_map(move |x| {
            let cell = &buffer[(x, y)];
            if x < next {
                return None;
            }
            next = x + u16::try_from(cell.symbol().width().max(1)).expect("two at most");
            Some((x, cell))
        })
    }

    /// All places that say a text.
    pub fn places_of(&self, text: &str) -> Vec<Position> {
        let mut places = Vec::new();
        for y in 0..self.buffer().area.height {
            let cells: Vec<_> = self.cells(y).collect();
            let line: String = cells.iter().map(|(_, cell)| cell.symbol()).collect();
            for (found, _) in line.match_indices(text) {
                let mut bytes = 0;
                let at = cells.iter().find(|(_, cell)| {
                    bytes += cell.symbol().len();
                    bytes > found
                });
                places.extend(at.map(|(x, _)| Position { x: *x, y }));
            }
        }
        places
    }

    /// The first place that says a text.
    #[track_caller]
    pub fn place_of(&self, text: &str) -> Position {
        match self.places_of(text).first() {
            Some(at) => *at,
            None => self.fail(&format!("“{text}” is not on the screen")),
        }
    }

    /// The line of the first place that says a text.
    #[track_caller]
    pub fn line_of(&self, text: &str) -> String {
        self.lines()[usize::from(self.place_of(text).y)].clone()
    }

    /// The letters that stand out in some way, in the screen's order.
    pub fn letters(&self, how: Modifier) -> String {
        let lines = (0..self.buffer().area.height).flat_map(|y| self.cells(y));
        lines
            .filter(|(_, cell)| cell.modifier.contains(how))
            .map(|(_, cell)| cell.symbol())
            .collect()
    }

    /// The names of the listed connections, as the page orders them.
    pub fn names(&self) -> Vec<String> {
        let bars = ["     ", " ▌   ", "   ! ", " ▌ ! "];
        let lines = self.lines().into_iter();
        lines
            .filter(|line| line.contains('…') && bars.iter().any(|bar| line.starts_with(bar)))
            .map(|line| line.chars().skip(5).collect::<String>())
            .map(|line| line.split("  ").next().unwrap_or_default().to_owned())
            .collect()
    }

    /// Where the terminal's cursor is.
    pub const fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }

    /// The program's own folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// config.json.
    pub fn config(&self) -> PathBuf {
        self.home.path().join(".craft-agent/config.json")
    }

    /// The bytes of config.json, which are text.
    pub fn bytes(&self) -> String {
        fs::read_to_string(self.config()).expect("config.json is there")
    }

    /// When config.json was last written.
    pub fn written(&self) -> SystemTime {
        let about = fs::metadata(self.config()).expect("config.json is there");
        about.modified().expect("this system tells")
    }

    /// What config.json says.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.bytes()).expect("config.json is JSON")
    }

    /// What config.json says of a connection.
    #[track_caller]
    pub fn stored(&self, slug: &str) -> Value {
        let json = self.json();
        let list = json["llmConnections"].as_array().expect("a list");
        match list.iter().find(|c| c["slug"] == slug) {
            Some(found) => found.clone(),
            None => self.fail(&format!("no connection is stored as {slug}")),
        }
    }

    // What is to be.

    /// A line of the screen says this.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.place_of(text);
        self
    }

    /// No line of the screen says this.
    #[track_caller]
    pub fn sees_not(&mut self, text: &str) -> &mut Self {
        if !self.places_of(text).is_empty() {
            self.fail(&format!("“{text}” is on the screen"));
        }
        self
    }

    /// The page's selection is on this.
    #[track_caller]
    pub fn selected(&mut self, name: &str) -> &mut Self {
        let lines = self.lines();
        let found = lines.iter().find(|line| line.starts_with(" ▌"));
        match found {
            Some(line) if line.contains(name) => self,
            other => self.fail(&format!("“{name}” is not selected, but {other:?}")),
        }
    }

    /// config.json says something that this finds right.
    #[track_caller]
    pub fn file(&mut self, check: impl FnOnce(&Value)) -> &mut Self {
        check(&self.json());
        self
    }

    /// Fails, and shows the screen.
    #[track_caller]
    pub fn fail(&self, why: &str) -> ! {
        panic!("{why}:\n{}\n", self.text())
    }
}

/// Copies the sample tree, as the program itself does.
pub fn copy_demo(home: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
    copy(&from.join("craft-agent"), &home.join(".craft-agent"));
    copy(&from.join("workspaces"), &home.join("workspaces"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the sample") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::write(&target, fs::read(&path).expect("read")).expect("written");
        }
    }
}
