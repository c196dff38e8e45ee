//! Craft's prefix of a model's id: given and printed without, stored with it.

use serde_json::json;

use crate::commands::harness::Tree;

#[test]
fn commands_accept_a_model_without_prefix_and_store_it_with_prefix() {
    let tree = Tree::new();
    tree.run(&["set", "work", "models=a,pi/groq/compound,qwen/qwen3-32b"]).done();
    assert_eq!(
        tree.connection("work")["models"],
        json!(["pi/a", "pi/groq/compound", "pi/qwen/qwen3-32b"])
    );
    assert_eq!(tree.connection("work")["defaultModel"], "pi/a", "as the list spells it");
    tree.run(&["default", "work", "model=qwen/qwen3-32b"]).done();
    assert_eq!(tree.connection("work")["defaultModel"], "pi/qwen/qwen3-32b");
    tree.run(&["default", "work", "model=gemma2-9b-it"]).done();
    assert_eq!(tree.connection("work")["models"][3], "pi/gemma2-9b-it");
    tree.run(&["workspace", "Client A", "model=b"]).done();
    let own = tree.run(&["workspace", "Client A", "--json"]).json();
    assert_eq!(own["model"], "pi/b", "JSON has what is stored");
}

#[test]
fn model_prefix_is_not_shown() {
    let added = Tree::empty().run(&["add", "--preset", "DeepSeek"]).done().out;
    assert!(added.contains("deepseek-v4-pro") && !added.contains("pi/"), "{added}");
    let tree = Tree::new();
    tree.run(&["set", "work", "models=a,groq/compound", "defaultModel=groq/compound"]).done();
    tree.run(&["workspace", "Client A", "model=b"]).done();
    for command in [
        &["default"][..],
        &["workspace"],
        &["show", "work"],
        &["models", "work"],
        &["check"],
        &["list"],
    ] {
        let ran = tree.run(command);
        let message = format!("{}{}", ran.out, ran.err);
        assert!(!message.is_empty() && !message.contains("pi/"), "{command:?}: {message}");
    }
}
