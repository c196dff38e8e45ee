//! Servers that mean harm: whatever they send, the program stays small.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::probe::asking::list;
use crate::probe::compression::ALL;
use crate::probe::internet::{compatible, home};
use crate::support::server::{Reply, Server};

/// How many servers there are, which is more than are asked at once.
const SERVERS: usize = 22;

/// What the program may take, in KiB.
const LIMIT: usize = 80 << 10;

/// The most that a process has had in memory, in KiB.
fn peak(pid: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is there");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Validates connections to servers that answer with `body`, and one more that is asked last: while
/// that one waits, everything else has been read.
#[track_caller]
fn assert_small(name: &str, headers: &[(&'static str, String)], body: &[u8]) {
    let (headers, body) = (headers.to_vec(), body.to_vec());
    let servers: Vec<Server> = (0..SERVERS)
        .map(|_| {
            let (headers, body) = (headers.clone(), body.clone());
            Server::start(move |_| Reply::Full(200, headers.clone(), body.clone()))
        })
        .collect();
    let ((asked, asks), (go, gone)) = (channel(), channel::<()>());
    let gone = Arc::new(Mutex::new(gone));
    let last = Server::start(move |_| {
        let _ = asked.send(());
        let _ = gone.lock().map(|gone| gone.recv());
        Reply::Json(200, list(&["m"]))
    });
    let slugs = (0..SERVERS).map(|n| format!("s{n}"));
    let mut all: Vec<Value> = slugs
        .zip(&servers)
        .map(|(slug, server)| compatible(&slug, &server.url(), "none"))
        .collect();
    all.push(compatible("z", &last.url(), "none"));
    let tree = home(&all);
    let mut program = tree.program();
    program.args(["validate", "--all", "--timeout", "60"]);
    let mut child = program.stdout(Stdio::piped()).spawn().expect("it starts");
    asks.recv().expect("the last one is asked");
    // All others are printed while that one waits for its answer.
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut heads = lines.by_ref().map_while(Result::ok).filter(|line| line.contains(" · The s"));
    assert_eq!(heads.by_ref().take(SERVERS).count(), SERVERS, "{name}");
    let peak = peak(child.id());
    go.send(()).expect("the server stands");
    let rest = lines.map_while(Result::ok).collect::<Vec<_>>();
    assert!(rest.iter().any(|line| line.contains(" · The z: Connection valid")), "{rest:?}");
    child.wait().expect("it ends");
    assert!(peak < LIMIT, "{name}: {peak} KiB");
}

#[test]
fn decompression_bomb_is_read_up_to_the_limit() {
    for (encoding, pack) in ALL {
        let header = [("content-encoding", encoding.to_owned())];
        assert_small(encoding, &header, &pack(&vec![b' '; 8 << 20]));
    }
}

#[test]
fn costly_bodies_are_not_parsed_or_parsed_one_at_a_time() {
    for (unit, name) in [(r#"{"a":0},"#, "objects"), ("0,", "numbers")] {
        let text = format!("[{}0]", unit.repeat((4 << 20) / unit.len() - 2));
        assert_small(name, &[], text.as_bytes());
    }
    let long = json!({"data": [{"id": "x".repeat(4_100_000)}]}).to_string();
    assert_small("one long id", &[], long.as_bytes());
    let many: Vec<String> = (0..20_000).map(|n| format!("m{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_small("many models", &[], list(&many).to_string().as_bytes());
}
