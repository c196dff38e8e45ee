//! A key in an argument, or in what is read for a field: refused with the same sentence as on the
//! screen, and not repeated.

use std::fs;

use llm_connections::settings::credential::exposed::problem_of_text;
use serde_json::{Value, json};

use crate::commands::harness::Tree;

const KEY: &str = "sk-ant-api03-PLANTED0123456789abcdef_-AB";

/// What is said of the key after the name of its place.
fn sentence() -> String {
    problem_of_text("", KEY).expect("a key")
}

#[test]
fn no_command_saves_a_key_outside_of_the_credentials() {
    let tree = Tree::new();
    let before = tree.files();
    let assigned = |name: &str| format!("{name}={KEY}");
    let lower = KEY.to_lowercase();
    for arguments in [
        &["add", "--preset", "Groq", &assigned("name")][..],
        &["add", "--preset", "Groq", &lower],
        &["add", "--preset", "Groq", "x", &assigned("defaultModel")],
        &["set", "work", &assigned("name")],
        &["set", "work", &assigned("models")],
        &["set", "work", &assigned("defaultModel")],
        &["set", "home", &format!("baseUrl=https://h.example/v1?k={KEY}")],
        &["rename", "work", KEY],
        &["rename", "work", &format!("my {KEY} key")],
        &["default", "work", &assigned("model")],
        &["workspace", "Client A", &assigned("model")],
    ] {
        for extra in [&[][..], &["--json"], &["--dry-run"]] {
            let all: Vec<&str> = arguments.iter().chain(extra).copied().collect();
            let ran = tree.run(&all).refused(sentence());
            assert!(!(ran.out + &ran.err).contains("PLANTED"), "{all:?}");
        }
    }
    for changed in [
        json!({"name": KEY}),
        json!({"apiKey": KEY}),
        json!({"models": [{"id": KEY}]}),
        json!({KEY: true}),
    ] {
        let mut connection = tree.connection("work");
        connection
            .as_object_mut()
            .expect("an object")
            .extend(changed.as_object().expect("one").clone());
        let ran = tree.run_with(&["replace", "work"], &connection.to_string()).refused(sentence());
        assert!(!ran.err.contains("PLANTED"), "{}", ran.err);
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn a_region_takes_no_key_either() {
    let tree = Tree::of(
        &json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
            {"slug": "b", "name": "B", "providerType": "pi", "authType": "iam_credentials", "piAuthProvider": "amazon-bedrock", "createdAt": 1}]})
        .to_string(),
    );
    let before = tree.files();
    let input = "AKIAIOSFODNN7EXAMPLE\nsecret\n";
    let ran = tree.run_with(&["secret", "set", "b", "--region", KEY], input).refused(sentence());
    assert!(!ran.err.contains("PLANTED"), "{}", ran.err);
    assert_eq!(tree.files(), before);
}

#[test]
fn a_key_that_a_file_holds_is_a_warning_of_check_without_the_key() {
    let tree = Tree::new();
    let mut config = tree.json();
    config["llmConnections"][0]["name"] = KEY.into();
    config["llmConnections"][0]["apiKey"] = KEY.into();
    fs::write(tree.config(), format!("{config:#}")).expect("written");
    let ran = tree.run(&["check"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches(&sentence()).count(), 2, "{}", ran.out);
    assert!(!ran.out.contains("PLANTED"));
    ran.prints(format!("warning: (hidden): Name{}", sentence()));
    let found = tree.run(&["check", "--json"]).json();
    let problems = found["problems"].as_array().expect("a list");
    let of_keys =
        |p: &&Value| p["sentence"].as_str().is_some_and(|text| text.contains(&sentence()));
    assert!(
        problems.iter().filter(of_keys).all(|p| p["severity"] == "warning" && p["fix"].is_null())
    );
    // It stands in the way of no other edit, and a copy is not made.
    tree.run(&["set", "work", "midStreamBehavior=queue"]).done();
    let ran = tree.run(&["duplicate", "work"]).refused(sentence());
    assert!(!ran.err.contains("PLANTED"));
    tree.run(&["rename", "work", "Work"]).done();
}

#[test]
fn text_with_only_a_key_prefix_is_saved() {
    let tree = Tree::new();
    tree.run(&["add", "--preset", "Groq", "sk-test-2024-06", "name=sk-learn"]).done();
    tree.run(&[
        "set",
        "home",
        "models=a,b,xai-grok-4-0709,hf.co/x/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
        "defaultModel=xai-grok-4-0709",
    ])
    .done();
    assert_eq!(tree.connection("home")["defaultModel"], "xai-grok-4-0709");
}
