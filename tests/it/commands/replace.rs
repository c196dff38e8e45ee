//! `replace`

use crate::commands::harness::Tree;

#[test]
fn what_show_prints_goes_back_in() {
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
fn what_cannot_be_is_told_and_nothing_is_written() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run_with(&["replace", "work"], "{").refused("Standard input:1:1: ");
    tree.run_with(&["replace", "work"], "{\"slug\": \"other\"}").refused("The slug stays work");
    tree.run_with(&["replace", "work"], "7").refused("The slug stays work");
    tree.run_with(&["replace", "work"], "{\"apiKey\": \"(hidden)\"}")
        .refused("stands for what show leaves out");
    assert_eq!(tree.files(), before);
}
