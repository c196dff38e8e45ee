//! `performance`

use crate::harness::Tree;

#[test]
fn it_prints_the_switches_or_turns_them() {
    let tree = Tree::new();
    tree.run(&["performance", "enable1MContext=true"]).done();
    assert_eq!(tree.json()["enable1MContext"], true);
    let json = tree.run(&["performance", "--json"]).done().json();
    assert_eq!(
        json.to_string(),
        r#"{"enable1MContext":true,"extendedPromptCache":false}"#
    );
    tree.run(&["performance", "enable1MContext="]).done();
    assert!(tree.json().get("enable1MContext").is_none());
    tree.run(&["performance", "enable1MContext=on"])
        .misused("is true or false, not on");
    tree.run(&["performance", "enable2MContext=true"])
        .misused("did you mean enable1MContext?");
}
