//! `list`

use serde_json::json;

use crate::commands::harness::{Ran, Tree};

#[test]
fn list_prints_connections_in_columns_with_the_default_first() {
    let ran = Tree::new().run(&["list"]).done();
    insta::assert_snapshot!(ran.out, @r"
       SLUG  NAME  PROVIDER         AUTH  SENDS
    *  work  Work  api.groq.com     no    steer
       home  Home  localhost:11434  yes   steer
    ");
}

#[test]
fn list_names_the_host_that_craft_asks_over_an_ignored_endpoint() {
    let tree = Tree::new();
    let text = std::fs::read_to_string(tree.config()).expect("read");
    let named = r#""piAuthProvider": "groq", "baseUrl": "https://proxy.example/v1""#;
    let text = text.replace(r#""piAuthProvider": "groq""#, named);
    assert!(text.contains(named), "{text}");
    std::fs::write(tree.config(), text).expect("written");
    let ran = tree.run(&["list"]).done();
    let row = ran.out.lines().find(|line| line.contains("work")).expect("its row");
    assert!(row.contains("api.groq.com"), "{row}");
}

#[test]
fn json_list_is_the_stored_objects_plus_four_keys() {
    let ran = Tree::new().run(&["list", "--json"]).done();
    insta::assert_snapshot!(ran.out);
}

#[test]
fn nothing_secret_is_printed() {
    let tree = Tree::new();
    let text = std::fs::read_to_string(tree.config()).expect("read");
    let text = text.replace("\"kept\"", "\"apiKey\": \"PLANTED\", \"kept\"");
    std::fs::write(tree.config(), text).expect("written");
    for arguments in
        [&["list"][..], &["list", "--json"], &["show", "work"], &["show", "work", "--json"]]
    {
        let ran = tree.run(arguments).done();
        assert!(!ran.out.contains("PLANTED"), "{}", ran.out);
    }
}

#[test]
fn empty_list_prints_nothing() {
    assert_eq!(
        Tree::empty().run(&["list", "--json"]).done().json(),
        json!({"schemaVersion": 1, "connections": []})
    );
}

#[test]
fn list_header_is_bold_only_with_colors() {
    let tree = Tree::new();
    let plain = tree.run(&["list"]).done().out;
    let mut program = tree.program();
    program.arg("list").env("CLICOLOR_FORCE", "1");
    let bold = Ran::of(program).done().out;
    let (head, rows) = plain.split_once('\n').expect("a head");
    assert_eq!(bold, format!("\x1b[1m{head}\x1b[0m\n{rows}"));
    let mut program = tree.program();
    program.arg("list").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert_eq!(Ran::of(program).done().out, plain);
}
