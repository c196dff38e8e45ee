//! How long the commands take as whole processes, with 1 000, 10 000 and 100 000 connections,
//! workspaces or sessions: ten times as many should take about ten times as long.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use tempfile::TempDir;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// Commands that change nothing, so that each run finds the same files. A dry run does everything
/// except writing.
const CONNECTIONS: &[&[&str]] = &[
    &["list"],
    &["check"],
    &["check", "--fix", "--dry-run"],
    &["rename", "c1", "New", "--dry-run"],
    &["delete", "c1", "--yes", "--dry-run"],
];
const WORKSPACES: &[&[&str]] = &[
    &["list"],
    &["check"],
    &["workspace"],
    &["resolve", "--workspace", "w1"],
    &["workspace", "w1", "thinking=high", "--dry-run"],
    &["delete", "c1", "--yes", "--dry-run"],
];

/// An installation where every connection has a fixable problem, and every workspace a file and a
/// session.
fn installation(connections: usize, workspaces: usize) -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let connections: Vec<Value> = (0..connections)
        .map(|n| {
            json!({"slug": format!("c{n}"), "name": format!("Connection {n}"), "providerType": "pi",
                "piAuthProvider": "groq", "authType": "none", "models": ["a", "b"], "defaultModel": "c", "createdAt": 1})
        })
        .collect();
    let listed: Vec<Value> = (0..workspaces)
        .map(|n| json!({"id": format!("w{n}"), "name": format!("Workspace {n}"), "rootPath": format!("~/w{n}")}))
        .collect();
    for n in 0..workspaces {
        let folder = home.path().join(format!("w{n}"));
        let session = folder.join("sessions/s");
        fs::create_dir_all(&session).expect("made");
        let own = json!({"name": format!("Workspace {n}"), "defaults": {"model": "a"}});
        fs::write(folder.join("config.json"), own.to_string()).expect("written");
        let header = json!({"llmConnection": "c1", "connectionLocked": true, "lastUsedAt": n});
        fs::write(session.join("session.jsonl"), header.to_string()).expect("written");
    }
    let config = json!({"workspaces": listed, "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": connections, "defaultLlmConnection": "c0"});
    let folder = home.path().join(".craft-agent");
    fs::create_dir(&folder).expect("made");
    fs::write(folder.join("config.json"), format!("{config:#}")).expect("written");
    home
}

fn run(home: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_llm-connections"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join("state"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    // `check` exits with 1 when it finds problems.
    assert!(matches!(status.code(), Some(0 | 1)), "{arguments:?}");
}

fn measure(c: &mut Criterion, many: &str, installation: fn(usize) -> TempDir, all: &[&[&str]]) {
    let mut group = c.benchmark_group(many);
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    for size in SIZES {
        let home = installation(size);
        for arguments in all {
            let name = BenchmarkId::new(arguments.join(" "), size);
            group.bench_function(name, |b| b.iter(|| run(home.path(), arguments)));
        }
    }
}

fn connections(c: &mut Criterion) {
    measure(c, "connections", |n| installation(n, 1), CONNECTIONS);
}

fn workspaces(c: &mut Criterion) {
    measure(c, "workspaces", |n| installation(3, n), WORKSPACES);
}

criterion_group!(benches, connections, workspaces);
criterion_main!(benches);
