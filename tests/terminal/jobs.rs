//! The program as a job of a shell: stopped, and brought back.

use rustix::process::{Signal, WaitId, WaitIdOptions, waitid};
use std::fs::File;
use std::process::Command;
use vt100::{MouseProtocolMode, Screen};

use crate::harness::Terminal;
use crate::home::Home;
use crate::launch::Start;

const PROMPT: &str = "ready> ";

/// An interactive shell that leaves the terminal's modes alone, as the program must have left them.
fn shell(home: &Home) -> Terminal {
    let terminal = Start::other(home, "sh")
        .argument("-i")
        .set("PS1", PROMPT)
        .set("PROGRAM", env!("CARGO_BIN_EXE_llm-connections"))
        .start();
    terminal.see(PROMPT);
    terminal
}

/// Nothing of the program's is left on the terminal, and the shell asks for the next command.
fn shell_has_it(screen: &Screen) -> bool {
    !screen.alternate_screen()
        && !screen.bracketed_paste()
        && !screen.hide_cursor()
        && screen.mouse_protocol_mode() == MouseProtocolMode::None
        && screen.contents().trim_end().ends_with(PROMPT.trim_end())
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let home = Home::new();
    let terminal = shell(&home);
    terminal.keys("\"$PROGRAM\"\r");
    terminal.see("Connections");
    for selected in ["▌   Bedrock (environment)", "▌   Bedrock (IAM)"] {
        terminal.keys("\x1a");
        terminal.wait_for("the shell", shell_has_it);
        terminal.see("Stopped");
        assert!(terminal.has_first_modes());
        terminal.keys("fg\r");
        terminal.wait_for("a whole frame", |screen| {
            let text = screen.contents();
            screen.alternate_screen()
                && screen.mouse_protocol_mode() != MouseProtocolMode::None
                && ["AI", "Connections", "Claude Max", "quit"]
                    .iter()
                    .all(|part| text.contains(part))
        });
        assert!(!terminal.has_first_modes());
        terminal.keys("j");
        terminal.see(selected);
    }
    terminal.keys("q");
    terminal.wait_for("the shell", shell_has_it);
    terminal.keys("echo code=$?\r");
    terminal.see("code=0");
    terminal.keys("exit\r");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn without_a_shell_that_could_bring_it_back_ctrl_z_does_no_harm() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("\x1aj");
    terminal.see("▌   Bedrock (environment)");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn stopped_from_outside_it_takes_the_terminal_again_whatever_became_of_it() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.signal(Signal::STOP);
    // Stopped it is when its parent can see it.
    let told = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(terminal.pid()), told).unwrap();
    let sane = Command::new("stty")
        .arg("sane")
        .stdin(File::open(terminal.file()).unwrap())
        .status()
        .unwrap();
    assert!(sane.success());
    terminal.scribble(b"\x1b[?1049l\x1b[2Jsomebody else");
    terminal.signal(Signal::CONT);
    terminal.wait_for("a whole frame", |screen| {
        let text = screen.contents();
        screen.alternate_screen() && text.contains("Claude Max") && text.contains("quit")
    });
    terminal.keys("j");
    terminal.see("▌   Bedrock (environment)");
    terminal.gone("somebody else");
}
