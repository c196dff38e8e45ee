//! Whether a key may go over plain http is asked where somebody is there to answer. A server of this
//! machine stands for the other one.

use std::fs;

use llm_connections::cli::messages::ask_to_send_unencrypted;
use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

const KEY: &str = "gsk_PLANTED-0123456789";

#[test]
fn nothing_is_sent_before_consent() {
    for (answer, code, sends) in [("n", 1, false), ("", 1, false), ("y", 0, true)] {
        let server = Server::start(|request| {
            if request.has(KEY) {
                Reply::Json(200, json!({"data": [{"id": "m"}]}))
            } else {
                Reply::Json(401, json!({"error": {"message": "no key"}}))
            }
        });
        let home = Home::empty();
        fs::create_dir_all(home.config_dir()).unwrap();
        let connection = json!({"slug": "g", "name": "G", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "piAuthProvider": "openai", "customEndpoint": {"api": "openai-completions"}, "baseUrl": "http://gateway.example", "defaultModel": "m", "createdAt": 1});
        let config =
            json!({"workspaces": [], "llmConnections": [connection], "defaultLlmConnection": "g"});
        fs::write(home.config(), config.to_string()).unwrap();
        assert_cmd::Command::new(env!("CARGO_BIN_EXE_llm-connections"))
            .env_clear()
            .envs(home.environment())
            .args(["secret", "set", "g"])
            .write_stdin(KEY)
            .assert()
            .success();
        let hosts = format!("gateway.example={}", server.url());
        let start = Start::program(&home).set("LLM_CONNECTIONS_TEST_HOSTS", &hosts);
        let terminal = start.argument("validate").argument("g").start();
        terminal.read(&format!("{} [y/N]", ask_to_send_unencrypted("G", "gateway.example")));
        assert_eq!(server.lines(), [""; 0], "not agreed yet");
        terminal.keys(&format!("{answer}\n"));
        let end = terminal.end();
        assert_eq!(end.code, code, "{}", String::from_utf8_lossy(&end.raw));
        assert_eq!(!server.lines().is_empty(), sends, "{answer:?}");
    }
}
