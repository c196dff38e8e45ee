//! What a start does beside the single connections.

use llm_connections::settings::catalogue::Host;
use llm_connections::settings::craft::describe::file_change;
use llm_connections::settings::craft::known_keys::first_edit;
use llm_connections::settings::craft::next_start::outside_connections::{
    WorkspaceChange, credential_moves, start_of_workspace,
};
use llm_connections::settings::craft::start_of_file::{FileChange, FileStart, start_of_file};
use llm_connections::settings::craft::{LiveLists, NextStart};
use serde_json::{Value, json};

use crate::craft::data::offline;

fn started(root: &Value) -> FileStart {
    let live = LiveLists::default();
    start_of_file(root.as_object().expect("an object"), &offline(Host::Desktop, &live), 7)
}

fn compat(slug: &str) -> Value {
    json!({"slug": slug, "name": slug, "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1/v1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m", "createdAt": 1})
}

fn anthropic(slug: &str) -> Value {
    json!({"slug": slug, "name": slug, "providerType": "anthropic", "authType": "api_key", "createdAt": 1,
        "models": ["claude-opus-4-7"], "defaultModel": "claude-opus-4-7"})
}

#[test]
fn a_file_in_order_is_left_alone() {
    let root = json!({"workspaces": [], "llmConnections": [compat("a"), compat("b")], "defaultLlmConnection": "b",
        "migrationsApplied": ["opus-4-6-restored"], "own": {"x": 1}});
    let file = started(&root);
    assert_eq!(Value::Object(file.after), root);
    assert_eq!(file.changes, []);
    assert!(file.connections.iter().flatten().all(NextStart::is_unchanged));
}

#[test]
fn a_dangling_default_becomes_the_first_connection() {
    for stored in [json!("gone"), Value::Null] {
        let mut root = json!({"llmConnections": [compat("a"), compat("b")], "migrationsApplied": ["opus-4-6-restored"]});
        if !stored.is_null() {
            root["defaultLlmConnection"] = stored.clone();
        }
        let file = started(&root);
        assert_eq!(file.after["defaultLlmConnection"], "a");
        let from = stored.as_str().map(str::to_owned);
        assert_eq!(file.changes, [FileChange::DefaultReplaced { from, to: "a".to_owned() }]);
    }
    let empty = started(
        &json!({"llmConnections": [], "defaultLlmConnection": "gone", "migrationsApplied": ["opus-4-6-restored"]}),
    );
    assert_eq!(empty.changes, [], "without a connection it stays");
}

#[test]
fn keys_of_older_versions_go_and_their_models_become_defaults() {
    let root = json!({"llmConnections": [anthropic("a"), anthropic("b")], "defaultLlmConnection": "b", "authType": "api_key",
        "anthropicBaseUrl": "", "openaiVariant": "x", "model": "claude-sonnet-4-6", "migrationsApplied": ["opus-4-6-restored"]});
    let file = started(&root);
    let removed = |key: &str| FileChange::LegacyKeyRemoved(key.to_owned());
    assert_eq!(
        file.changes,
        [
            removed("authType"),
            removed("anthropicBaseUrl"),
            removed("model"),
            removed("openaiVariant"),
            FileChange::ModelDefaultMoved {
                connection: "b".to_owned(),
                model: "claude-sonnet-4-6".to_owned()
            },
        ]
    );
    assert_eq!(file.after["llmConnections"][0]["defaultModel"], "claude-opus-4-7");
    assert_eq!(file.after["llmConnections"][1]["defaultModel"], "claude-sonnet-4-6");
    assert_eq!(file.after.len(), 3, "{:?}", file.after.keys());
}

#[test]
fn opus_is_restored_once() {
    let root = json!({"llmConnections": [anthropic("a")], "defaultLlmConnection": "a"});
    let file = started(&root);
    assert_eq!(file.changes, [FileChange::MigrationMarked]);
    assert_eq!(file.after["migrationsApplied"], json!(["opus-4-6-restored"]));
    assert_eq!(file.after["llmConnections"][0]["models"][1]["id"], "claude-opus-4-6");
    let mut removed = Value::Object(file.after);
    removed["llmConnections"] = root["llmConnections"].clone();
    assert_eq!(started(&removed).changes, []);
    assert_eq!(
        Value::Object(started(&removed).after),
        removed,
        "once taken off the list it stays off"
    );
}

#[test]
fn a_file_without_a_list_gets_one_from_its_old_keys() {
    let file = started(
        &json!({"workspaces": [], "authType": "api_key", "anthropicBaseUrl": "https://own.example", "customModel": "m1"}),
    );
    assert_eq!(file.changes[0], FileChange::ListMade(Some("anthropic-api".to_owned())));
    let made = &file.after["llmConnections"][0];
    assert_eq!(
        (&made["providerType"], &made["baseUrl"], &made["defaultModel"], &made["createdAt"]),
        (&json!("pi_compat"), &json!("https://own.example"), &json!("m1"), &json!(7))
    );
    assert_eq!(file.after["defaultLlmConnection"], "anthropic-api");
    assert!(!file.after.contains_key("authType"));
    let none = started(&json!({"workspaces": []}));
    assert_eq!(
        (none.changes, &none.after["llmConnections"]),
        (vec![FileChange::ListMade(None)], &json!([]))
    );
    for (auth, slug) in
        [("oauth_token", "claude-max"), ("codex_oauth", "codex"), ("codex_api_key", "codex-api")]
    {
        let file = started(&json!({"authType": auth}));
        assert_eq!(file.after["llmConnections"][0]["slug"], slug);
    }
}

#[test]
fn every_list_entry_keeps_its_position() {
    let root = json!({"llmConnections": ["text", compat("a"), null, {"slug": "b", "models": [null]}], "defaultLlmConnection": "a",
        "migrationsApplied": ["opus-4-6-restored"]});
    let file = started(&root);
    assert_eq!(Value::Object(file.after), root);
    assert_eq!(
        file.connections.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, true, false, true]
    );
    let other = json!({"llmConnections": "text", "authType": "api_key"});
    assert_eq!(Value::Object(started(&other).after), other, "a list that Craft cannot read");
}

#[test]
fn a_workspace_loses_a_default_that_names_nothing() {
    let defaults = json!({"defaultLlmConnection": "gone", "model": "claude-opus-4-5-20251101", "thinkingLevel": "low"});
    let defaults = defaults.as_object().expect("an object");
    assert_eq!(
        start_of_workspace(defaults, &["a"]),
        [
            WorkspaceChange::DefaultRemoved("gone".to_owned()),
            WorkspaceChange::ModelReplaced {
                from: "claude-opus-4-5-20251101".to_owned(),
                to: "claude-opus-4-6"
            },
        ]
    );
    assert_eq!(start_of_workspace(defaults, &["gone"]).len(), 1);
    assert_eq!(start_of_workspace(defaults, &[]).len(), 1, "without a connection it stays");
}

#[test]
fn start_moves_global_credentials_to_free_entries() {
    let moves = |held: &[&str]| -> Vec<(&str, bool)> {
        let moves = credential_moves(|entry| held.contains(&entry));
        moves.iter().map(|moved| (moved.to, moved.breaks_claude_chats)).collect()
    };
    assert_eq!(moves(&["claude_oauth::global"]), [("llm_oauth::claude-max", true)]);
    assert_eq!(moves(&["claude_oauth::global", "llm_oauth::claude-max"]), []);
    assert_eq!(
        moves(&["anthropic_api_key::global", "llm_oauth::claude-max"]),
        [("llm_api_key::anthropic-api", false)]
    );
}

#[test]
fn the_first_edit_in_craft_drops_what_craft_does_not_know() {
    let mut connection = compat("a");
    connection["awsRegion"] = "x".into();
    connection["teamNote"] = 1.into();
    connection["lastUsedAt"] = 2.into();
    let object = connection.as_object().expect("an object");
    assert_eq!(first_edit(object), ["awsRegion", "teamNote"]);
}

#[test]
fn old_keys_and_moved_credentials_are_reported() {
    let notes = |root: serde_json::Value| -> Vec<String> {
        let settings = llm_connections::settings::Settings::from_value(root).expect("usable");
        let found = settings.problems(0).into_iter();
        let of_file =
            found.filter(|d| d.location == llm_connections::settings::problems::Location::File);
        of_file.map(|d| d.sentence).collect()
    };
    let active = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []});
    assert_eq!(notes(active.clone()), [""; 0]);
    let mut old = active;
    old["model"] = json!("claude-opus-4-6");
    old["anthropicBaseUrl"] = json!("https://h");
    let removed = |key: &str| file_change(&FileChange::LegacyKeyRemoved(String::from(key)));
    assert_eq!(notes(old), [removed("anthropicBaseUrl"), removed("model")]);
}
