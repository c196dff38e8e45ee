//! `config`: the person's own settings of the screen.

use std::fs;
use std::path::PathBuf;

use llm_connections::cli::messages;
use llm_connections::tui::messages::own_keys::unknown_action;
use serde_json::json;

use crate::commands::harness::{Ran, Tree};

/// A tree with such settings.
fn with(text: impl AsRef<[u8]>) -> Tree {
    let tree = Tree::empty();
    fs::create_dir_all(folder(&tree)).expect("made");
    fs::write(folder(&tree).join("config.toml"), text).expect("written");
    tree
}

fn folder(tree: &Tree) -> PathBuf {
    tree.path("own/llm-connections")
}

fn run(tree: &Tree, arguments: &[&str]) -> Ran {
    let mut program = tree.program();
    program.env("XDG_CONFIG_HOME", tree.path("own")).env("TERM", "xterm-256color");
    program.arg("config").args(arguments);
    Ran::of(program)
}

#[test]
fn defaults_apply_without_a_file_and_its_path_is_shown() {
    let tree = Tree::empty();
    let path = folder(&tree).join("config.toml");
    run(&tree, &["--path"]).done().prints(format!("{}\n", path.display()));
    run(&tree, &[])
        .done()
        .prints(messages::own_settings_path(&path, false))
        .prints("theme    auto   default");
    let expected = json!({"schemaVersion": 1, "path": path, "found": false, "theme": {"value": "auto", "source": "default"},
        "ascii": {"value": false, "source": "terminal"}, "mouse": {"value": true, "source": "default"},
        "keys": [], "faults": []});
    assert_eq!(run(&tree, &["--json"]).done().json(), expected);
    assert!(!path.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn default_folder_is_in_the_home() {
    let tree = Tree::empty();
    let path = tree.path(".config/llm-connections/config.toml");
    tree.run(&["config", "--path"]).done().prints(format!("{}\n", path.display()));
}

#[test]
fn settings_are_printed_with_their_line() {
    let tree = with("theme = \"light\"\nascii = true\n[keys]\ndefault = \"t\"\nquit = \"\"\n");
    run(&tree, &[])
        .done()
        .prints("theme         light  config.toml:1")
        .prints("ascii         true   config.toml:2")
        .prints("mouse         true   default")
        .prints("keys.default  t      config.toml:4")
        .prints("keys.quit     none   config.toml:5");
    let mut program = tree.program();
    program.env("XDG_CONFIG_HOME", tree.path("own")).env("NO_COLOR", "1").arg("config");
    Ran::of(program).done().prints("theme         none   terminal");
    run(&tree, &["--demo"]).done().prints("auto").prints(messages::OWN_SETTINGS_OF_DEMO);
}

#[test]
fn each_wrong_line_is_named_and_the_others_apply() {
    let tree = with(
        "theme = \"blue\"\nmouse = false\n???\n[keys]\nundoo = \"t\"\nrename = \"d\"\nadd = \"n\"\nprevious-failed = []\nnext-failed = \"Z\"\n",
    );
    let ran = run(&tree, &[]);
    assert_eq!(ran.code, 1);
    let ran = ran
        .prints("mouse                 false  config.toml:2")
        .prints(format!("config.toml:5: {}", unknown_action("undoo", Some("undo"))));
    assert!(!ran.out.contains("keys.rename"), "{}", ran.out);
    let json = run(&tree, &["--json"]);
    assert_eq!(json.code, 1);
    let json = json.json();
    let faults = json["faults"].as_array().expect("a list");
    let faults: Vec<&str> = faults.iter().map(|fault| fault.as_str().expect("text")).collect();
    let places = [("1: ", "“blue”"), ("3: ", ""), ("5: ", "“undoo”"), ("6: ", "rename")];
    assert_eq!(faults.len(), places.len(), "{json}");
    for (fault, (line, what)) in faults.into_iter().zip(places) {
        assert!(
            fault.starts_with(&format!("config.toml:{line}")) && fault.contains(what),
            "{fault}"
        );
        assert!(ran.out.contains(fault), "{}", ran.out);
    }
    assert_eq!(json["mouse"], json!({"value": false, "source": "config.toml:2"}));
}

#[test]
fn unreadable_file_is_named_and_blocks_nothing() {
    let refused = |tree: &Tree, why: &str| {
        let ran = run(tree, &[]);
        assert_eq!(ran.code, 1);
        ran.prints(format!("config.toml: can't be read: {why}")).prints("auto");
    };
    refused(&with(b"theme = \"\xff\""), messages::FILE_NOT_UTF8);
    refused(&with("# ".repeat(40_000)), messages::FILE_TOO_LARGE);
    let tree = Tree::empty();
    fs::create_dir_all(folder(&tree).join("config.toml")).expect("made");
    refused(&tree, messages::NO_FILE);
    let pipe = Tree::empty();
    fs::create_dir_all(folder(&pipe)).expect("made");
    let made = std::process::Command::new("mkfifo").arg(folder(&pipe).join("config.toml")).status();
    assert!(made.expect("started").success());
    refused(&pipe, messages::NO_FILE);
}

#[test]
fn example_names_every_setting_and_is_valid() {
    let example = run(&Tree::empty(), &["--example"]).done();
    for line in
        ["# theme = \"auto\"", "# ascii = false", "# mouse = true", "# [keys]", "# default = \"d\""]
    {
        let mut settings = example.out.lines().filter_map(|line| line.split("  # ").next());
        assert!(settings.any(|other| other == line), "{line}: {}", example.out);
    }
    run(&with(&example.out), &[]).done().prints("auto");
}

#[test]
fn a_key_of_a_provider_in_it_is_not_printed() {
    let secret = format!("sk-ant-api03-{}", "Q7xZ".repeat(20));
    let ran = run(&with(format!("theme = \"{secret}\"\n")), &[]);
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains("Q7xZ") && !ran.err.contains("Q7xZ"), "{}{}", ran.out, ran.err);
}

#[test]
fn the_file_in_the_manual_is_one_without_a_fault() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/manual/own-settings.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, block) = page.split_once("```toml\n").expect("a block");
    let (file, _) = block.split_once("```").expect("its end");
    run(&with(file), &[]).done().prints("keys.default");
}
