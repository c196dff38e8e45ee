//! Draws the README's pictures from the real program and keeps them current: a screen that looks
//! different fails here until the pictures are regenerated with `UPDATE_PICTURE=1 cargo test --test
//! it picture`.
mod animation;
mod svg;

use crate::support::sample;
use std::fs;
use std::path::Path;

use animation::Frame;
use crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use llm_connections::cli::demo;
use llm_connections::store::read_all::{read_sessions, read_workspaces};
use llm_connections::store::survey::StoreEvent;
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options};
use llm_connections::tui::event::Event;
use llm_connections::vault::Keys;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;

/// The size limit of a picture in bytes, for people who read the README on a phone.
const MOST: usize = 120_000;

/// The program on the healthy sample.
struct Program {
    app: App,
    screen: Rect,
    _home: TempDir,
}

impl Program {
    fn start(width: u16, height: u16) -> Self {
        let screen = Rect { x: 0, y: 0, width, height };
        let home = tempfile::tempdir().expect("a folder");
        sample::copy_healthy_sample(home.path(), ".craft-agent");
        let paths = Paths {
            config_dir: home.path().join(".craft-agent"),
            home: Some(home.path().to_owned()),
            state_dir: home.path().join("state"),
        };
        let options = Options { color: true, demo: false, marks: Marks::Unicode };
        let keys = Keys::new(demo::machine());
        let mut app = App::new(Store::open_with(paths.clone(), keys), options, screen);
        app.start_background_work();
        app.handle(Event::StoreEvent(StoreEvent::Credentials));
        let roots = app.take_survey().expect("the sample has workspaces");
        app.handle(Event::StoreEvent(StoreEvent::Read(read_workspaces(&paths, &roots))));
        let sessions = read_sessions(&paths, &roots).into();
        app.handle(Event::StoreEvent(StoreEvent::Sessions(sessions)));
        Self { app, screen, _home: home }
    }

    fn press(&mut self, code: KeyCode) {
        self.app.handle(Event::Terminal(TerminalEvent::Key(KeyEvent::from(code))));
    }

    fn click(&mut self, button: MouseButton, (column, row): (u16, u16)) {
        for kind in [MouseEventKind::Down(button), MouseEventKind::Up(button)] {
            let modifiers = KeyModifiers::NONE;
            let event = MouseEvent { kind, column, row, modifiers };
            self.app.handle(Event::Terminal(TerminalEvent::Mouse(event)));
        }
    }

    fn draw(&mut self) -> Buffer {
        let mut buffer = Buffer::empty(self.screen);
        let drawn = self.app.draw(&mut buffer);
        self.app.drawn(drawn);
        buffer
    }
}

/// The cell where a text begins, at its last occurrence after another text in the same row.
fn place_of(buffer: &Buffer, row: &str, text: &str) -> (u16, u16) {
    let line = |y: u16| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    let found = (0..buffer.area.height).find_map(|y| {
        let line = line(y);
        let at = line.find(row).and_then(|_| line.rfind(text))?;
        let x = line[..at].chars().count();
        Some((u16::try_from(x).ok()?, y))
    });
    found.unwrap_or_else(|| panic!("“{text}” is not behind “{row}”"))
}

/// The page with a connection's context menu open at its mid-stream modes.
fn screen() -> String {
    let mut program = Program::start(126, 36);
    for key in ["j", "j", "j", "j", "j", "j", "m", "s"] {
        program.press(KeyCode::Char(key.chars().next().expect("a letter")));
    }
    let title =
        "llm-connections: the page, with the menu of a connection open on its mid-stream sends";
    svg::of(&program.draw(), title)
}

/// The default chosen by typing, a connection's mode by a right click, and both undone.
fn keys() -> String {
    let mut program = Program::start(84, 22);
    let mut frames = Vec::new();
    let mut show = |program: &mut Program, caption, pointer, seconds| {
        let buffer = program.draw();
        frames.push(Frame { buffer: buffer.clone(), caption, pointer, seconds });
        buffer
    };
    show(&mut program, "Each change is saved at once, and can be undone.", None, 2.0);
    for (code, caption, seconds) in [
        (KeyCode::Char('D'), "D", 1.2),
        (KeyCode::Char('g'), "D g", 0.4),
        (KeyCode::Char('r'), "D g r", 0.4),
        (KeyCode::Char('o'), "D g r o", 0.8),
    ] {
        program.press(code);
        show(&mut program, caption, None, seconds);
    }
    program.press(KeyCode::Enter);
    let page = show(&mut program, "D g r o enter: the default is another", None, 2.2);
    let mode = place_of(&page, "DeepSeek", "steer");
    show(&mut program, "right click on a mode", Some(mode), 0.9);
    program.click(MouseButton::Right, mode);
    let menu = show(&mut program, "right click on a mode", Some(mode), 1.4);
    let queue = place_of(&menu, "Queue until ready", "Queue until ready");
    program.click(MouseButton::Left, queue);
    show(&mut program, "click: mid-stream sends wait for the next turn", Some(queue), 2.2);
    program.press(KeyCode::Char('u'));
    show(&mut program, "u", None, 1.4);
    program.press(KeyCode::Char('u'));
    show(&mut program, "u u: all is as it was", None, 2.2);
    animation::of(
        &frames,
        "llm-connections: D chooses the default by typing, a right click a mode, u undoes",
    )
}

fn is_kept(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        fs::write(&path, drawn).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "assets/{name} is out of date: run UPDATE_PICTURE=1 cargo test --test it picture"
    );
    assert!(drawn.len() < MOST, "assets/{name} has {} bytes", drawn.len());
}

#[test]
fn the_picture_shows_what_the_program_draws() {
    is_kept("screen.svg", &screen());
}

#[test]
fn the_moving_picture_shows_what_the_program_does() {
    is_kept("keys.svg", &keys());
}
