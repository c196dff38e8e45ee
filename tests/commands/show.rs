//! `show`

use crate::harness::Tree;

#[test]
fn it_prints_the_fields_and_what_follows_from_them() {
    let ran = Tree::new().run(&["show", "work"]).done();
    insta::assert_snapshot!(ran.out, @r#"
    name            Work
    slug            work
    providerType    pi
    authType        api_key
    piAuthProvider  groq
    models          a
                    b
    defaultModel    a
    createdAt       1
    kept            {"x":1}
    isDefault       yes
    authenticated   no
    usable          no
    midStream       steer
    "#);
}

#[test]
fn as_json_it_is_one_of_the_objects_of_list() {
    let tree = Tree::new();
    let list = tree.run(&["list", "--json"]).done().json();
    assert_eq!(tree.run(&["show", "home", "--json"]).done().json(), list[1]);
}

#[test]
fn a_slug_that_there_is_not_is_told_with_the_nearest_one() {
    let tree = Tree::new();
    tree.run(&["show", "wrok"]).refused("There is no connection wrok; did you mean work?");
    tree.run(&["show", "zzz"]).refused("the command list shows them all");
    tree.run(&["show"]).misused("<SLUG>");
}

#[test]
fn each_model_has_a_line_with_what_the_file_says_of_it() {
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
        ["models          one", "                z-ai/glm-5 · GLM 5 · 200K · images"]
    );
}

#[test]
fn what_craft_shows_and_what_the_environment_lacks_are_both_named() {
    let tree = Tree::of(
        r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": [
            {"slug": "a", "name": "A", "providerType": "pi", "authType": "environment", "piAuthProvider": "amazon-bedrock",
             "models": ["m"], "createdAt": 1}]}"#,
    );
    let note =
        "Craft shows “authenticated”, but no AWS credentials were found in this environment.";
    tree.run(&["show", "a"])
        .done()
        .prints("authenticated   yes, chats unknown\n")
        .prints("usable          unknown\n")
        .prints(note);
    tree.run(&["list"]).done().prints("yes, chats unknown");
    tree.run(&["secret", "status", "a"]).done().prints(note);
    let json = tree.run(&["show", "a", "--json"]).done().json();
    assert_eq!((&json["authenticated"], &json["usable"]), (&true.into(), &serde_json::Value::Null));
    let mut program = tree.program();
    let found = program.args(["show", "a"]).env("AWS_PROFILE", "p").output().expect("it ends");
    let found = String::from_utf8(found.stdout).expect("text");
    assert!(found.contains("authenticated   yes\n") && !found.contains("Craft shows"), "{found}");
}
