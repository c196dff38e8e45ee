//! `fields`

use llm_connections::settings::connection::fields::FIELDS;

use crate::commands::harness::Tree;

#[test]
fn all_fields_of_the_table_are_printed() {
    let tree = Tree::empty();
    let text = tree.run(&["fields"]).done();
    let json = tree.run(&["fields", "--json"]).done().json();
    let json = json["fields"].as_array().expect("a list");
    assert_eq!(json.len(), FIELDS.len());
    for (field, printed) in FIELDS.iter().zip(json) {
        assert!(text.out.contains(field.path), "{}", field.path);
        assert_eq!(printed["field"], field.path);
    }
}
