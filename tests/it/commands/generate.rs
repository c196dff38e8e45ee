//! `completions`, `man`, `--help`

use crate::commands::harness::Tree;

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
        tree.run(&["completions", shell]).done().prints("midstream");
    }
    tree.run(&["completions", "tcsh"]).misused("tcsh");
}
