//! How it is started: without a terminal, with its options, on nothing.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

use llm_connections::cli::messages::NEEDS_A_TERMINAL;
use llm_connections::tui::messages;
use portable_pty::{PtySize, native_pty_system};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::terminal::home::{Home, names};
use crate::terminal::launch::Start;

/// Runs it without a terminal.
fn run(home: &Home, arguments: &[&str], stdin: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_llm-connections"))
        .args(arguments)
        .env_clear()
        .envs(home.environment())
        .stdin(stdin)
        .output()
        .unwrap()
}

fn is_one_line_and_code_2(output: &Output) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(output.stdout.is_empty());
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(message.contains(NEEDS_A_TERMINAL), "{message}");
}

#[test]
fn missing_terminal_is_reported_in_one_line() {
    let home = Home::new();
    let before = home.files();
    let pty = native_pty_system().openpty(PtySize::default()).unwrap();
    let terminal = || File::options().read(true).write(true).open(pty.master.tty_name().unwrap());
    // Neither, and only the one that is typed at.
    is_one_line_and_code_2(&run(&home, &[], Stdio::null()));
    is_one_line_and_code_2(&run(&home, &[], terminal().unwrap().into()));
    // Only the one that is shown on.
    let output = Command::new(env!("CARGO_BIN_EXE_llm-connections"))
        .env_clear()
        .envs(home.environment())
        .stdin(Stdio::piped())
        .stdout(terminal().unwrap())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    is_one_line_and_code_2(&output);
    assert_eq!(home.files(), before);
}

#[test]
fn help_and_version_need_no_terminal() {
    let home = Home::new();
    let help = run(&home, &["--help"], Stdio::null());
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    for option in ["--config-dir", "--demo", "--no-mouse"] {
        assert!(text.contains(option), "{text}");
    }
    let version = run(&home, &["--version"], Stdio::null());
    assert_eq!(version.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(version.stdout).unwrap().trim_end(),
        concat!("llm-connections ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn named_folder_precedes_the_environments() {
    let home = Home::new();
    let other = home.dir().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("config.json"), home.text().replace("Claude Max", "Claude Elsewhere"))
        .unwrap();
    let before = home.text();
    // As it would be typed: relative to where it is started.
    let terminal = Start::program(&home).argument("--config-dir").argument("other").open();
    terminal.see("Claude Elsewhere");
    terminal.see(&format!("{}  ~/other ", messages::TITLE));
    terminal.click("Claude Elsewhere");
    terminal.keys("s");
    terminal.see("u undo");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    let changed = fs::read_to_string(other.join("config.json")).unwrap();
    assert!(changed.contains(
        r#""midStreamBehavior": "queue",
      "createdAt": 1760086400000"#
    ));
    assert_eq!(home.text(), before);
}

#[test]
fn without_any_folder_named_it_is_the_one_of_craft_in_the_home() {
    let home = Home::new();
    fs::rename(home.config_dir(), home.dir().join(".craft-agent")).unwrap();
    let terminal = Start::program(&home).unset("CRAFT_CONFIG_DIR").open();
    terminal.see(&format!("{}  ~/.craft-agent ", messages::TITLE));
    terminal.see("Claude Max");
}

#[test]
fn without_a_config_the_first_save_makes_one_that_craft_takes() {
    let home = Home::empty();
    let terminal = Start::program(&home).open();
    terminal.see(messages::NO_FOLDER[0]);
    assert!(!home.config_dir().exists());
    terminal.keys("a");
    terminal.see(messages::TYPE_TO_FILTER);
    terminal.keys("mistral\r");
    terminal.see(&messages::new_connection("Mistral"));
    terminal.keys("\x13");
    terminal.see(&messages::save_unfilled("ctrl-s"));
    terminal.keys("\x13");
    terminal.gone(messages::NO_FOLDER[0]);
    terminal.see("! Added “");
    terminal.see("●! Craft Agents Backend (Mistral)");
    let mut made = home.json();
    let keys: Vec<String> = made.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        [
            "workspaces",
            "activeWorkspaceId",
            "activeSessionId",
            "llmConnections",
            "defaultLlmConnection"
        ]
    );
    let connections = made["llmConnections"].take();
    assert_eq!(connections[0]["slug"], "pi-api-key");
    assert_eq!(connections.as_array().unwrap().len(), 1);
    assert_eq!(
        made,
        json!({
            "workspaces": [],
            "activeWorkspaceId": Value::Null,
            "activeSessionId": Value::Null,
            "llmConnections": Value::Null,
            "defaultLlmConnection": "pi-api-key",
        })
    );
    let permissions = fs::metadata(home.config()).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    // It is watched from its first moment on, though its folder was not there when the watching
    // began.
    let text = home.text().replace("Craft Agents Backend (Mistral)", "Another Name");
    fs::write(home.config(), text).unwrap();
    terminal.see("Another Name");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn the_demo_touches_nothing_of_the_user_and_leaves_nothing_behind() {
    let home = Home::new();
    let before = home.files();
    let terminal = Start::program(&home).argument("--demo").open();
    terminal.see(messages::DEMO[0]);
    assert_eq!(names(&home.temporary()).len(), 1);
    terminal.click("Claude Max");
    terminal.keys("d");
    terminal.see("●  Claude Max");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(home.files(), before);
    assert!(names(&home.temporary()).is_empty());
}

#[test]
fn a_demo_that_is_ended_from_outside_or_panics_leaves_nothing_behind_either() {
    for how in ["signal", "panic"] {
        let home = Home::empty();
        let terminal =
            Start::program(&home).argument("--demo").set("LLM_CONNECTIONS_PANIC", "1").open();
        assert_eq!(names(&home.temporary()).len(), 1);
        if how == "signal" {
            terminal.signal(Signal::TERM);
        } else {
            terminal.keys("\x1b[24~");
        }
        let end = terminal.end();
        match how {
            "signal" => assert_eq!(end.signal, Some(Signal::TERM.as_raw())),
            _ => assert_eq!(end.code, 101),
        }
        assert!(names(&home.temporary()).is_empty(), "{how}");
    }
}

#[test]
fn startup_failure_is_one_sentence() {
    let home = Home::new();
    let config = home.config();
    let config = config.to_str().unwrap();
    for backtrace in ["1", "full"] {
        let terminal = Start::program(&home)
            .set("RUST_BACKTRACE", backtrace)
            .argument("--config-dir")
            .argument(config)
            .start();
        let end = terminal.end();
        assert_eq!(end.code, 1);
        is_a_sentence(&String::from_utf8_lossy(&end.raw), "is a file");
        let output = Command::new(env!("CARGO_BIN_EXE_llm-connections"))
            .args(["list", "--config-dir", config])
            .env_clear()
            .envs(home.environment())
            .env("RUST_BACKTRACE", backtrace)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        is_a_sentence(&String::from_utf8_lossy(&output.stderr), "is a file");
        // Nothing can be made where a file stands in the place of the folder.
        let output = Command::new(env!("CARGO_BIN_EXE_llm-connections"))
            .args(["--demo", "list"])
            .env_clear()
            .envs(home.environment())
            .env("TMPDIR", config)
            .env("RUST_BACKTRACE", backtrace)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8_lossy(&output.stderr);
        is_a_sentence(&message, "The demo cannot be put into a temporary folder");
    }
}

#[track_caller]
fn is_a_sentence(message: &str, part: &str) {
    assert!(message.replace("\r\n", " ").contains(part), "{message}");
    assert!(message.trim_end().ends_with('.'), "{message}");
    assert!(
        message.trim_start().starts_with(char::is_uppercase) || message.starts_with('/'),
        "{message}"
    );
    for word in ["Error:", "Caused by", "backtrace", "anyhow", "panicked"] {
        assert!(!message.contains(word), "{message}");
    }
}
