//! How the program ends when it is told to from outside, or falls over.

use rustix::process::Signal;

use crate::harness::End;
use crate::home::Home;
use crate::launch::Start;

#[test]
fn a_signal_ends_it_with_the_terminal_handed_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let home = Home::new();
        let before = home.text();
        let terminal = Start::program(&home).open();
        // In the midst of something, with the cursor shown.
        terminal.keys("rx");
        terminal.see("Rename “");
        terminal.signal(signal);
        assert_eq!(terminal.end().code, code, "{signal:?}");
        assert_eq!(home.text(), before);
    }
}

#[test]
fn a_signal_right_at_the_start_finds_it_ready() {
    // Where in the start it falls is chance: a few of them.
    for _ in 0..8 {
        let home = Home::new();
        let terminal = Start::program(&home).start();
        terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
        terminal.signal(Signal::TERM);
        assert_eq!(terminal.end().code, 143);
    }
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it() {
    for keys in ["", "r", "?\x1b[", "?\x1b[200~half a paste"] {
        let home = Home::new();
        let before = home.text();
        let terminal = Start::program(&home).open();
        terminal.keys(keys);
        match keys.chars().next() {
            Some('r') => terminal.see("Rename “"),
            Some('?') => terminal.see("┌ Keys"),
            _ => {}
        }
        assert_eq!(terminal.hang_up(), 129, "{keys:?}");
        assert_eq!(home.text(), before);
    }
}

#[test]
fn a_panic_hands_the_terminal_back_and_can_be_read() {
    let home = Home::new();
    let before = home.text();
    let terminal = Start::program(&home)
        .set("LLM_CONNECTIONS_PANIC", "1")
        .open();
    terminal.keys("\x1b[24~");
    terminal.wait_for("the message on the normal screen", |screen| {
        !screen.alternate_screen() && screen.contents().contains("a panic on demand")
    });
    let End { code, raw } = terminal.end();
    assert_eq!(code, 101);
    let raw = String::from_utf8_lossy(&raw);
    let left = raw.find("\x1b[?1049l").unwrap();
    let told = raw.find("a panic on demand").unwrap();
    assert!(left < told, "told on the screen that went");
    assert_eq!(home.text(), before);
}

#[test]
fn the_key_that_panics_on_demand_is_a_key_like_others_without_the_demand() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("\x1b[24~?");
    terminal.see("┌ Keys");
}
