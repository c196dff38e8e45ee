//! `default`

use serde_json::json;

use crate::commands::harness::Tree;

#[test]
fn default_prints_or_sets_all_three_in_one_edit() {
    let tree = Tree::new();
    insta::assert_snapshot!(tree.run(&["default"]).done().out, @r"
    connection  work
    model       a
    thinking    (medium)
    ");
    tree.run(&["default", "home", "model=llama", "thinking=high"])
        .done()
        .prints("defaultLlmConnection: work → home")
        .prints("defaultThinkingLevel: — → high");
    assert_eq!(tree.connection("home")["defaultModel"], "llama");
    let json = tree.run(&["default", "--json"]).done().json();
    assert_eq!(
        json,
        json!({"schemaVersion": 1, "connection": "home", "stored": "home", "model": "llama", "thinking": "high"})
    );
    tree.run(&["default", "thinking=", "model="]).done();
    assert!(tree.json().get("defaultThinkingLevel").is_none());
    assert!(tree.connection("home").get("defaultModel").is_none());
}

#[test]
fn default_sets_everything_or_nothing() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["default", "home", "thinking=deeply"]).refused("must be one of off, low");
    tree.run(&["default", "hme"]).refused("did you mean home?");
    tree.run(&["default", "home", "modle=x"]).misused("did you mean model?");
    assert_eq!(tree.files(), before);
}

#[test]
fn the_old_word_for_a_level_of_thinking_is_printed_and_written_as_the_present_one() {
    let tree = Tree::new();
    let text = std::fs::read_to_string(tree.config()).expect("there");
    let text = text.replacen('{', r#"{"defaultThinkingLevel": "think","#, 1);
    std::fs::write(tree.config(), text).expect("written");
    tree.run(&["default"]).done().prints("thinking    medium");
    let json = tree.run(&["default", "--json"]).done().json();
    assert_eq!(json["thinking"], "medium");
    tree.run(&["default", "thinking=high"]).done();
    tree.run(&["default", "thinking=think"]).done();
    assert_eq!(tree.json()["defaultThinkingLevel"], "medium");
    tree.run(&["workspace", "Client A", "thinking=think"]).done();
    assert_eq!(tree.workspace()["defaults"]["thinkingLevel"], "medium");
}
