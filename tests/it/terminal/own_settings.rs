//! The person's own settings on a real terminal.

use std::fs;

use llm_connections::own_settings::OwnSettings;
use llm_connections::tui::messages;
use llm_connections::tui::messages::own_keys::own_settings_faults;

use crate::support::sentences::before_colon;
use crate::terminal::harness::{End, Terminal};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

fn with(text: &str) -> Home {
    let home = Home::new();
    let folder = home.dir().join(".config/llm-connections");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
    home
}

/// What it wrote, after the list of keys was open.
fn written(terminal: Terminal) -> String {
    terminal.keys("?");
    terminal.see(messages::TYPE_TO_FILTER);
    terminal.keys("\x03");
    let End { code, raw, .. } = terminal.end();
    assert_eq!(code, 0);
    String::from_utf8_lossy(&raw).into_owned()
}

#[test]
fn a_theme_that_is_named_is_used_without_asking_the_terminal() {
    for (theme, accent) in [("dark", "38;5;75"), ("light", "38;5;25")] {
        let home = with(&format!("theme = \"{theme}\""));
        let raw = written(Start::program(&home).open());
        assert!(raw.contains(accent) && !raw.contains("]11;?"), "{theme}");
        let plain = written(Start::program(&home).set("NO_COLOR", "1").open());
        assert!(!plain.contains("38;5;"), "{theme}");
        let sixteen = written(Start::program(&home).set("TERM", "xterm").open());
        assert!(!sixteen.contains(accent), "{theme}");
    }
    let none = written(Start::program(&with("theme = \"none\"")).open());
    assert!(!none.contains("38;5;") && !none.contains("]11;?"));
}

#[test]
fn signs_and_the_mouse_are_as_the_file_says() {
    let home = with("ascii = true\nmouse = false");
    let raw = written(Start::program(&home).set("LANG", "C.UTF-8").open());
    assert!(raw.is_ascii() && !raw.contains("[?1000h"));
    let raw = written(Start::program(&with("ascii = false")).set("LC_ALL", "C").open());
    assert!(!raw.is_ascii() && raw.contains("[?1000h"));
}

#[test]
fn first_error_is_reported_once_with_the_number_of_others() {
    let text = "theme = \"blue\"\nx = 1\n[keys]\nadd = \"n\"\nnext-failed = \"ctrl-n\"\n";
    let faults = OwnSettings::read(text).faults;
    let report = own_settings_faults(faults.len(), &faults[0].to_string());
    let home = with(text);
    let terminal = Start::program(&home).open();
    terminal.read(&report);
    terminal.keys("\x1b");
    terminal.gone(before_colon(&report));
    // The lines that are right hold.
    terminal.see("n add");
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn the_demo_is_the_same_for_all() {
    let text = "theme = \"blue\"\nx = 1\nascii = true";
    let faults = OwnSettings::read(text).faults.len();
    let report = own_settings_faults(faults, "");
    let report = before_colon(&report);
    let home = with(text);
    Start::program(&home).open().see(report);
    let raw = written(Start::program(&home).argument("--demo").set("LANG", "C.UTF-8").open());
    assert!(!raw.contains(report) && !raw.contains("blue") && !raw.is_ascii());
}
