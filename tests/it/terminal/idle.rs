//! What it costs to leave it open.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;
use crate::terminal::validate::home_with;

/// How often each thread of a process went to sleep so far; going to sleep again means to have been
/// woken. A thread may end meanwhile.
fn sleeps(pid: Pid) -> BTreeMap<OsString, u64> {
    let tasks = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())).unwrap();
    let count = |task: DirEntry| {
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        Some((task.file_name(), line?.trim().parse().unwrap()))
    };
    tasks.filter_map(|task| count(task.ok()?)).collect()
}

#[test]
fn idle_program_sleeps() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    assert_sleeps(&terminal);
}

#[test]
fn program_sleeps_after_a_validation() {
    let server = Server::start(|_| Reply::Json(200, json!({"data": [{"id": "m"}]})));
    let home = home_with(&[&server.url()]);
    let terminal = Start::program(&home).open();
    terminal.keys("v");
    terminal.see("valid just now");
    assert_sleeps(&terminal);
}

fn assert_sleeps(terminal: &Terminal) {
    // The first second may be one in which it still starts; something that comes again and again is
    // in all of them.
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut woken = Vec::new();
    while Instant::now() < deadline {
        let before = sleeps(terminal.pid());
        thread::sleep(Duration::from_secs(1));
        let after = sleeps(terminal.pid());
        assert!(!after.is_empty(), "the program has ended");
        if after == before {
            return;
        }
        woken.push((before, after));
    }
    panic!("woken in every second: {woken:?}");
}
