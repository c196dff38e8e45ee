//! `import` of a file: what is new comes, what differs is named and left alone.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use llm_connections::cli::messages as all_messages;
use llm_connections::cli::messages::transfer as messages;
use llm_connections::settings::transfer::{Conflict, FieldDifference, words};
use llm_connections::store::messages::import_unreadable;
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// An export of these connections.
fn file(connections: &Value) -> Value {
    json!({"format": "llm-connections", "version": 1, "connections": connections})
}

fn new() -> Value {
    json!({"slug": "new", "name": "New", "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1/v1", "models": ["m", {"id": "n", "contextWindow": 5, "x": 1}],
        "defaultModel": "m", "createdAt": 5, "own": {"y": [1, 2]}})
}

fn import(tree: &Tree, file: &Value, more: &[&str]) -> crate::commands::harness::Ran {
    tree.run_with(&[&["import", "-"], more].concat(), &file.to_string())
}

/// A connection that differs in these fields.
fn conflict(name: &str, fields: &[(&str, &str, &str)]) -> Conflict {
    let difference = |&(path, here, in_file): &(&str, &str, &str)| FieldDifference {
        path: path.to_owned(),
        here: here.to_owned(),
        in_file: in_file.to_owned(),
    };
    Conflict {
        name: name.to_owned(),
        is_workspace: false,
        fields: fields.iter().map(difference).collect(),
    }
}

#[test]
fn file_that_is_no_export_is_refused_and_nothing_written() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run_with(&["import", "-"], "{\n  \"format\": x}")
        .refused("standard input: line 2, column");
    for (text, why) in [
        ("[]", words::not_an_export("a list")),
        ("{}", words::NO_FORMAT.to_owned()),
        (r#"{"format": "crush"}"#, words::other_format("crush")),
        (r#"{"llmConnections": []}"#, words::IS_A_CONFIG.to_owned()),
        (r#"{"format": "llm-connections", "version": 2}"#, words::newer_version(2)),
        (
            r#"{"format": "llm-connections", "version": 1, "connections": 1}"#,
            words::not_a("connections", "a number", "a list"),
        ),
    ] {
        tree.run_with(&["import", "-"], text).refused(why);
    }
    let unreadable = |path: &Path, why: ErrorKind| {
        tree.run(&["import", &path.display().to_string()])
            .refused(import_unreadable(path.display(), &why.into()));
    };
    let missing = tree.path("none.json");
    unreadable(&missing, ErrorKind::NotFound);
    unreadable(&tree.path(""), ErrorKind::IsADirectory);
    fs::write(&missing, b"\xff\xfe").expect("written");
    unreadable(&missing, ErrorKind::InvalidData);
    fs::remove_file(&missing).expect("removed");
    tree.run(&["import"]).misused("FILE");
    assert_eq!(tree.files(), before);
}

#[test]
fn connections_that_craft_rejects_are_named_by_field_unless_deselected() {
    let tree = Tree::new();
    let before = tree.files();
    let bad = json!({"slug": "bad", "name": "", "providerType": "nonsense", "baseUrl": null,
        "createdAt": "x"});
    let both = file(&json!([new(), bad]));
    import(&tree, &both, &[])
        .refused("bad: name: empty")
        .refused("bad: providerType: not one of")
        .refused("bad: authType: missing")
        .refused("bad: baseUrl: not text")
        .refused("bad: createdAt: not a number");
    assert_eq!(tree.files(), before);
    import(&tree, &both, &["--only", "newx"]).refused("did you mean new?");
    import(&tree, &both, &["--only", "new"]).done();
    assert_eq!(tree.connection("new"), new(), "every key of it, and in its order");
    assert_eq!(tree.json()["defaultLlmConnection"], "work");
}

#[test]
fn connection_of_an_older_craft_is_imported_unchanged() {
    let tree = Tree::new();
    let old = json!({"slug": "old", "name": "Old", "providerType": "openai_compat",
        "authType": "api_key_with_endpoint", "baseUrl": "https://h.example/v1", "createdAt": 1});
    import(&tree, &file(&json!([old])), &[]).done();
    assert_eq!(tree.connection("old"), old);
}

#[test]
fn differing_connection_is_named_by_field_and_stays() {
    let tree = Tree::new();
    let before = tree.files();
    let mut other = tree.connection("work");
    other["name"] = "Elsewhere".into();
    other["kept"] = json!({"x": 2});
    // When it was made and used is no difference.
    let mut same = tree.connection("home");
    same["createdAt"] = json!(99);
    same["lastUsedAt"] = json!(99);
    let both = file(&json!([other, same]));
    let ran = import(&tree, &both, &[]);
    assert_eq!(ran.code, 1);
    let differs = [("name", "Work", "Elsewhere"), ("kept", "{\"x\":1}", "{\"x\":2}")];
    assert!(ran.err.contains(&words::conflict(&conflict("work", &differs))), "{}", ran.err);
    assert!(ran.out.contains(&messages::equal(&["home".to_owned()])), "{}", ran.out);
    assert_eq!(tree.files(), before);
    let json = import(&tree, &both, &["--json"]).json();
    assert_eq!(json["equal"], json!(["home"]));
    assert_eq!(json["conflicts"][0]["slug"], "work");
    assert_eq!(
        json["conflicts"][0]["fields"][0],
        json!({"path": "name", "here": "Work", "inFile": "Elsewhere"})
    );
    import(&tree, &both, &["--replace", "--dry-run"]).done().prints("Work → Elsewhere");
    assert_eq!(tree.files(), before);
    import(&tree, &both, &["--replace"]).done();
    assert_eq!(tree.connection("work"), other);
    import(&tree, &both, &["--replace", "--rename"]).misused("cannot be used with");
}

#[test]
fn differing_connection_can_be_imported_once_under_another_slug() {
    let tree = Tree::new();
    let mut other = tree.connection("work");
    other["name"] = "Elsewhere".into();
    let mut document = file(&json!([other]));
    document["defaults"] = json!({"connection": "work"});
    document["workspaces"] = json!([{"id": "ws-1", "name": "Client A", "connection": "work"}]);
    let ran = import(&tree, &document, &["--rename", "--set-default"]).done();
    assert!(ran.out.contains(&words::renamed("work", "work-2")), "{}", ran.out);
    assert_eq!(tree.connection("work")["name"], "Work");
    assert_eq!(tree.connection("work-2")["name"], "Elsewhere");
    assert_eq!(tree.json()["defaultLlmConnection"], "work-2");
    assert_eq!(tree.workspace()["defaults"]["defaultLlmConnection"], "work-2");
    let files = tree.files();
    import(&tree, &document, &["--rename", "--set-default"]).done();
    assert_eq!(tree.files(), files);
}

#[test]
fn overrides_go_to_the_workspace_of_the_id_or_the_name_and_others_are_named() {
    let tree = Tree::new();
    let mut document = file(&json!([new()]));
    document["workspaces"] = json!([
        {"id": "other-id", "name": "Client A", "connection": "new", "thinking": "high"},
        {"id": "x", "name": "Nowhere", "model": "m"},
    ]);
    let ran = import(&tree, &document, &[]);
    assert_eq!(ran.code, 1, "its thinking differs");
    let differs = conflict("Client A", &[("thinking", "low", "high")]);
    let differs = words::conflict(&Conflict { is_workspace: true, ..differs });
    assert!(ran.err.contains(&differs), "{}", ran.err);
    assert!(ran.out.contains(&words::missing_workspace("Nowhere")), "{}", ran.out);
    let own = tree.workspace();
    assert_eq!(own["defaults"], json!({"thinkingLevel": "low", "defaultLlmConnection": "new"}));
    assert_eq!(own["kept"], true);
    import(&tree, &document, &["--replace"]).done();
    assert_eq!(tree.workspace()["defaults"]["thinkingLevel"], "high");
}

#[test]
fn default_is_set_only_on_request() {
    let tree = Tree::new();
    let mut document = file(&json!([new()]));
    document["defaults"] = json!({"connection": "new", "thinking": "max"});
    import(&tree, &document, &[]).done().prints(words::default_stays("new"));
    assert_eq!(tree.json()["defaultLlmConnection"], "work");
    assert!(tree.json().get("defaultThinkingLevel").is_none());
    import(&tree, &document, &["--set-default"]).done();
    assert_eq!(tree.json()["defaultLlmConnection"], "new");
    assert_eq!(tree.json()["defaultThinkingLevel"], "max");
}

#[test]
fn stored_key_is_used_for_another_host_only_after_consent() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_PLANTED").done();
    let mut other = tree.connection("work");
    other["piAuthProvider"] = "xai".into();
    let document = file(&json!([other]));
    let before = tree.files();
    import(&tree, &document, &["--replace"])
        .refused(messages::ASK_TO_IMPORT)
        .refused(all_messages::ADD_YES);
    assert_eq!(tree.files(), before);
    import(&tree, &document, &["--replace", "--yes"]).done();
    assert_eq!(tree.connection("work")["piAuthProvider"], "xai");
}

#[test]
fn stored_key_of_a_free_slug_passes_to_a_new_connection_only_after_consent() {
    let tree = Tree::new();
    let text = fs::read(tree.config()).expect("read");
    let mut added = new();
    added["authType"] = "api_key_with_endpoint".into();
    added["baseUrl"] = "https://first.example/v1".into();
    import(&tree, &file(&json!([added])), &[]).done();
    tree.run_with(&["secret", "set", "new"], "PLANTED0123456789").done();
    // Another program removes the connection and leaves its key.
    fs::write(tree.config(), text).expect("written");
    added["baseUrl"] = "https://second.example/v1".into();
    import(&tree, &file(&json!([added])), &[])
        .refused(words::credential_goes_along("new", "second.example"));
    import(&tree, &file(&json!([added])), &["--yes"]).done();
}

#[test]
fn a_backup_brings_back_every_byte_from_before_an_import() {
    let tree = Tree::new();
    let before = fs::read(tree.config()).expect("read");
    import(&tree, &file(&json!([new()])), &[]).done();
    assert_ne!(fs::read(tree.config()).expect("read"), before);
    tree.run(&["restore", "--yes"]).done();
    assert_eq!(fs::read(tree.config()).expect("read"), before);
}
