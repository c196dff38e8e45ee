//! How the program ends when it is told to from outside, or falls over.

use std::io::Read;
use std::sync::mpsc::channel;
use std::time::Duration;

use llm_connections::tui::messages;
use portable_pty::{PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::titles::{title_of_renaming, titled};
use crate::terminal::harness::End;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// Every signal that ends a program by default and that a program can do something about. Not those
/// by which the system tells of a fault in the program itself.
fn ending() -> Vec<Signal> {
    let mut all = vec![
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::ILL,
        Signal::TRAP,
        Signal::ABORT,
        Signal::FPE,
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::TERM,
        Signal::XCPU,
        Signal::XFSZ,
        Signal::VTALARM,
        Signal::PROF,
        Signal::SYS,
    ];
    #[cfg(target_os = "linux")]
    all.extend([Signal::STKFLT, Signal::IO, Signal::POWER]);
    all
}

#[test]
fn every_signal_that_ends_it_finds_the_terminal_handed_back() {
    for signal in ending() {
        let home = Home::new();
        let before = home.text();
        let terminal = Start::program(&home).open();
        // In the midst of something, with the cursor shown.
        terminal.keys("rx");
        terminal.see(&title_of_renaming());
        terminal.signal(signal);
        terminal.ended_by(signal);
        assert_eq!(home.text(), before);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_the_parent_ignores_stays_ignored() {
    let home = Home::new();
    let terminal = Start::other(&home, "sh")
        .argument("-c")
        .argument("trap '' HUP USR1; exec \"$PROGRAM\"")
        .set("PROGRAM", env!("CARGO_BIN_EXE_llm-connections"))
        .open();
    terminal.signal(Signal::HUP);
    terminal.signal(Signal::USR1);
    terminal.keys("r");
    terminal.see(&title_of_renaming());
    terminal.signal(Signal::TERM);
    terminal.ended_by(Signal::TERM);
}

/// The program in a terminal that is not read: it is stuck in the middle of a frame.
#[test]
fn a_signal_ends_a_program_that_is_stuck() {
    let home = Home::new();
    let (rows, cols) = (400, 400);
    let size = PtySize { rows, cols, ..PtySize::default() };
    let pty = native_pty_system().openpty(size).unwrap();
    let before = format!("{:?}", pty.master.get_termios());
    let mut child = pty.slave.spawn_command(Start::program(&home).command()).unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    // It has begun to draw when something arrives; the rest of a frame of this size finds no room.
    reader.read_exact(&mut [0; 64]).unwrap();
    let pid = i32::try_from(child.process_id().unwrap()).unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM).unwrap();
    let (tell, ended) = channel();
    std::thread::spawn(move || tell.send(child.wait()));
    ended.recv_timeout(Duration::from_secs(30)).expect("it ends").unwrap();
    assert_eq!(format!("{:?}", pty.master.get_termios()), before);
}

#[test]
fn signal_at_start_is_handled() {
    // Where in the start it falls is chance: a few of them.
    for _ in 0..8 {
        let home = Home::new();
        let terminal = Start::program(&home).start();
        terminal.wait_for("the other screen", vt100::Screen::alternate_screen);
        terminal.signal(Signal::TERM);
        terminal.ended_by(Signal::TERM);
    }
}

#[test]
fn program_ends_with_its_terminal() {
    for keys in ["", "r", "?\x1b[", "?\x1b[200~half a paste"] {
        let home = Home::new();
        let before = home.text();
        let terminal = Start::program(&home).open();
        terminal.keys(keys);
        match keys.chars().next() {
            Some('r') => terminal.see(&title_of_renaming()),
            Some('?') => terminal.see(&titled(messages::KEYS)),
            _ => {}
        }
        assert_eq!(terminal.hang_up(), Some(Signal::HUP.as_raw()), "{keys:?}");
        assert_eq!(home.text(), before);
    }
}

#[test]
fn a_panic_hands_the_terminal_back_and_can_be_read() {
    let home = Home::new();
    let before = home.text();
    let terminal = Start::program(&home)
        .set("LLM_CONNECTIONS_PANIC", "1")
        .set("RUST_BACKTRACE", "full")
        .open();
    terminal.keys("\x1b[24~");
    terminal.wait_for("the message on the normal screen", |screen| {
        !screen.alternate_screen() && screen.contents().contains("a panic on demand")
    });
    let End { code, raw, .. } = terminal.end();
    assert_eq!(code, 101);
    let raw = String::from_utf8_lossy(&raw);
    let left = raw.find("\x1b[?1049l").unwrap();
    let sentence = raw.find("a panic on demand").unwrap();
    assert!(left < sentence, "told on the screen that went");
    let message = &raw[left..];
    let version = concat!("llm-connections ", env!("CARGO_PKG_VERSION"), " has a bug at src/");
    assert!(message.contains(version), "{message}");
    assert!(!message.contains("stack backtrace"), "{message}");
    assert_eq!(home.text(), before);
}

#[test]
fn the_key_that_panics_on_demand_is_a_key_like_others_without_the_demand() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("\x1b[24~?");
    terminal.see(&titled(messages::KEYS));
}
