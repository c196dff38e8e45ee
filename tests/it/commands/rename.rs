//! `rename`

use crate::commands::harness::Tree;

#[test]
fn rename_changes_only_the_name() {
    let tree = Tree::new();
    let before = std::fs::read_to_string(tree.config()).expect("read");
    tree.run(&["rename", "work", " Büro "]).done().prints("Renamed “Work” to “Büro”");
    let after = std::fs::read_to_string(tree.config()).expect("read");
    assert_eq!(after, before.replace("\"Work\"", "\"Büro\""));
    tree.run(&["rename", "work", ""]).refused("Name is empty");
    tree.run(&["rename", "work"]).misused("<NAME>");
}
