//! `completions`, `man`, `--help`

use crate::commands::harness::{Ran, Tree};

const COMMANDS: [&str; 19] = [
    "list",
    "show",
    "add",
    "set",
    "replace",
    "rename",
    "duplicate",
    "delete",
    "default",
    "midstream",
    "workspace",
    "performance",
    "resolve",
    "secret",
    "presets",
    "fields",
    "check",
    "backups",
    "restore",
];

#[test]
fn each_command_has_a_help_with_an_example_and_a_manual_page() {
    let tree = Tree::empty();
    let all = tree.run(&["--help"]).done();
    let manual = tree.run(&["man"]).done();
    for command in COMMANDS {
        assert!(all.out.contains(&format!("  {command}")), "{command}");
        assert!(manual.out.contains(command), "{command}");
        let help = tree.run(&[command, "--help"]).done();
        assert!(help.out.contains("Example: "), "{command}");
        tree.run(&["man", command]).done().prints(".TH");
    }
    for command in ["set", "clear", "status"] {
        tree.run(&["secret", command, "--help"]).done().prints("Example: ");
        tree.run(&["man", "secret", command]).done().prints("Example: ");
    }
    tree.run(&["man", "lst"]).misused("did you mean list?");
}

#[test]
fn every_shell_gets_completions() {
    let tree = Tree::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        tree.run(&["completions", shell]).done().prints("LLM_CONNECTIONS_COMPLETE");
    }
    tree.run(&["completions", "tcsh"]).misused("tcsh");
}

/// What a shell is answered where the last of some words is being typed.
fn completed(tree: &Tree, words: &[&str]) -> Ran {
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_COMPLETE", "bash");
    program.env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    program.args(["--", "llm-connections"]).args(words);
    Ran::of(program)
}

#[test]
fn a_completion_knows_the_files_and_leaves_them_alone() {
    let tree = Tree::new();
    tree.run(&["rename", "work", "Office"]).done();
    let files = tree.files();
    let backup = tree.run(&["backups", "--json"]).done().json()[0]["name"].clone();
    for (words, expected) in [
        (&["show", ""][..], "work\nhome\n"),
        (&["show", "h"], "home\n"),
        (&["set", "work", "defaultModel", "=", ""], "a\nb\n"),
        (&["workspace", ""], "Client\\ A\n"),
        (&["workspace", "Client\\ A", "connection", "=", "h"], "home\n"),
        (&["restore", ""], &format!("{}\n", backup.as_str().unwrap().replace(':', "\\:"))),
        (&["show", "nothing-like-it"], ""),
    ] {
        let answer = completed(&tree, words).done();
        assert_eq!((&*answer.out, &*answer.err), (expected, ""), "{words:?}");
    }
    assert_eq!(tree.files(), files);
}

#[test]
fn a_completion_is_silent_where_config_json_is_missing_or_broken() {
    for tree in [Tree::empty(), Tree::of("{ broken")] {
        let files = tree.files();
        let answer = completed(&tree, &["show", "h"]).done();
        assert_eq!((&*answer.out, &*answer.err), ("", ""));
        assert_eq!(completed(&tree, &["midst"]).done().out, "midstream\n");
        assert_eq!(tree.files(), files);
    }
}
