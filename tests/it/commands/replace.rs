//! `replace`

use llm_connections::cli::messages;

use crate::commands::harness::Tree;

#[test]
fn show_output_can_replace_the_connection() {
    let tree = Tree::new();
    let mut json = tree.run(&["show", "work", "--json"]).done().json();
    json["name"] = "Office".into();
    json["new"] = 1.into();
    tree.run_with(&["replace", "work"], &json.to_string()).done().prints("Edited “Office”");
    let work = tree.connection("work");
    assert_eq!(
        (&work["name"], &work["new"], &work["kept"]["x"]),
        (&"Office".into(), &1.into(), &1.into())
    );
    let added = ["isDefault", "midStream", "inEffect"];
    assert!(added.iter().all(|key| work.get(key).is_none()), "{work}");
}

#[test]
fn invalid_object_is_reported_and_nothing_is_written() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run_with(&["replace", "work"], "{").refused("Standard input:1:1: ");
    tree.run_with(&["replace", "work"], "{\"slug\": \"other\"}").refused("The slug stays work");
    tree.run_with(&["replace", "work"], "7").refused("The slug stays work");
    tree.run_with(&["replace", "work"], "{\"apiKey\": \"(hidden)\"}")
        .refused(messages::input_is_redacted());
    assert_eq!(tree.files(), before);
}
