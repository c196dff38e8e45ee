//! `list`

use serde_json::json;

use crate::commands::harness::{Ran, Tree};

#[test]
fn it_prints_the_connections_in_columns_the_default_first() {
    let ran = Tree::new().run(&["list"]).done();
    insta::assert_snapshot!(ran.out, @r"
       SLUG  NAME  PROVIDER         AUTH  SENDS
    *  work  Work  api.groq.com     no    steer
       home  Home  localhost:11434  yes   steer
    ");
}

#[test]
fn it_names_the_host_that_craft_asks_and_not_an_ignored_endpoint() {
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
fn as_json_it_is_the_stored_objects_with_four_keys_more() {
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
fn where_there_is_nothing_it_prints_nothing() {
    assert_eq!(
        Tree::empty().run(&["list", "--json"]).done().json(),
        json!({"schemaVersion": 1, "connections": []})
    );
}

#[test]
fn its_head_is_bold_where_colours_are_wanted_and_nowhere_else() {
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
