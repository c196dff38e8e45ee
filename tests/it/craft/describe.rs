//! The sentences about what Craft does.

use llm_connections::settings::catalogue::Host;
use llm_connections::settings::craft::known_keys::first_edit;
use llm_connections::settings::craft::sends::{Chat, sends};
use llm_connections::settings::craft::start_of_file::start_of_file;
use llm_connections::settings::craft::{LiveLists, Variables, describe, next_start};
use serde_json::{Value, json};

use crate::craft::data::offline;

fn start(connection: &Value, host: Host) -> Vec<String> {
    let before = connection.as_object().expect("an object");
    let live = LiveLists::default();
    describe::next_start(before, &next_start(before, &offline(host, &live)))
}

#[test]
fn a_start_is_described_with_all_that_it_costs() {
    let old = json!({"slug": "x", "name": "Mine", "providerType": "openai", "authType": "oauth", "createdAt": 1,
        "models": ["gpt-5.1", "my-own"], "defaultModel": "my-own", "codexPath": "/x", "teamNote": 1});
    assert_eq!(
        start(&old, Host::Desktop),
        [
            "On next start Craft converts this to pi (openai-codex), renames it “ChatGPT Plus (via Pi)” and drops: Codex binary, teamNote.",
            "Models: Craft drops my-own, adds 9 models, resets the settings of gpt-5.1.",
            "Default model becomes gpt-5.5.",
            "Craft then keeps the list in sync.",
        ]
    );
    let own = json!({"slug": "x", "name": "X", "providerType": "pi", "authType": "api_key", "piAuthProvider": "deepseek",
        "models": ["deepseek-v4-pro"], "defaultModel": "pi/deepseek-v4-pro"});
    assert_eq!(
        start(&own, Host::Desktop),
        ["Craft leaves the model list to you."],
        "a prefix is nothing that people see"
    );
    let endpoint = json!({"slug": "x", "name": "X", "providerType": "anthropic_compat", "authType": "api_key_with_endpoint",
        "baseUrl": "https://own.example", "models": ["m"], "defaultModel": "m"});
    assert_eq!(
        start(&endpoint, Host::Server),
        ["On next start Craft converts this to pi_compat.", "Craft rewrites: customEndpoint."]
    );
}

#[test]
fn a_connection_that_a_start_leaves_alone_has_no_sentence() {
    let custom = json!({"slug": "x", "name": "X", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1/v1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m", "teamNote": 1});
    assert_eq!(start(&custom, Host::Desktop), [""; 0]);
    let dropped = first_edit(custom.as_object().expect("an object"));
    assert_eq!(
        describe::first_edit(&dropped).as_deref(),
        Some("The first edit in Craft drops: teamNote.")
    );
    assert_eq!(describe::first_edit(&[]), None);
}

fn chat(connection: &Value, stored: &Value, variables: &[(&str, &str)]) -> Option<String> {
    let connection = connection.as_object().expect("an object");
    let variables = Variables::new(variables.iter().copied());
    let stored = crate::support::stored::stored("x", |name| stored.get(name), &variables);
    let chat = Chat { connection, model: None, stored: &stored, variables: &variables, now_ms: 0 };
    describe::sends(connection, &sends(&chat))
}

#[test]
fn chat_failures_are_described_with_their_host() {
    let key = json!({"llm_api_key::x": {"value": "sk-x"}});
    let custom = |default: &str, upstream: Option<&str>| {
        let mut connection = json!({"slug": "x", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": "https://own.example/v1", "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": default});
        if let Some(upstream) = upstream {
            connection["piAuthProvider"] = upstream.into();
        }
        connection
    };
    let described = |connection: &Value| chat(connection, &key, &[]);
    assert_eq!(described(&custom("m", Some("openai"))), None);
    assert_eq!(
        described(&custom("other", Some("openai"))).as_deref(),
        Some(
            "The key goes to api.openai.com, not to own.example: the model is not in the models list."
        )
    );
    assert_eq!(
        described(&custom("m", None)).as_deref(),
        Some("New chats will fail: Craft doesn't read the key without an upstream.")
    );
    let pi = |model: &str| json!({"slug": "x", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq", "defaultModel": model});
    assert_eq!(
        described(&pi("my-own")).as_deref(),
        Some("Unknown model “my-own”: Craft asks api.groq.com for openai/gpt-oss-120b instead.")
    );
    assert_eq!(
        chat(&pi("my-own"), &key, &[("ANTHROPIC_API_KEY", "set")]).as_deref(),
        Some(
            "Chats go to api.anthropic.com with ANTHROPIC_API_KEY: the upstream does not have the model."
        )
    );
    assert_eq!(
        chat(&pi("pi/openai/gpt-oss-120b"), &json!({}), &[]).as_deref(),
        Some("No API key: new chats will fail.")
    );
}

#[test]
fn file_changes_of_a_start_are_described() {
    let root = json!({"llmConnections": [{"slug": "a", "name": "A", "providerType": "later"}], "defaultLlmConnection": "gone", "model": "x"});
    let live = LiveLists::default();
    let file =
        start_of_file(root.as_object().expect("an object"), &offline(Host::Desktop, &live), 0);
    let sentences: Vec<String> = file.changes.iter().map(describe::file_change).collect();
    assert_eq!(
        sentences,
        [
            "On next start Craft removes: model.",
            "On next start Craft adds Opus 4.6 once where Opus 4.7 is listed.",
            "Default “gone” not found: on next start it becomes “a”.",
        ]
    );
}

#[test]
fn key_used_as_an_id_is_not_printed() {
    let secret = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789";
    let connection = json!({"slug": "x", "name": "X", "providerType": "pi", "authType": "api_key", "piAuthProvider": "openai",
        "models": [secret], "defaultModel": secret});
    let all = start(&connection, Host::Desktop).join(" ");
    let chat =
        chat(&connection, &json!({"llm_api_key::x": {"value": "sk-x"}}), &[]).expect("a sentence");
    assert!(!all.contains("abcdefgh") && !chat.contains("abcdefgh"), "{all} {chat}");
}
