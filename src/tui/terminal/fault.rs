//! A panic on demand, in a test build only: a fault of the program itself must leave the terminal as
//! it was found.

use std::env;

use crossterm::event::{Event, KeyCode};

/// Panics at the F12 key where the environment asks for it.
///
/// # Panics
/// That is what it is for.
pub(crate) fn panic_if_asked(event: &Event) {
    let is_key = event.as_key_press_event().is_some_and(|key| key.code == KeyCode::F(12));
    assert!(!(is_key && env::var_os("LLM_CONNECTIONS_PANIC").is_some()), "a panic on demand");
}
