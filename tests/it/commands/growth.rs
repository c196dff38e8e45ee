//! A command takes about four times as long for four times as many connections, workspaces or
//! sessions, not sixteen times.

use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use llm_connections::settings::workspace::session::{Session, SessionFile, Sessions};
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// What there are many of.
#[derive(Clone, Copy, Debug)]
enum Many {
    /// Connections.
    Connections,
    /// Connections, each with a problem that `check --fix` fixes.
    Faults,
    /// Workspaces whose folders are missing.
    Workspaces,
}

use Many::{Connections, Faults, Workspaces};

fn tree(many: Many, count: usize) -> Tree {
    let (connections, workspaces) = match many {
        Connections | Faults => (count, 1),
        Workspaces => (3, count),
    };
    let model = if matches!(many, Faults) { "other" } else { "m" };
    let connections: Vec<Value> = (0..connections)
        .map(|n| {
            json!({"slug": format!("c{n}"), "name": format!("C {n}"), "providerType": "pi", "piAuthProvider": "groq",
                "authType": "none", "models": ["m"], "defaultModel": model, "createdAt": 1})
        })
        .collect();
    let listed: Vec<Value> = (0..workspaces)
        .map(|n| json!({"id": format!("w{n}"), "name": format!("W {n}"), "rootPath": format!("~/w{n}")}))
        .collect();
    let config = json!({"workspaces": listed, "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": connections, "defaultLlmConnection": "c0"});
    Tree::of(&format!("{config:#}"))
}

/// The time a command computes, in milliseconds: what other programs do on the machine at the same
/// time does not count.
fn cpu(tree: &Tree, arguments: &[&str]) -> f64 {
    let program = tree.program();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "\"$0\" \"$@\" > /dev/null 2>&1; times"])
        .arg(program.get_program())
        .args(arguments)
        .env_clear()
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.output().expect("a shell");
    let text = String::from_utf8(output.stdout).expect("text");
    // The second line is about the shell's children: their own time and the system's, each as
    // 0m0.120s.
    let times = text.lines().nth(1).expect("two lines").split_whitespace();
    let one = |time: &str| -> f64 {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').expect("0m0.1s");
        let number = |text: &str| text.replace(',', ".").parse::<f64>().expect("a number");
        (number(minutes) * 60.0 + number(seconds)) * 1000.0
    };
    times.map(one).sum()
}

/// Between 4 (linear) and 16 (quadratic), nearer to the first.
const BOUND: f64 = 8.0;

/// Measures again before it fails: other programs may have disturbed a measurement.
#[track_caller]
fn is_linear(what: &str, times: impl Fn() -> (f64, f64)) {
    let mut last = (0.0, 0.0);
    for _ in 0..3 {
        let (small, large) = times();
        // What takes no time at any size says nothing, and of very little time the clock's own step
        // is a large part.
        last = (small.max(20.0), large);
        if last.1 / last.0 < BOUND {
            return;
        }
    }
    panic!("{what}: {} ms, and {} ms with four times as many", last.0, last.1);
}

/// Commands that only read can be measured again; those that change something need new trees.
fn grows_linearly(many: Many, count: usize, reading: &[&[&str]], changing: &[&[&str]]) {
    let (small, large) = (tree(many, count), tree(many, 4 * count));
    let what = |arguments: &[&str]| format!("{arguments:?} with {count} {many:?}");
    for arguments in reading {
        is_linear(&what(arguments), || (cpu(&small, arguments), cpu(&large, arguments)));
    }
    for arguments in changing {
        is_linear(&what(arguments), || {
            (cpu(&tree(many, count), arguments), cpu(&tree(many, 4 * count), arguments))
        });
    }
}

#[test]
fn in_connections() {
    grows_linearly(
        Connections,
        1_500,
        &[&["list"], &["check"]],
        &[&["rename", "c1", "New"], &["delete", "c0", "--yes"]],
    );
}

#[test]
fn in_problems() {
    grows_linearly(Faults, 500, &[&["check"]], &[&["check", "--fix"]]);
}

#[test]
fn in_workspaces() {
    grows_linearly(
        Workspaces,
        2_500,
        &[&["list"], &["check"], &["workspace"], &["resolve", "--workspace", "w1"]],
        &[&["rename", "c1", "New"], &["delete", "c1", "--yes"]],
    );
}

/// The index of so many sessions of one connection, each in a workspace of its own; the time in
/// milliseconds.
fn index_of_sessions(count: usize) -> f64 {
    let all = (0..count).map(|n| {
        let workspace: Arc<str> = format!("~/w{n}").into();
        // In no order, as folders come.
        let used = n * 7919 % count;
        let header = json!({"llmConnection": "a", "connectionLocked": true, "lastUsedAt": used});
        let session = Session::parse(&workspace, "s", header.to_string().as_bytes());
        let found = SessionFile::Header(session.expect("a header"));
        (workspace, vec![("s".to_owned(), found)])
    });
    let all: Vec<_> = all.collect();
    let begun = Instant::now();
    let mut sessions = Sessions::default();
    sessions.take_each(all);
    assert_eq!(black_box(&sessions).locked_to("a"), count);
    begun.elapsed().as_secs_f64() * 1000.0
}

#[test]
fn in_sessions() {
    let least = |count| (0..5).map(|_| index_of_sessions(count)).fold(f64::INFINITY, f64::min);
    is_linear("the index of sessions", || (least(5_000), least(20_000)));
}
