//! Providers are asked while the screen goes on.

use std::fs;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use llm_connections::cli::messages::progress;
use llm_connections::settings::craft::describe::unused_endpoint;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// A home with these endpoints, whose connections need no key.
pub fn home_with(urls: &[&str]) -> Home {
    let connection = |(n, url): (usize, &&str)| {
        json!({"slug": format!("c{n}"), "name": format!("Endpoint {n}"), "providerType": "pi_compat", "authType": "none",
            "baseUrl": url, "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m", "createdAt": 1})
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
fn silent_provider_blocks_neither_the_screen_nor_quitting() {
    let silent = Server::start(|_| Reply::Silence);
    let home = home_with(&[&silent.url(), &silent.url()]);
    let terminal = Start::program(&home).open();
    terminal.keys("V");
    terminal.see(&messages::batch_progress(0, 2));
    terminal.keys("a");
    terminal.see(messages::ADD_CONNECTION);
    terminal.keys("\x1b");
    terminal.gone(messages::ADD_CONNECTION);
    terminal.keys("j");
    terminal.see(" Endpoint 1");
    terminal.see("validating…");
    let began = Instant::now();
    terminal.keys("q");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(began.elapsed() < Duration::from_secs(8), "it did not wait");
}

#[test]
fn provider_is_asked_instead_of_an_unused_endpoint_and_details_explain() {
    let provider = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "groq/compound"}]})));
    let home = home_with(&[]);
    // No server listens there.
    let ignored = "http://127.0.0.1:1";
    let connection = json!({"slug": "c0", "name": "Endpoint 0", "providerType": "pi", "authType": "none",
        "piAuthProvider": "groq", "baseUrl": ignored, "defaultModel": "pi/groq/compound", "createdAt": 1});
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [connection], "defaultLlmConnection": "c0"});
    fs::write(home.config(), format!("{config:#}")).unwrap();
    let hosts = format!("api.groq.com={}", provider.url());
    let terminal = Start::program(&home).set("LLM_CONNECTIONS_TEST_HOSTS", &hosts).open();
    terminal.keys("v");
    terminal.see("valid, but Craft");
    terminal.keys("i");
    terminal.see("GET https://api.groq.com/openai/v1/models");
    terminal.read(&unused_endpoint(ignored, Some("api.groq.com"), false, true));
    assert_eq!(provider.lines(), ["GET /openai/v1/models"]);
    terminal.keys("\x1b");
    terminal.gone("GET https://api.groq.com/openai/v1/models");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn esc_cancels_a_validation_and_the_next_one_works() {
    let silent = Server::start(|_| Reply::Silence);
    let good = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
    let home = home_with(&[&good.url(), &silent.url()]);
    let before = home.files();
    let terminal = Start::program(&home).open();
    terminal.keys("V");
    terminal.see("1 done");
    terminal.keys("\x1b");
    terminal.see(messages::VALIDATION_CANCELED);
    terminal.gone("validating…");
    terminal.keys("v");
    terminal.see("valid just now");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    assert_eq!(home.files(), before, "nothing was written");
}

#[test]
fn command_shows_and_clears_its_progress() {
    let (go, gone) = channel::<()>();
    let gone = Mutex::new(gone);
    let slow = Server::start(move |_| {
        let _ = gone.lock().map(|gone| gone.recv());
        Reply::Json(200, json!({"data": [{"id": "m"}]}))
    });
    let failing = Server::start(|_| Reply::Json(401, json!({})));
    let home = home_with(&[&slow.url(), &failing.url(), &slow.url()]);
    let terminal = Start::program(&home).argument("validate").argument("--all").start();
    terminal.see(&progress(1, 3, 1));
    go.send(()).unwrap();
    terminal.see(&progress(2, 3, 1));
    go.send(()).unwrap();
    let end = terminal.end();
    assert_eq!(end.code, 1);
    let raw = String::from_utf8_lossy(&end.raw).into_owned();
    // It is erased before each line that stays.
    let kept: Vec<&str> = raw.lines().map(|line| line.rsplit("\x1b[K").next().unwrap()).collect();
    assert!(!kept.iter().any(|line| line.contains(&progress(2, 3, 1))), "{kept:?}");
    assert!(kept.iter().any(|line| line.starts_with("\u{1b}[32mvalid ")), "{kept:?}");
}
