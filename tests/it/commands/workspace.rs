//! `workspace`

use crate::commands::harness::Tree;

#[test]
fn workspace_prints_all_or_one() {
    let tree = Tree::new();
    insta::assert_snapshot!(tree.run(&["workspace"]).done().out, @r"
    WORKSPACE  FOLDER      SETS
    Client A   ~/client-a  thinking=low
    ");
    insta::assert_snapshot!(tree.run(&["workspace", "ws-1", "--json"]).done().out, @r#"
    {
      "schemaVersion": 1,
      "name": "Client A",
      "id": "ws-1",
      "rootPath": "~/client-a",
      "connection": null,
      "model": null,
      "thinking": "low",
      "problem": null
    }
    "#);
}

#[test]
fn workspace_sets_several_in_one_edit_and_empty_means_default() {
    let tree = Tree::new();
    tree.run(&["workspace", "~/client-a", "connection=home", "model=llama", "thinking="])
        .done()
        .prints("~/client-a: defaults.defaultLlmConnection: — → home");
    let own = tree.workspace();
    assert_eq!(own["defaults"].to_string(), r#"{"defaultLlmConnection":"home","model":"llama"}"#);
    assert_eq!(own["kept"], true);
    assert!(own["updatedAt"].as_u64().expect("a moment") > 1);
}

#[test]
fn unknown_value_is_reported_with_the_nearest() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["workspace", "Cleint A"]).refused("did you mean Client A?");
    tree.run(&["workspace", "ws-1", "connection=hme"]).refused("did you mean home?");
    tree.run(&["workspace", "ws-1", "color=red"])
        .misused("the names are connection, model, thinking");
    tree.run(&["workspace", "ws-1", "thinking=deeply"]).refused("must be one of off");
    assert_eq!(tree.files(), before);
}
