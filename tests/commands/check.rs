//! `check`

use crate::harness::Tree;

#[test]
fn what_is_wrong_is_printed_and_is_the_exit_code() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_1").done();
    tree.run(&["check"]).done().prints("Nothing is wrong.");
    let text = std::fs::read_to_string(tree.config()).expect("read");
    let text = text
        .replace("\"defaultModel\": \"a\"", "\"defaultModel\": \"z\"")
        .replace("Connection\": \"work\"", "Connection\": \"gone\"");
    std::fs::write(tree.config(), text).expect("written");
    let ran = tree.run(&["check", "--json"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
    let before = tree.files();
    assert_eq!(tree.run(&["check", "--fix", "--dry-run"]).code, 1);
    assert_eq!(tree.files(), before);
    tree.run(&["check", "--fix"])
        .done()
        .prints("Nothing is wrong.");
    assert_eq!(tree.json()["defaultLlmConnection"], "work");
    assert_eq!(
        tree.connection("work")["models"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn notes_do_not_count() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
        {"slug": "a", "name": "A", "providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1", "createdAt": 1}]}"#,
    );
    tree.run(&["check"])
        .done()
        .prints("note: A: Craft makes it pi");
}

#[test]
fn the_same_fault_of_several_is_mended_in_all_of_them() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
        {"slug": "a", "name": "A", "providerType": "pi", "piAuthProvider": "groq", "authType": "none", "models": ["m"],
         "defaultModel": "z", "createdAt": 1},
        {"slug": "b", "name": "B", "providerType": "pi", "piAuthProvider": "groq", "authType": "none", "models": ["m"],
         "defaultModel": "z", "createdAt": 1}], "defaultLlmConnection": "a"}"#,
    );
    let ran = tree.run(&["check", "--fix", "--json"]);
    assert_eq!(ran.json()["fixed"].as_array().map(Vec::len), Some(2));
    for slug in ["a", "b"] {
        assert_eq!(tree.connection(slug)["models"][1], "pi/z");
    }
}
