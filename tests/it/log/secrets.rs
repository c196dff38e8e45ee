//! No log holds a piece of a secret.

use std::fs;

use llm_connections::tui::messages;
use serde_json::json;

use super::{assert_has, lines};
use crate::commands::harness::{Ran, Tree};
use crate::support::planted::{Field, leaks};
use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

#[track_caller]
fn assert_hidden(field: &Field, log: &str) {
    for secret in &field.planted {
        assert!(!leaks(log, secret), "{}\n{log}", secret.text);
    }
}

#[test]
fn storing_validating_and_clearing_a_key_leave_none_of_it_in_the_log() {
    for seed in 0..4 {
        let mut field = Field::new(700 + seed);
        let (key, user, parameter) = (field.key(), field.opaque(), field.opaque());
        let echo = key.clone();
        let server = Server::start(move |_| {
            Reply::Json(401, json!({"error": {"message": format!("no such key: {echo}")}}))
        });
        let host = server.url().replace("http://", "");
        let connection = json!([{"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": format!("http://me:{user}@{host}/v1?api_key={parameter}"), "customEndpoint": {"api": "openai-completions"},
            "models": ["m"], "defaultModel": "m", "createdAt": 1}]);
        let tree = Tree::of(&json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": connection}).to_string());
        let log = tree.path("log");
        let run = |arguments: &[&str], input: &str| {
            let mut program = tree.program();
            program.env("LLM_CONNECTIONS_LOG", &log).args(arguments);
            Ran::of_with(program, input)
        };
        run(&["secret", "set", "a", "--yes"], &key).done();
        run(&["validate", "a"], "");
        run(&["validate", "a", "--draft", &format!("baseUrl=http://x:{user}@{host}/")], "");
        run(&["validate", "a", "--draft", "name=B", "--with-key"], &key);
        run(&["models", "a", "--fetch"], "");
        run(&["set", "a", &format!("apiKey={key}")], "");
        run(&["secret", "set", "a", &key], "");
        run(&["secret", "clear", "a", "--yes"], "").done();
        let lines = lines(&log);
        assert_has(&lines, "net request", &["status=401"]);
        assert_has(&lines, "store committed", &["edit=credentials"]);
        assert_hidden(&field, &lines.join("\n"));
    }
}

#[test]
fn a_key_that_is_typed_revealed_and_saved_on_the_screen_is_not_in_the_log() {
    let mut field = Field::new(800);
    let home = Home::new();
    let log = home.dir().join("log");
    let terminal = Start::program(&home).set("LLM_CONNECTIONS_LOG", log.to_str().unwrap()).open();
    // Which field is empty, and has the focus, is known once the credentials are.
    terminal.see(messages::NO_API_KEY);
    terminal.keys("e");
    terminal.see("▌API key");
    let key = field.key();
    terminal.paste(&key);
    terminal.keys("\x12");
    terminal.see(&key[key.len() - 12..]);
    terminal.keys("\x13");
    terminal.gone("▌API key");
    terminal.keys("h");
    terminal.see("credentials.enc");
    terminal.keys("\x1b");
    terminal.gone("credentials.enc");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    let text = fs::read_to_string(&log).expect("a log");
    assert!(text.contains("tui terminal-taken"), "{text}");
    assert_hidden(&field, &text);
}
