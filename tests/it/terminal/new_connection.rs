//! How few keys it takes from nothing to a connection that works.

use std::fs;

use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

const KEY: &str = "sk-ant-api03-PLANTED0123456789abcdef_-AB";

/// The most keys beside the paste.
const MOST: usize = 5;

#[test]
fn first_validated_connection_takes_at_most_five_keys() {
    let provider = Server::start(|request| match request.header("x-api-key") {
        Some(KEY) => Reply::Json(200, json!({"data": [{"id": "claude-opus-4-7"}]})),
        _ => Reply::Json(401, json!({"error": {"message": "invalid x-api-key"}})),
    });
    let home = Home::empty();
    fs::create_dir(home.config_dir()).unwrap();
    let hosts = format!("api.anthropic.com={}", provider.url());
    let terminal = Start::program(&home).set("LLM_CONNECTIONS_TEST_HOSTS", &hosts).open();
    terminal.see("Local server");
    let mut pressed = 0;
    let mut press = |key: &str, then: &str| {
        pressed += 1;
        terminal.keys(key);
        terminal.see(then);
    };
    press("a", messages::ADD_CONNECTION);
    press("\r", "▌API key *");
    terminal.paste(KEY);
    terminal.see(messages::CHANGED);
    press("\x13", "valid just now");
    assert!(pressed <= MOST, "{pressed} keys");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
    let config: Value = serde_json::from_slice(&fs::read(home.config()).unwrap()).unwrap();
    assert_eq!(config["llmConnections"][0]["piAuthProvider"], "anthropic");
    assert_eq!(config["defaultLlmConnection"], config["llmConnections"][0]["slug"]);
    assert!(provider.requests().iter().any(|request| request.has(KEY)));
}
