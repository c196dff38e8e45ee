//! `completions`, `man`, `--help`

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use llm_connections::cli::messages;
use rustix::io::Errno;

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
        assert!(manual.out.contains(&format!("llm\\-connections\\-{command}")), "{command}");
        let help = tree.run(&[command, "--help"]).done();
        assert!(help.out.contains("Example: "), "{command}");
        tree.run(&["man", command]).done().prints(".TH");
    }
    for command in ["set", "clear", "status"] {
        tree.run(&["secret", command, "--help"]).done().prints("Example: ");
        tree.run(&["man", "secret", command]).done().prints(".SH EXAMPLES");
    }
    tree.run(&["man", "lst"]).misused("did you mean list?");
    tree.run(&["undo"]).misused(messages::UNDO_IS_ON_THE_SCREEN);
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
    let backup = tree.run(&["backups", "--json"]).done().json()["backups"][0]["name"].clone();
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

/// What a manual page must have, besides its name and what it describes.
const SECTIONS: [&str; 4] = [".SH SYNOPSIS", ".SH OPTIONS", ".SH EXAMPLES", ".SH \"EXIT STATUS\""];

#[test]
fn the_manual_pages_of_all_commands_are_written_whole() {
    let tree = Tree::empty();
    let folder = tree.path("man1");
    tree.run(&["man", "--all", folder.to_str().unwrap()]).done();
    for command in COMMANDS.into_iter().filter(|command| *command != "secret") {
        let page = fs::read_to_string(folder.join(format!("llm-connections-{command}.1"))).unwrap();
        for section in SECTIONS {
            assert!(page.contains(section), "{command} has no {section}");
        }
    }
    let page = fs::read_to_string(folder.join("llm-connections.1")).unwrap();
    for section in [".SH ENVIRONMENT", ".SH FILES"] {
        assert!(page.contains(section), "no {section}");
    }
    let file = tree.path("man1/llm-connections.1");
    tree.run(&["man", "--all", file.to_str().unwrap()])
        .refused(messages::pages_unwritten(&file, &Errno::EXIST.into()));
    if !["/usr/bin/mandoc", "/usr/local/bin/mandoc"].iter().any(|path| Path::new(path).exists()) {
        assert!(env::var_os("CI").is_none(), "no mandoc on this machine: pages unchecked");
        eprintln!("There is no mandoc on this machine: manual pages are unchecked.");
        return;
    }
    let pages = fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path());
    let checked = Command::new("mandoc").arg("-Tlint").args(pages).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "");
}

#[test]
fn flags_are_offered_only_where_they_have_an_effect() {
    let tree = Tree::new();
    for (command, json, dry_run, yes) in [
        (&["list"][..], true, false, false),
        (&["check"], true, true, true),
        (&["set"], true, true, true),
        (&["secret", "set"], true, true, true),
        (&["secret", "status"], true, false, false),
        (&["validate"], true, false, true),
        (&["man"], false, false, false),
    ] {
        let help = tree.run(&[command, &["--help"]].concat()).done().out;
        for (flag, stands) in [("--json", json), ("--dry-run", dry_run), ("--yes", yes)] {
            let is_option = help.lines().any(|line| line.trim_start().starts_with(flag));
            assert_eq!(is_option, stands, "{flag} of {command:?}: {help}");
        }
    }
    // Before the command too.
    let listed = tree.run(&["list", "--json"]).done().out;
    assert_eq!(tree.run(&["--json", "list"]).done().out, listed);
}

#[test]
fn flags_without_effect_are_refused() {
    let tree = Tree::new();
    let before = tree.files();
    for (arguments, flag, command) in [
        (&["list", "--dry-run"][..], "--dry-run", Some("list")),
        (&["--dry-run", "validate", "work"], "--dry-run", Some("validate")),
        (&["secret", "status", "work", "--dry-run"], "--dry-run", Some("secret status")),
        (&["schema", "--json"], "--json", Some("schema")),
        (&["man", "--json"], "--json", Some("man")),
        (&["export", "--dry-run"], "--dry-run", Some("export")),
        (&["login", "--provider", "claude", "--dry-run"], "--dry-run", Some("login")),
        (&["--dry-run"], "--dry-run", None),
        (&["--json", "--demo"], "--json", None),
    ] {
        let sentence = messages::flag_without_effect(flag, command);
        let ran = tree.run(arguments).misused(sentence);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    for arguments in [["config", "--path", "--json"], ["config", "--example", "--json"]] {
        tree.run(&arguments).misused("cannot be used with '--json'");
    }
    // Whoever answers every question with yes need not know which commands ask.
    tree.run(&["list", "--yes"]).done();
    assert_eq!(tree.files(), before);
}

/// A command that changes something, for each that says it can be tried.
const EDITS: [&[&str]; 12] = [
    &["add", "name=New", "providerType=pi", "authType=api_key", "piAuthProvider=groq"],
    &["set", "work", "name=Other"],
    &["rename", "work", "Other"],
    &["duplicate", "work"],
    &["delete", "work"],
    &["default", "home"],
    &["midstream", "work", "queue"],
    &["workspace", "Client A", "thinking=high"],
    &["performance", "enable1MContext=true"],
    &["secret", "set", "work"],
    &["secret", "clear", "work"],
    &["restore"],
];

#[test]
fn dry_runs_change_no_file_and_json_commands_print_json() {
    for arguments in EDITS {
        let tree = Tree::new();
        let key = "gsk_0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef";
        tree.run_with(&["secret", "set", "work", "--yes"], key).done();
        // So that there is a backup to restore.
        tree.run(&["performance", "extendedPromptCache=true"]).done();
        let files = tree.files();
        let ran = tree.run_with(&[arguments, &["--dry-run", "--json"]].concat(), key).done();
        assert_eq!(ran.json()["dryRun"], true, "{arguments:?}");
        assert_eq!(tree.files(), files, "{arguments:?}");
    }
}
