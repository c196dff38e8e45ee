//! The picture in the README is drawn from the real program, and this is how it stays true: a
//! screen that looks otherwise fails here until the picture is made anew with `UPDATE_PICTURE=1
//! cargo test --test it picture`.
mod svg;

use crate::support::sample;
use std::fs;
use std::path::Path;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use llm_connections::cli::demo;
use llm_connections::store::survey::{StoreEvent, read_sessions, read_workspaces};
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options};
use llm_connections::tui::event::Event;
use llm_connections::vault::Keys;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const SCREEN: Rect = Rect { x: 0, y: 0, width: 126, height: 36 };

/// The page of the sample tree, the context menu of a connection open on its mid-stream modes.
fn screen() -> Buffer {
    let home = tempfile::tempdir().expect("a folder");
    sample::copy_healthy_sample(home.path(), ".craft-agent");
    let paths = Paths {
        config_dir: home.path().join(".craft-agent"),
        home: Some(home.path().to_owned()),
        state_dir: home.path().join("state"),
    };
    let options = Options { colour: true, demo: false, marks: Marks::Unicode };
    let keys = Keys::of(demo::machine());
    let mut app = App::new(Store::open_with(paths.clone(), keys), options, SCREEN);
    app.begin();
    app.handle(Event::StoreEvent(StoreEvent::Credentials));
    let roots = app.take_survey().expect("the sample has workspaces");
    app.handle(Event::StoreEvent(StoreEvent::Read(read_workspaces(&paths, &roots))));
    let sessions = read_sessions(&paths, &roots).into();
    app.handle(Event::StoreEvent(StoreEvent::Sessions(sessions)));
    for key in ["j", "j", "j", "j", "j", "j", "m", "s"] {
        let code = KeyCode::Char(key.chars().next().expect("a letter"));
        app.handle(Event::Terminal(TerminalEvent::Key(KeyEvent::from(code))));
    }
    let mut buffer = Buffer::empty(SCREEN);
    app.draw(&mut buffer);
    buffer
}

#[test]
fn the_picture_shows_what_the_program_draws() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    let drawn = svg::of(&screen());
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        fs::write(&path, &drawn).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "assets/screen.svg is out of date: run UPDATE_PICTURE=1 cargo test --test it picture"
    );
}
