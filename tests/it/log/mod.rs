//! `--log`: a line for each thing the program does, without secrets, in a file that holds nothing
//! else.

mod files;
mod lines;
mod secrets;

use std::fs;
use std::path::Path;

use crate::commands::harness::{Ran, Tree};

/// The lines of a log.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a log");
    assert!(text.ends_with('\n'), "{text}");
    text.lines().map(str::to_owned).collect()
}

/// Runs a command with a log, and reads the log.
fn logged(tree: &Tree, arguments: &[&str]) -> (Ran, Vec<String>) {
    let log = tree.path("log");
    let mut program = tree.program();
    program.arg("--log").arg(&log).args(arguments);
    let ran = Ran::of(program);
    (ran, lines(&log))
}

/// Whether a line has this module and event, and all these pairs.
fn is(line: &str, event: &str, pairs: &[&str]) -> bool {
    let (_, behind) = line.split_once(' ').expect("a moment");
    behind.starts_with(event)
        && behind[event.len()..].starts_with([' ']) | (behind.len() == event.len())
        && pairs.iter().all(|pair| line.contains(&format!(" {pair}")))
}

#[track_caller]
fn assert_has(lines: &[String], event: &str, pairs: &[&str]) {
    let found = lines.iter().any(|line| is(line, event, pairs));
    assert!(found, "{event} {pairs:?}\n{}", lines.join("\n"));
}
