//! The program as a job of a shell: stopped, and brought back.

use llm_connections::tui::messages::editor_left_nothing;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::fs::File;
use std::process::Command;
use std::time::{Duration, Instant};
use vt100::{MouseProtocolMode, Screen};

use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

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

/// Ends the program, and the shell that it was started from.
fn leave(terminal: Terminal) {
    terminal.keys("q");
    terminal.wait_for("the shell", shell_has_it);
    terminal.keys("exit\r");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let home = Home::new();
    let terminal = shell(&home);
    terminal.keys("\"$PROGRAM\"\r");
    terminal.see("CONNECTIONS");
    for selected in ["▌ ! Bedrock (environment)", "▌ ! Bedrock (IAM)"] {
        terminal.keys("\x1a");
        terminal.wait_for("the shell", shell_has_it);
        terminal.see("Stopped");
        assert!(terminal.has_first_modes());
        terminal.keys("fg\r");
        terminal.wait_for("a whole frame", |screen| {
            let text = screen.contents();
            screen.alternate_screen()
                && screen.mouse_protocol_mode() != MouseProtocolMode::None
                && ["AI", "CONNECTIONS", "Claude Max", "quit"]
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
fn ctrl_z_without_job_control_is_harmless() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("\x1aj");
    terminal.see("▌ ! Bedrock (environment)");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn program_stopped_from_outside_recovers_the_terminal_in_any_state() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.signal(Signal::STOP);
    // Stopped it is when its parent can see it.
    let stopped = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(terminal.pid()), stopped).unwrap();
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
    terminal.see("▌ ! Bedrock (environment)");
    terminal.gone("somebody else");
}

/// An editor that says when it is there. Its command line must not say the same.
fn script(home: &Home) {
    let text = "echo waiting; exec cat > \"$1\"";
    std::fs::write(home.dir().join("script"), text).unwrap();
}

/// Waits until every process of a group is stopped: one that still has to be takes what is typed
/// meanwhile.
#[cfg(target_os = "linux")]
fn all_stopped(group: Pid) {
    let group = group.as_raw_nonzero().to_string();
    let deadline = Instant::now() + Duration::from_secs(30);
    let is_running = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let lines = processes.filter_map(|p| std::fs::read_to_string(p.path().join("stat")).ok());
        let mut states = lines.filter_map(|line| {
            // Behind the name: the state, the parent, the group.
            let (_, rest) = line.rsplit_once(") ")?;
            let mut fields = rest.split(' ');
            let state = fields.next()?.to_owned();
            (fields.nth(1)? == group).then_some(state)
        });
        states.any(|state| state != "T")
    };
    while is_running() {
        assert!(Instant::now() < deadline, "some go on");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Starts the program under the shell so that its process id is known.
fn start_known(home: &Home, terminal: &Terminal, environment: &str) -> Pid {
    terminal.keys(&format!("sh -c 'echo $$ > pid; {environment} exec \"$PROGRAM\"'\r"));
    terminal.see("CONNECTIONS");
    let pid = std::fs::read_to_string(home.dir().join("pid")).unwrap();
    Pid::from_raw(pid.trim().parse().unwrap()).unwrap()
}

#[test]
fn a_stop_from_outside_hands_the_terminal_to_the_shell_too() {
    let home = Home::new();
    let terminal = shell(&home);
    let pid = start_known(&home, &terminal, "");
    for selected in ["▌ ! Bedrock (environment)", "▌ ! Bedrock (IAM)"] {
        kill_process(pid, Signal::TSTP).unwrap();
        terminal.wait_for("the shell", shell_has_it);
        terminal.see("Stopped");
        assert!(terminal.has_first_modes());
        terminal.keys("fg\r");
        terminal.wait_for("a whole frame", |screen| {
            screen.alternate_screen() && screen.contents().contains("Claude Max")
        });
        terminal.keys("j");
        terminal.see(selected);
    }
    leave(terminal);
}

/// The program in a shell with an editor that waits for a line; and its process.
#[cfg(target_os = "linux")]
fn in_the_editor(home: &Home) -> (Terminal, Pid) {
    let terminal = shell(home);
    script(home);
    let pid = start_known(home, &terminal, "EDITOR=\"sh script\"");
    terminal.keys("E");
    terminal.see("waiting");
    (terminal, pid)
}

#[test]
#[cfg(target_os = "linux")]
fn a_stop_from_outside_stops_the_editor_too() {
    let home = Home::new();
    let (terminal, pid) = in_the_editor(&home);
    kill_process(pid, Signal::TSTP).unwrap();
    terminal.see("Stopped");
    all_stopped(pid);
    // All of it is the shell's: a reader that went on would take some.
    for n in 1..=5 {
        terminal.keys(&format!("echo line $(({n} * 111))\r"));
        terminal.see(&format!("line {n}{n}{n}"));
    }
    terminal.keys("fg\r");
    terminal.keys("\r\x04");
    terminal.see(&editor_left_nothing());
    leave(terminal);
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_z_in_the_editor_stops_both_and_fg_brings_both_back() {
    let home = Home::new();
    let (terminal, pid) = in_the_editor(&home);
    terminal.keys("\x1a");
    terminal.see("Stopped");
    all_stopped(pid);
    terminal.wait_for("the shell", shell_has_it);
    terminal.keys("fg\r");
    // Empty, which changes nothing.
    terminal.keys("\r\x04");
    terminal.wait_for("the page", |screen| {
        screen.alternate_screen() && screen.contents().contains(&editor_left_nothing())
    });
    leave(terminal);
}
