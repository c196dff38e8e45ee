//! Another program holds the lock of config.json for longer than a save takes.

use std::fs::File;

use llm_connections::tui::messages;

use crate::support::titles::{title_of_renaming, titled};
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// Holds the lock until it is dropped.
fn held(home: &Home) -> File {
    let lock = File::create(home.config_dir().join(".config.json.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

/// A save that waits.
fn waiting(home: &Home) -> Terminal {
    let terminal = Start::program(home).open();
    terminal.keys("r");
    terminal.see(&title_of_renaming());
    terminal.keys("\x15Another\r");
    terminal.see(messages::SAVE_WAITS);
    terminal
}

#[test]
fn the_save_waits_the_screen_answers_and_nothing_is_lost() {
    let home = Home::new();
    let before = home.text();
    let lock = held(&home);
    let terminal = waiting(&home);
    terminal.keys("?");
    terminal.see(&titled(messages::KEYS));
    terminal.keys("\x1b");
    terminal.gone(&titled(messages::KEYS));
    terminal.resize(90, 30);
    terminal.see(messages::SAVE_WAITS);
    assert_eq!(home.text(), before);
    drop(lock);
    terminal.see("u undo");
    terminal.gone(messages::SAVE_WAITS);
    terminal.gone(&title_of_renaming());
    assert_eq!(home.connection("anthropic-api")["name"], "Another");
    terminal.keys("u");
    terminal.see("Undone");
    assert_eq!(home.text(), before);
}

#[test]
fn cancelled_save_keeps_the_input() {
    let home = Home::new();
    let before = home.text();
    let lock = held(&home);
    let terminal = waiting(&home);
    terminal.keys("\x1b");
    terminal.see(&messages::not_saved_for_the_lock());
    terminal.see(&title_of_renaming());
    assert_eq!(home.text(), before);
    drop(lock);
    terminal.keys("\r");
    terminal.gone(&title_of_renaming());
    assert_eq!(home.connection("anthropic-api")["name"], "Another");
}

#[test]
fn ctrl_c_asks_before_a_waiting_save_is_lost() {
    let home = Home::new();
    let before = home.text();
    let _lock = held(&home);
    let terminal = Start::program(&home).open();
    terminal.keys("s");
    terminal.see(messages::SAVE_WAITS);
    terminal.keys("\x03");
    terminal.see(messages::DISCARD_CHANGES);
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(home.text(), before);
}
