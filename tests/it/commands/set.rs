//! `set`

use llm_connections::settings::edit::assignment::{Assignment, toggled};
use llm_connections::settings::edit::messages::{
    already_named, changes, removes_field, secret_is_sent,
};
use serde_json::json;

use crate::commands::harness::Tree;

#[test]
fn set_changes_fields_and_prints_old_and_new_values() {
    let tree = Tree::new();
    let ran = tree
        .run(&[
            "set",
            "work",
            "name=Office",
            "models=b,groq/compound",
            "defaultModel=groq/compound",
        ])
        .done();
    insta::assert_snapshot!(ran.out, @r"
    Edited “Office”
      llmConnections[work].name: Work → Office
      llmConnections[work].models[0]: a → b
      llmConnections[work].models[1]: b → groq/compound
      llmConnections[work].defaultModel: a → groq/compound
    ");
    let meant = json!({"slug": "work", "name": "Office", "providerType": "pi", "authType": "api_key",
        "piAuthProvider": "groq", "models": ["pi/b", "pi/groq/compound"], "defaultModel": "pi/groq/compound", "createdAt": 1, "kept": {"x": 1}});
    assert_eq!(tree.connection("work").to_string(), meant.to_string());
}

#[test]
fn empty_value_removes_the_field() {
    let tree = Tree::new();
    tree.run(&["set", "work", "defaultModel=", "models="]).done();
    let work = tree.connection("work");
    assert!(work.get("models").is_none() && work.get("defaultModel").is_none());
}

#[test]
fn a_dry_run_prints_the_same_and_writes_nothing() {
    let tree = Tree::new();
    let before = tree.files();
    let dry = tree.run(&["set", "work", "name=Office", "--dry-run", "--json"]).done();
    insta::assert_snapshot!(dry.out);
    assert_eq!(tree.files(), before);
    let done = tree.run(&["set", "work", "name=Office", "--json"]).done();
    assert_eq!(done.json()["changes"], dry.json()["changes"]);
    assert_eq!(done.json()["dryRun"], false);
}

#[test]
fn setting_the_current_value_changes_nothing() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["set", "work", "name=Work"]).done().prints(already_named("Work"));
    assert_eq!(tree.files(), before);
}

#[test]
fn wrong_value_is_reported_with_the_right_ones() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["set", "work", "name="]).refused("Name is missing");
    tree.run(&["set", "work", "slug=other"]).refused("The slug stays work");
    tree.run(&["set", "work", "defaultModel=z"]).refused("z is not in the models list");
    tree.run(&["set", "work", "authType=bearer_token"]).refused("needs api_key or oauth");
    tree.run(&["set", "home", "baseUrl="]).refused("Endpoint is missing");
    tree.run(&["set", "home", "customEndpoint.supportsImages=perhaps"])
        .misused(toggled("customEndpoint.supportsImages", "perhaps").expect_err("no switch"));
    tree.run(&["set", "work", "createdAt=1"])
        .misused(Assignment::parse("createdAt=1").expect_err("no one's to set"));
    tree.run(&["set", "work", "name"]).misused("FIELD=VALUE");
    tree.run(&["set", "work"]).misused("<FIELD=VALUE>");
    tree.run(&["set", "wrok", "name=x"]).refused("did you mean work?");
    assert_eq!(tree.files(), before);
}

#[test]
fn changed_endpoint_and_removed_fields_are_named() {
    let tree = Tree::new();
    tree.run(&["set", "home", "providerType=anthropic"])
        .done()
        .prints(changes("Authentication", "No authentication", "API key"))
        .prints(removes_field("Protocol"));
    assert_eq!(tree.connection("home").get("customEndpoint"), None);
}

#[test]
fn a_key_that_will_travel_unencrypted_is_reported_however_the_scheme_is_written() {
    let own = json!({"slug": "own", "name": "Own", "providerType": "pi_compat",
        "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
        "modelSelectionMode": "userDefined3Tier", "baseUrl": "https://one.example/v1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m",
        "createdAt": 1});
    let (encrypted, plain) = ("two.example", "two.example, unencrypted");
    for (scheme, there) in
        [("http", plain), ("HTTP", plain), ("https", encrypted), ("HTTPS", encrypted)]
    {
        let tree = Tree::of(&json!({"workspaces": [], "llmConnections": [own]}).to_string());
        tree.run_with(&["secret", "set", "own"], "sk-PLANTED").done();
        let endpoint = format!("baseUrl={scheme}://two.example/v1");
        tree.run(&["set", "own", &endpoint, "--yes"]).prints(secret_is_sent("key", there));
    }
}
