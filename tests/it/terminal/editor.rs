//! A connection's JSON in the user's own editor. A script stands in for it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::settings::problems::words::SAVING_IS_OFF;
use llm_connections::tui::messages;
use rustix::process::Signal;

use crate::support::script::write_executable;
use crate::support::titles::titled;
use crate::terminal::harness::Terminal;
use crate::terminal::home::{Home, names};
use crate::terminal::launch::Start;

/// The command line of an editor that is a script.
fn script(home: &Home, text: &str) -> String {
    let path = home.dir().join("an editor");
    fs::write(&path, text).unwrap();
    format!("sh '{}'", path.display())
}

/// Opens the program and then, from it, the JSON of one connection.
fn edit(start: Start) -> Terminal {
    let terminal = start.open();
    terminal.click("Claude Max");
    terminal.see("▌ ! Claude Max");
    terminal.keys("E");
    terminal
}

/// Its name, once the editor is through with it.
fn name(home: &Home) -> String {
    let connection = home.connection("claude-max");
    connection["name"].as_str().unwrap().to_owned()
}

const RENAME: &str = r#"sed "s/Claude Max/Edited Name/" "$1" > new && cat new > "$1""#;

#[test]
fn editor_result_is_saved() {
    let home = Home::new();
    let before = home.text();
    let editor = script(&home, RENAME);
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    terminal.see("Edited Name");
    assert_eq!(home.text(), before.replace("Claude Max", "Edited Name"));
    terminal.keys("u");
    terminal.see("Undone");
    assert_eq!(home.text(), before);
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert!(names(&home.temporary()).is_empty());
}

#[test]
fn an_editor_that_puts_another_file_in_its_place_is_understood() {
    let home = Home::new();
    let editor =
        script(&home, r#"sed "s/Claude Max/Edited Name/" "$1" > "$1.new" && mv "$1.new" "$1""#);
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    terminal.see("Edited Name");
    assert_eq!(name(&home), "Edited Name");
}

#[test]
fn visual_wins_over_editor_and_may_have_arguments() {
    let home = Home::new();
    let editor = script(
        &home,
        &format!("[ \"$1\" = --wait ] && [ \"$2\" = 'two words' ] && shift 2 && {RENAME}"),
    );
    let terminal = edit(
        Start::program(&home)
            .set("VISUAL", &format!("{editor} --wait 'two words'"))
            .set("EDITOR", "false"),
    );
    terminal.see("Edited Name");
    assert_eq!(name(&home), "Edited Name");
}

#[test]
fn unsavable_text_is_refused_with_its_line_and_kept() {
    let home = Home::new();
    let before = home.text();
    let editor = script(
        &home,
        r#"if [ -e tried ]; then
            cp "$1" kept
            printf '{"slug": "claude-max", "name": 5, "providerType": "anthropic", "authType": "oauth", "createdAt": 1}' > "$1"
            mv tried twice
        elif [ -e twice ]; then
            sed 's/5/"Fixed"/' "$1" > new && cat new > "$1"
        else
            printf '{\n  "slug": "claude-max",\n  oops\n}' > "$1"
            touch tried
        fi"#,
    );
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    terminal.see("Not saved");
    terminal.see("Line 3");
    assert_eq!(home.text(), before);
    terminal.keys("\r");
    terminal.see("Line 1");
    assert_eq!(
        fs::read_to_string(home.dir().join("kept")).unwrap(),
        "{\n  \"slug\": \"claude-max\",\n  oops\n}"
    );
    assert_eq!(home.text(), before);
    terminal.keys("\r");
    terminal.see("Fixed");
    assert_eq!(name(&home), "Fixed");
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let home = Home::new();
    let before = home.text();
    let editor = script(&home, &format!("{RENAME}; exit 3"));
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    terminal.read("nothing changed");
    assert_eq!(home.text(), before);
    terminal.keys("?");
    terminal.see(&titled(messages::KEYS));
}

#[test]
fn missing_editor_is_reported_with_how_to_set_one() {
    let home = Home::new();
    let terminal = edit(Start::program(&home).set("VISUAL", " "));
    terminal.read(messages::NO_EDITOR);
}

#[test]
fn the_editor_has_the_terminal_for_itself() {
    let home = Home::new();
    let editor = script(
        &home,
        r#"printf 'which name? '; read name; sed "s/Claude Max/$name/" "$1" > new && cat new > "$1""#,
    );
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    terminal.wait_for("the editor on the normal screen", |screen| {
        !screen.alternate_screen() && screen.contents().contains("which name? ")
    });
    assert!(terminal.has_first_modes());
    // Typed by lines, and in two pieces: its reading waits.
    terminal.keys("Typed ");
    terminal.see("which name? Typed");
    terminal.keys("Name\r");
    terminal.wait_for("the page", |screen| {
        screen.alternate_screen() && screen.contents().contains("Typed Name")
    });
    assert_eq!(name(&home), "Typed Name");
    assert!(!terminal.has_first_modes());
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn interrupt_in_the_editor_does_not_reach_the_program() {
    let home = Home::new();
    let before = home.text();
    // A number, so that the one waiting now is not taken for the one before; `exec`, because dash
    // loses an interrupt that comes while it forks.
    let editor = script(&home, "echo >> count; echo waiting: $(wc -l < count).; exec cat");
    let terminal = edit(Start::program(&home).set("EDITOR", &editor));
    for n in 1..=5 {
        terminal.see(&format!("waiting: {n}."));
        terminal.keys("\x03");
        terminal.see("nothing changed");
        terminal.keys("\x1b");
        terminal.gone("nothing changed");
        terminal.keys("E");
    }
    terminal.see("waiting: 6.");
    terminal.keys("\x03");
    terminal.see("nothing changed");
    assert_eq!(home.text(), before);
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

/// An editor that waits, and its program, at that point.
fn waiting(home: &Home) -> Terminal {
    let editor = script(home, "echo waiting; exec cat");
    let terminal = edit(Start::program(home).set("EDITOR", &editor));
    terminal.see("waiting");
    terminal
}

/// The folders for the text, and what their modes let others do.
fn texts(home: &Home) -> Vec<PathBuf> {
    let folders = names(&home.temporary());
    let folders: Vec<PathBuf> = folders.iter().map(|n| home.temporary().join(n)).collect();
    for folder in &folders {
        assert_eq!(fs::metadata(folder).unwrap().mode() & 0o777, 0o700);
        for file in names(folder) {
            let mode = fs::metadata(folder.join(file)).unwrap().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
    folders
}

#[test]
fn a_signal_during_editing_removes_the_text_and_ends_both() {
    for signal in [Signal::TERM, Signal::HUP, Signal::ALARM] {
        let home = Home::new();
        let before = home.text();
        let terminal = waiting(&home);
        assert_eq!(texts(&home).len(), 1);
        terminal.signal(signal);
        terminal.ended_by(signal);
        assert!(names(&home.temporary()).is_empty(), "{signal:?}");
        assert_eq!(home.text(), before);
    }
}

#[test]
fn the_next_start_removes_the_text_of_a_killed_program_and_of_no_other() {
    let home = Home::new();
    let killed = waiting(&home);
    killed.kill();
    let left = texts(&home);
    assert_eq!(left.len(), 1);
    let editing = waiting(&home);
    // Its own start has swept, or is about to.
    let deadline = Instant::now() + Duration::from_secs(30);
    while left[0].exists() {
        assert!(Instant::now() < deadline, "it stays");
        thread::sleep(Duration::from_millis(5));
    }
    let own = texts(&home);
    assert_eq!(own.len(), 1);
    // The same once more, beside a program that is alive: this one must stay.
    let marker = home.temporary().join("llm-connections-4194304-dead");
    fs::create_dir(&marker).unwrap();
    let other = Start::program(&home).open();
    while marker.exists() {
        assert!(Instant::now() < deadline, "it stays");
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(texts(&home), own);
    other.keys("q");
    assert_eq!(other.end().code, 0);
    editing.keys("\x03");
    editing.see("nothing changed");
}

#[test]
fn a_broken_config_opens_at_its_line_and_is_saved_once_it_parses() {
    let home = Home::new();
    let whole = home.text();
    let line = 1 + whole.lines().position(|line| line.contains("claude-max")).unwrap();
    fs::write(home.config(), whole.replacen("\"claude-max\",", "\"claude-max\"", 1)).unwrap();
    // Known by its name, it is told the line in its own way.
    let editor = home.dir().join("nvim");
    let text = r#"#!/bin/sh
        echo "$1" >> lines
        sed 's/"claude-max"$/"claude-max",/' "$2" > new && cat new > "$2""#;
    write_executable(&editor, text);
    let terminal = Start::program(&home).set("EDITOR", &format!("'{}'", editor.display())).open();
    terminal.read(SAVING_IS_OFF);
    terminal.keys("E");
    terminal.read(&messages::repaired("~/craft-agent/config.json"));
    assert_eq!(home.text(), whole);
    let told = fs::read_to_string(home.dir().join("lines")).unwrap();
    assert_eq!(told, format!("+{}\n", line + 1));
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert!(names(&home.temporary()).is_empty());
}
