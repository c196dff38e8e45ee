//! Which files take a log.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use llm_connections::cli::messages::log::{
    log_holds_other, log_in_reserved_folder, log_incomplete, log_is_dead_link, log_is_folder,
    log_not_regular, no_log_folder,
};
use rustix::io::Errno;

use super::{lines, logged};
use crate::commands::harness::{Ran, Tree};

/// Lists with a log at a path.
fn list(tree: &Tree, log: &Path) -> Ran {
    let mut program = tree.program();
    program.arg("list").arg("--log").arg(log);
    Ran::of(program)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn a_log_is_its_owners_alone_and_a_second_run_is_appended() {
    let tree = Tree::new();
    let (ran, first) = logged(&tree, &["list"]);
    ran.done();
    let mode = fs::metadata(tree.path("log")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (ran, both) = logged(&tree, &["list"]);
    ran.done();
    assert_eq!(both[..first.len()], first);
    assert_eq!(both.iter().filter(|line| line.contains(" cli start ")).count(), 2);
}

#[test]
fn option_precedes_the_variable_and_without_both_there_is_no_log() {
    let tree = Tree::new();
    let before = tree.files();
    tree.run(&["list"]).done();
    assert_eq!(tree.files(), before);
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_LOG", tree.path("of-variable"));
    program.arg("list").arg("--log").arg(tree.path("of-option"));
    Ran::of(program).done();
    assert!(!tree.path("of-variable").exists() && tree.path("of-option").exists());
    let mut program = tree.program();
    program.env("LLM_CONNECTIONS_LOG", "").arg("list");
    Ran::of(program).done();
}

#[test]
fn a_missing_folder_and_a_folder_are_refused_with_what_to_do() {
    let tree = Tree::new();
    let missing = tree.path("missing/log");
    list(&tree, &missing).refused(no_log_folder(text(&missing), &tree.path("missing")));
    let folder = tree.path("client-a");
    list(&tree, &folder).refused(log_is_folder(text(&folder)));
    assert!(!tree.path("missing").exists());
}

#[test]
fn file_that_is_no_log_is_refused_and_unchanged() {
    let tree = Tree::new();
    let [linked, hard, own, notes] = ["linked", "hard", "own", "notes"].map(|n| tree.path(n));
    symlink(tree.config(), &linked).expect("linked");
    fs::hard_link(tree.config(), &hard).expect("linked");
    symlink(tree.path("client-a/config.json"), &own).expect("linked");
    fs::write(&notes, "my notes\n").expect("written");
    let before = tree.files();
    let crafts = tree.path(".craft-agent").canonicalize().expect("there");
    let reserved = |path: &Path| log_in_reserved_folder(text(path), &crafts);
    list(&tree, &linked).refused(reserved(&linked));
    list(&tree, &tree.config()).refused(reserved(&tree.config()));
    let new = tree.path(".craft-agent/log");
    list(&tree, &new).refused(reserved(&new));
    for other in [&hard, &own, &notes] {
        list(&tree, other).refused(log_holds_other(text(other)));
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn a_pipe_is_refused_without_waiting_and_a_dead_link_makes_no_file() {
    let tree = Tree::new();
    let pipe = tree.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("started").success());
    list(&tree, &pipe).refused(log_not_regular(text(&pipe)));
    let dead = tree.path("dead");
    symlink(tree.path("nothing"), &dead).expect("linked");
    list(&tree, &dead).refused(log_is_dead_link(text(&dead)));
    assert!(!tree.path("nothing").exists());
}

#[test]
fn a_command_is_not_run_where_its_log_is_refused() {
    let tree = Tree::new();
    let before = tree.files();
    let mut program = tree.program();
    program.args(["rename", "work", "Other", "--log"]).arg(tree.path("missing/log"));
    assert_eq!(Ran::of(program).code, 1);
    assert_eq!(tree.files(), before);
}

#[test]
fn a_full_disk_is_reported_once_and_the_command_is_done() {
    let tree = Tree::new();
    let log = tree.path("log");
    // So small a limit for files that not even the first line fits behind what is there.
    fs::write(&log, "2026-01-01T00:00:00.000Z cli end code=0\n".repeat(30)).expect("written");
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let program = tree.program();
    let mut shell = Command::new("bash");
    shell
        .args(["-c", script, "bash"])
        .arg(program.get_program())
        .arg("list")
        .arg("--log")
        .arg(&log);
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = Ran::of(shell).done();
    let why = log_incomplete(&io::Error::from(Errno::FBIG).to_string());
    assert_eq!(ran.err.matches(&why).count(), 1, "{}", ran.err);
    assert_eq!(lines(&log).len(), 30);
}
