//! `presets`

use crate::commands::harness::Tree;

#[test]
fn presets_are_printed_with_their_key_format() {
    let tree = Tree::empty();
    tree.run(&["presets"]).done().prints("OpenRouter").prints("sk-or-…");
    let json = tree.run(&["presets", "--json"]).done().json();
    let groq = json["presets"].as_array().expect("a list").iter().find(|p| p["name"] == "Groq");
    assert_eq!(groq.expect("is there")["fields"]["piAuthProvider"], "groq");
}
