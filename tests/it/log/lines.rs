//! What is in a log.

use std::fs;

use llm_connections::tui::messages::TYPE_TO_FILTER;
use serde_json::json;

use super::{assert_has, lines, logged};
use crate::commands::harness::{Ran, Tree};
use crate::support::craft::HeldLock;
use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

#[test]
fn a_change_has_a_line_for_each_thing_from_start_to_end() {
    let tree = Tree::new();
    let (ran, lines) = logged(&tree, &["rename", "work", "Other"]);
    ran.done();
    for line in &lines {
        let (moment, rest) = line.split_once(' ').expect("a moment");
        assert!(humantime::parse_rfc3339(moment).is_ok() && moment.len() == 24, "{line}");
        assert!(rest.split(' ').count() > 1, "{line}");
    }
    assert!(lines[0].contains(" cli start version=0.1.0"), "{}", lines[0]);
    assert!(lines[0].contains(" command=rename "), "{}", lines[0]);
    let config = format!("path={}", tree.config().canonicalize().expect("there").display());
    assert_has(&lines, "disk read", &[&config, "bytes=", "ms="]);
    assert_has(&lines, "disk locked", &["path=", "waited_ms="]);
    assert_has(&lines, "disk backed-up", &["path=", "bytes="]);
    assert_has(&lines, "disk written", &[&config, "how=rename", "bytes="]);
    let places = "places=llmConnections[work].name";
    assert_has(&lines, "store committed", &["edit=rename", "changes=1", places]);
    assert!(lines.last().expect("an end").ends_with(" cli end code=0"), "{lines:?}");
}

#[test]
fn a_refusal_has_its_sentence_and_its_exit_code() {
    let tree = Tree::new();
    let (ran, lines) = logged(&tree, &["show", "nope"]);
    assert_eq!(ran.code, 1);
    assert_has(&lines, "cli warned", &["text=\"Unknown connection"]);
    assert_has(&lines, "cli end", &["code=1"]);
}

#[test]
fn a_file_with_another_hard_link_is_logged_as_written_in_place() {
    let tree = Tree::new();
    fs::hard_link(tree.config(), tree.path("second")).expect("linked");
    let (ran, lines) = logged(&tree, &["rename", "work", "Other"]);
    ran.done();
    assert_has(&lines, "disk written", &["how=in-place"]);
}

#[test]
fn a_request_has_its_method_its_address_without_the_query_and_its_status() {
    let server = Server::start(|_| Reply::Json(401, json!({"error": {"message": "no"}})));
    let base = format!("{}/v1", server.url());
    let connection = json!([{"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
        "baseUrl": format!("{base}?version=PLAIN"), "customEndpoint": {"api": "openai-completions"}, "models": ["m"],
        "defaultModel": "m", "createdAt": 1}]);
    let tree = Tree::of(&json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": connection}).to_string());
    let (_, lines) = logged(&tree, &["validate", "a"]);
    assert_has(&lines, "net request", &["method=GET", "status=401", "ms=", "proxy=none"]);
    assert!(lines.iter().any(|line| line.contains(&format!("url={base}"))), "{lines:?}");
    let asked = lines.iter().filter(|line| line.contains(" net request "));
    assert!(asked.clone().count() > 0 && asked.clone().all(|line| !line.contains("PLAIN")));
    assert_has(&lines, "probe validated", &["slug=a", "verdict=failed", "reason=", "ms="]);
}

#[test]
fn a_running_craft_is_logged_with_its_process() {
    let tree = Tree::new();
    let _craft = HeldLock::take(&tree.path(""));
    let mut program = tree.program();
    let log = tree.path("log");
    program.env("LLM_CONNECTIONS_LOG", &log).args(["secret", "set", "work"]);
    // Without a terminal it is refused beside a Craft.
    assert_eq!(Ran::of_with(program, "gsk_some-key-of-a-test").code, 1);
    assert_has(&lines(&log), "system craft-runs", &["pid=", "version="]);
}

#[test]
fn the_screen_logs_its_terminal_its_edits_and_what_other_programs_change() {
    let home = Home::new();
    let log = home.dir().join("screen log");
    let terminal = Start::program(&home).set("LLM_CONNECTIONS_LOG", log.to_str().unwrap()).open();
    terminal.keys("s");
    terminal.see("u undo");
    terminal.keys("u");
    terminal.see("Undone");
    terminal.resize(100, 30);
    terminal.wait_for("the wider page", |screen| {
        screen.contents().lines().any(|l| l.chars().count() > 90)
    });
    let text = home.text().replacen("Anthropic (API Key)", "Renamed outside", 1);
    fs::write(home.config(), text).expect("written");
    terminal.see("Renamed outside");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    let lines = lines(&log);
    assert_has(&lines, "cli start", &["command=screen"]);
    let of_terminal = ["size=", "term=xterm-256color", "has_color=true", "mouse=true"];
    assert_has(&lines, "tui terminal-taken", &of_terminal);
    assert_has(&lines, "tui terminal-resized", &["size=100x30"]);
    assert_has(&lines, "store committed", &["edit=midstream"]);
    assert_has(&lines, "store committed", &["edit=undo"]);
    assert_has(&lines, "store may-have-changed", &["what=Config"]);
    assert_has(&lines, "tui terminal-given-back", &[]);
    assert_has(&lines, "cli end", &["code=0"]);
}

#[test]
fn a_log_in_a_folder_that_is_watched_does_not_wake_itself() {
    let home = Home::empty();
    // The config folder is missing: the one above it is watched, and the log is written there.
    let log = home.dir().join("log");
    let terminal = Start::program(&home).set("LLM_CONNECTIONS_LOG", log.to_str().unwrap()).open();
    terminal.see("CONNECTIONS");
    terminal.keys("?");
    terminal.see(TYPE_TO_FILTER);
    terminal.keys("\x1b");
    terminal.gone(TYPE_TO_FILTER);
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    let changed = lines(&log).iter().filter(|line| line.contains("may-have-changed")).count();
    assert!(changed < 5, "{changed}");
}
