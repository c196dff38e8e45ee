//! `delete`

use crate::commands::harness::Tree;
use llm_connections::cli::messages;
use llm_connections::settings::edit::messages::{
    credentials_were_deleted, default_is_now, workspaces_now_use,
};

#[test]
fn delete_without_a_terminal_requires_yes() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["delete", "work"]).refused(messages::ADD_YES);
    assert_eq!(tree.files(), before);
}

#[test]
fn deletion_lists_its_consequences_and_then_happens() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree.run(&["workspace", "Client A", "connection=work"]).done();
    let ran = tree.run(&["delete", "work", "--yes"]).done().prints("Deleted “Work” (work)\n");
    ran.prints(default_is_now("Home"))
        .prints(workspaces_now_use("“Client A”", true, "Home"))
        .prints("  llmConnections[work]: removed\n    name            Work\n")
        .prints(credentials_were_deleted(&["key"]));
    assert_eq!(tree.json()["defaultLlmConnection"], "home");
    assert!(tree.workspace()["defaults"].get("defaultLlmConnection").is_none());
    tree.run(&["delete", "work", "--yes"]).refused(messages::unknown_connection("work", []));
}

#[test]
fn second_of_two_with_one_slug_can_be_selected() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
            {"slug": "a", "name": "One", "providerType": "anthropic", "authType": "api_key"},
            {"slug": "a", "name": "Two", "providerType": "anthropic", "authType": "api_key"},
            {"name": "None", "providerType": "anthropic", "authType": "api_key"}],
           "defaultLlmConnection": "a"}"#,
    );
    tree.run(&["list"]).done().prints("a#2").prints("#1");
    tree.run(&["show", "a#2"]).done().prints("Two");
    tree.run(&["delete", "a#3", "--yes"]).refused("Unknown connection a#3");
    tree.run(&["delete", "#1", "--yes"]).done();
    tree.run(&["delete", "a#2", "--yes"]).done();
    let left = tree.json()["llmConnections"].clone();
    assert_eq!(left.as_array().expect("a list").len(), 1);
    assert_eq!(left[0]["name"], "One");
}
