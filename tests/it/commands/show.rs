//! `show`

use llm_connections::cli::messages;
use llm_connections::settings::credential::{
    Authentication, NO_AWS_IN_ENVIRONMENT, Status, shown_but,
};
use serde_json::{Value, json};

use crate::commands::harness::Tree;

#[test]
fn show_prints_fields_and_derived_facts() {
    let ran = Tree::new().run(&["show", "work"]).done();
    insta::assert_snapshot!(ran.out, @r#"
    name                  Work
    slug                  work
    providerType          pi
    authType              api_key
    piAuthProvider        groq
    models                a
                          b
    defaultModel          a
    createdAt             1970-01-01 00:00 UTC
    kept                  {"x":1}
    isDefault             yes
    authenticated         no
    usable                no
    midStream             steer
    inEffect.host         api.groq.com
    inEffect.model        openai/gpt-oss-120b
    inEffect.titlesModel  b
    inEffect.thinking     medium (default)
    inEffect.context      131072 (catalog)
    inEffect.images       no (catalog)
    "#);
}

#[test]
fn json_show_is_the_list_object_plus_new_chat_settings() {
    let tree = Tree::new();
    let list = tree.run(&["list", "--json"]).done().json()["connections"].take();
    let mut shown = tree.run(&["show", "home", "--json"]).done().json();
    let object = shown.as_object_mut().expect("an object");
    let in_effect = object.remove("inEffect");
    object.remove("schemaVersion");
    assert_eq!(shown, list[1]);
    assert!(list[1].get("inEffect").is_none());
    // It names no model, so that no server is asked.
    assert_eq!(
        in_effect,
        Some(json!({"host": null, "model": null, "titlesModel": null,
            "thinking": {"level": "off", "source": "customEndpoint"}, "context": null, "images": null}))
    );
}

/// What a new chat gets, with one connection and a level of thinking in the file.
fn in_effect(connection: Value, thinking: &str) -> Value {
    let mut connection = connection;
    for (key, value) in [("slug", json!("a")), ("name", json!("A")), ("createdAt", json!(1))] {
        connection[key] = value;
    }
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [connection], "defaultThinkingLevel": thinking});
    let mut shown = Tree::of(&config.to_string()).run(&["show", "a", "--json"]).done().json();
    shown["inEffect"].take()
}

#[test]
fn upstream_model_facts_come_from_crafts_catalog() {
    let openai = json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "openai",
        "models": [{"id": "pi/gpt-5", "contextWindow": 1}, "pi/gpt-5-mini", "pi/gpt-5-nano"],
        "defaultModel": "pi/gpt-5"});
    assert_eq!(
        in_effect(openai, "high"),
        json!({"host": "api.openai.com", "model": "gpt-5", "titlesModel": "gpt-5-mini",
            "thinking": {"level": "high", "source": "config"},
            "context": {"tokens": 400_000, "source": "catalog"},
            "images": {"value": true, "source": "catalog"}})
    );
}

#[test]
fn unknown_model_shows_the_model_that_answers() {
    let groq = json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
        "models": ["pi/mine"], "defaultModel": "pi/mine"});
    let shown = in_effect(groq, "low");
    assert_eq!(shown["model"], "openai/gpt-oss-120b");
    assert_eq!(shown["context"], json!({"tokens": 131_072, "source": "catalog"}));
    assert_eq!(shown["titlesModel"], "mine");
}

#[test]
fn custom_endpoint_facts_come_from_its_entries_without_thinking() {
    let own = json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
        "baseUrl": "https://a.example/v1", "defaultModel": "m",
        "customEndpoint": {"api": "openai-completions", "supportsImages": true},
        "models": [{"id": "m", "contextWindow": 9000}, "other"]});
    assert_eq!(
        in_effect(own.clone(), "high"),
        json!({"host": "a.example", "model": "m", "titlesModel": "other",
            "thinking": {"level": "off", "source": "customEndpoint"},
            "context": {"tokens": 9000, "source": "model"},
            "images": {"value": true, "source": "customEndpoint"}})
    );
    // Not in the list: OpenAI gets the chat, and answers with a model of its own.
    let mut unlisted = own;
    unlisted["defaultModel"] = "nope".into();
    let shown = in_effect(unlisted, "high");
    assert_eq!((&shown["host"], &shown["model"]), (&json!("api.openai.com"), &json!("gpt-5.4")));
    assert_eq!(shown["context"]["source"], "catalog");
    assert_eq!(shown["thinking"], json!({"level": "high", "source": "config"}));
}

#[test]
fn a_claude_connection_has_crafts_own_numbers() {
    let claude = |model: &str| {
        json!({"providerType": "anthropic", "authType": "api_key", "models": [model, "claude-haiku-4-5"],
            "defaultModel": model})
    };
    assert_eq!(
        in_effect(claude("claude-opus-4-7"), "ultra"),
        json!({"host": "api.anthropic.com", "model": "claude-opus-4-7", "titlesModel": "claude-haiku-4-5",
            "thinking": {"level": "medium", "source": "default"},
            "context": {"tokens": 1_000_000, "source": "claude"},
            "images": {"value": true, "source": "default"}})
    );
    let other = in_effect(claude("glm-5"), "high");
    assert_eq!(other["context"], json!({"tokens": 200_000, "source": "default"}));
    assert_eq!(other["thinking"], json!({"level": "off", "source": "model"}));
}

#[test]
fn an_older_type_is_shown_as_the_next_start_makes_it() {
    let bedrock = json!({"providerType": "bedrock", "authType": "iam_credentials",
        "models": ["anthropic.claude-opus-4-7-v1"], "defaultModel": "anthropic.claude-opus-4-7-v1"});
    let shown = in_effect(bedrock, "high");
    assert_eq!(shown["host"], "bedrock-runtime.us-east-1.amazonaws.com");
    assert_eq!(shown["model"], "amazon.nova-2-lite-v1:0");
    assert_eq!(shown["context"]["source"], "catalog");
    assert_eq!(in_effect(json!({"providerType": "of-next-year"}), "high")["host"], Value::Null);
}

#[test]
fn key_like_model_id_is_not_shown() {
    let key = "sk-ant-api03-AbCdEf0123456789";
    let planted = json!({"providerType": "pi_compat", "authType": "none", "baseUrl": "http://127.0.0.1:1",
        "customEndpoint": {"api": "openai-completions"}, "models": [key], "defaultModel": key});
    let shown = in_effect(planted, "high");
    assert!(shown["model"].is_string() && !shown.to_string().contains("AbCdEf"), "{shown}");
}

#[test]
fn unknown_slug_is_reported_with_the_nearest_one() {
    let tree = Tree::new();
    tree.run(&["show", "wrok"]).refused(messages::unknown_connection("wrok", ["work"]));
    tree.run(&["show", "zzz"]).refused(messages::unknown_connection("zzz", ["work", "home"]));
    tree.run(&["show"]).misused("<SLUG>");
}

#[test]
fn each_model_has_a_line_with_its_facts_from_the_file() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
            {"slug": "a", "name": "A", "providerType": "pi", "authType": "none", "piAuthProvider": "groq", "createdAt": 1,
             "models": ["pi/one", {"id": "pi/z-ai/glm-5", "name": "GLM 5", "contextWindow": 200000, "supportsImages": true}]}]}"#,
    );
    let ran = tree.run(&["show", "a"]).done();
    let at = ran.out.find("models ").expect("a field");
    let lines: Vec<&str> = ran.out[at..].lines().take(2).collect();
    assert_eq!(
        lines,
        ["models                one", "                      z-ai/glm-5 · GLM 5 · 200K · images"]
    );
}

#[test]
fn displayed_value_and_missing_variable_are_both_named() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
            {"slug": "a", "name": "A", "providerType": "pi", "authType": "environment", "piAuthProvider": "amazon-bedrock",
             "models": ["m"], "createdAt": 1}]}"#,
    );
    let note = shown_but(NO_AWS_IN_ENVIRONMENT);
    let json = tree.run(&["secret", "status", "a", "--json"]).done().json();
    assert_eq!(json["note"], *note);
    let (shown, chats) = (Some(true), Authentication::Unknown);
    let standing = messages::authenticated_text(&Status { shown, chats, note: None });
    tree.run(&["show", "a"])
        .done()
        .prints(format!("authenticated         {standing}\n"))
        .prints("usable                unknown\n")
        .prints("\nnote ")
        .prints(&note);
    tree.run(&["list"]).done().prints(standing);
    tree.run(&["secret", "status", "a"]).done().prints(&note);
    let json = tree.run(&["show", "a", "--json"]).done().json();
    assert_eq!((&json["authenticated"], &json["usable"]), (&true.into(), &serde_json::Value::Null));
    let mut program = tree.program();
    let found = program.args(["show", "a"]).env("AWS_PROFILE", "p").output().expect("it ends");
    let found = String::from_utf8(found.stdout).expect("text");
    assert!(found.contains("authenticated         yes\n"), "{found}");
    assert!(!found.contains("\nnote ") && !found.contains(&shown_but("")), "{found}");
}
