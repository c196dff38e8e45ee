//! What holds for all commands.

use std::fs;

use crate::harness::Tree;

#[test]
fn a_folder_can_be_named_and_a_sample_tried() {
    let tree = Tree::new();
    let other = tree.path("other");
    fs::create_dir(&other).expect("made");
    fs::copy(tree.config(), other.join("config.json")).expect("copied");
    let folder = other.to_str().expect("text");
    tree.run(&["--config-dir", folder, "rename", "work", "There"])
        .done();
    assert_eq!(tree.connection("work")["name"], "Work");
    let text = fs::read_to_string(other.join("config.json")).expect("read");
    assert!(text.contains("There"));
    let before = tree.files();
    tree.run(&["--demo", "delete", "groq", "--yes"]).done();
    assert_eq!(tree.files(), before, "the sample is nobody's");
}

#[test]
fn wrong_use_is_exit_code_two_and_no_terminal_is_said() {
    let tree = Tree::empty();
    tree.run(&["lst"]).misused("list");
    tree.run(&[]).misused("needs a terminal");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let tree = Tree::new();
    tree.run(&["set", "home", "midStreamBehavior=queue"]).done();
    let text = fs::read_to_string(tree.config()).expect("read");
    fs::write(
        tree.config(),
        text.replace("\"Home\"", "\"Ho\\u001b[31mme\""),
    )
    .expect("written");
    for arguments in [&["list"][..], &["show", "home"], &["check"], &["workspace"]] {
        let ran = tree.run(arguments);
        assert!(
            !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
            "{arguments:?}"
        );
    }
}
