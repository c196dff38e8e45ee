//! Providers are asked while the screen goes on.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::home::Home;
use crate::launch::Start;
use crate::server::{Reply, Server};

/// A home with these endpoints, whose connections need no key.
pub fn home_with(urls: &[&str]) -> Home {
    let connection = |(n, url): (usize, &&str)| {
        json!({"slug": format!("c{n}"), "name": format!("Endpoint {n}"), "providerType": "pi_compat", "authType": "none",
            "baseUrl": url, "customEndpoint": {"api": "openai-completions"}, "createdAt": 1})
    };
    let all: Value = urls.iter().enumerate().map(connection).collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": all, "defaultLlmConnection": "c0"});
    let home = Home::empty();
    fs::create_dir_all(home.config_dir()).unwrap();
    fs::write(home.config(), format!("{config:#}")).unwrap();
    home
}

#[test]
fn while_nobody_answers_the_screen_goes_on_and_is_left_at_once() {
    let silent = Server::start(|_| Reply::Silence);
    let home = home_with(&[&silent.url(), &silent.url()]);
    let terminal = Start::program(&home).open();
    terminal.keys("V");
    terminal.see("Validating 2 connections: 0 done");
    terminal.keys("a");
    terminal.see("Add a connection");
    terminal.keys("\x1b");
    terminal.gone("Add a connection");
    terminal.keys("j");
    terminal.see("▌   Endpoint 1");
    terminal.see("Validating…");
    let began = Instant::now();
    terminal.keys("q");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(began.elapsed() < Duration::from_secs(5), "nobody waited");
}

#[test]
fn esc_ends_the_asking_and_what_is_asked_next_is_answered() {
    let silent = Server::start(|_| Reply::Silence);
    let good = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
    let home = home_with(&[&good.url(), &silent.url()]);
    let before = home.files();
    let terminal = Start::program(&home).open();
    terminal.keys("V");
    terminal.see("1 done");
    terminal.keys("\x1b");
    terminal.see("Validating was cancelled");
    terminal.gone("Validating…");
    terminal.keys("v");
    terminal.see("✓ Connection valid");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(home.files(), before, "nothing was written");
}
