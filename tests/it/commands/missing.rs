//! A config folder or file that is not found: a mistyped `--config-dir`, another HOME, a disk that
//! is not mounted.

use std::fs;

use llm_connections::cli::messages;
use llm_connections::store::messages::{config_not_found, folder_not_found};
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// A folder that does not exist, and one without a config.json, each with what is said of it.
fn nowhere(tree: &Tree) -> [(String, String); 2] {
    let text = |name: &str| tree.path(name).to_str().expect("text").to_owned();
    fs::create_dir_all(tree.path("unmounted")).expect("made");
    [
        (text("typo"), folder_not_found(&tree.path("typo"))),
        (text("unmounted"), config_not_found(&tree.path("unmounted/config.json"))),
    ]
}

#[test]
fn checks_fail_without_a_configuration() {
    let tree = Tree::new();
    for (folder, why) in nowhere(&tree) {
        for arguments in
            [&["check"][..], &["check", "--fix"], &["validate", "--all"], &["validate", "work"]]
        {
            let arguments = [&["--config-dir", &folder], arguments].concat();
            let ran = tree.run(&arguments).refused(&why);
            assert_eq!(ran.out, "", "{arguments:?}");
            assert!(ran.err.contains("CRAFT_CONFIG_DIR"), "{}", ran.err);
        }
        let checked = tree.run(&["--config-dir", &folder, "check", "--json"]).refused(&why);
        let problems = checked.json()["problems"].clone();
        assert_eq!(problems[0]["severity"], "error");
        assert_eq!(problems[0]["sentence"], why);
        let validated =
            tree.run(&["--config-dir", &folder, "validate", "--all", "--json"]).refused(&why);
        assert_eq!(validated.json()["valid"], Value::Null);
    }
}

#[test]
fn missing_folder_named_by_the_environment_fails_too() {
    let tree = Tree::new();
    for (name, value) in [("HOME", "elsewhere"), ("CRAFT_CONFIG_DIR", "typo")] {
        let mut program = tree.program();
        program.env_remove("CRAFT_CONFIG_DIR");
        let value = tree.path(value);
        let output = program.arg("check").env(name, &value).output();
        let output = output.expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{name}");
        let err = String::from_utf8(output.stderr).expect("text");
        assert!(err.contains(&value.display().to_string()), "{err}");
    }
}

#[test]
fn listing_commands_are_empty_with_a_warning() {
    let tree = Tree::new();
    for (folder, why) in nowhere(&tree) {
        for (arguments, key) in [
            (&["list", "--json"][..], "connections"),
            (&["workspace", "--json"], "workspaces"),
            (&["backups", "--json"], "backups"),
        ] {
            let arguments = [&["--config-dir", &folder], arguments].concat();
            let ran = tree.run(&arguments).done();
            assert_eq!(ran.err, format!("{why}\n"));
            assert_eq!(ran.json(), json!({"schemaVersion": 1, key: []}));
        }
        for arguments in [&["show", "work"][..], &["secret", "status", "work"], &["resolve"]] {
            let arguments = [&["--config-dir", &folder], arguments].concat();
            tree.run(&arguments).refused(&why);
        }
    }
}

#[test]
fn first_connection_creates_the_file() {
    let tree = Tree::empty();
    tree.run(&["add", "--preset", "Anthropic"]).done();
    assert_eq!(tree.json()["llmConnections"][0]["piAuthProvider"], "anthropic");
}

#[test]
fn validating_no_connections_fails() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []}"#,
    );
    let ran = tree.run(&["validate", "--all", "--json"]).refused(messages::NOTHING_TO_VALIDATE);
    assert_eq!(ran.json()["valid"], Value::Null);
    assert_eq!(ran.json()["connections"], serde_json::json!([]));
    let ran = tree.run(&["validate", "--all"]);
    assert_eq!((ran.code, &*ran.out), (1, ""));
    tree.run(&["check"]).done();
}

#[test]
fn named_missing_folder_is_created_only_with_yes() {
    let tree = Tree::new();
    let folder = tree.path("typo/deep");
    let named = folder.to_str().expect("text");
    let question = messages::ask_to_create(&folder);
    for arguments in [
        &["add", "--preset", "Groq"][..],
        &["default", "thinking=high"],
        &["performance", "enable1MContext=true"],
    ] {
        let with_option = [&["--config-dir", named], arguments].concat();
        tree.run(&with_option).refused(&question).refused(messages::ADD_YES);
        let mut program = tree.program();
        let output = program.args(arguments).env("CRAFT_CONFIG_DIR", named).output();
        let output = output.expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(&question), "{arguments:?}");
        tree.run(&[&with_option[..], &["--dry-run"]].concat()).done();
        assert!(!tree.path("typo").exists(), "{arguments:?}");
    }
    tree.run(&["--config-dir", named, "--yes", "add", "--preset", "Groq"]).done();
    assert!(folder.join("config.json").exists());
    tree.run(&["--config-dir", named, "default", "thinking=high"]).done();
}

#[test]
fn the_usual_folder_is_created_without_a_question() {
    let tree = Tree::empty();
    let mut program = tree.program();
    let added = program.args(["add", "--preset", "Groq"]).env_remove("CRAFT_CONFIG_DIR").output();
    assert_eq!(added.expect("it ends").status.code(), Some(0));
    assert!(tree.config().exists());
}
