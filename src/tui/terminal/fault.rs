//! A panic on demand, only in test builds: even a bug in the program must leave the terminal in its
//! original state.

use std::env;

use crossterm::event::{Event, KeyCode};

/// Panics on F12 if the environment asks for it.
pub(crate) fn panic_if_asked(event: &Event) {
    let is_key = event.as_key_press_event().is_some_and(|key| key.code == KeyCode::F(12));
    assert!(!(is_key && env::var_os("LLM_CONNECTIONS_PANIC").is_some()), "a panic on demand");
}
