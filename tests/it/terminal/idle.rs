//! What it costs to leave it open.
#![cfg(target_os = "linux")]

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;
use crate::terminal::validate::home_with;

/// How often the threads of a process went to sleep so far; going to sleep again means to have been
/// woken.
fn sleeps(pid: Pid) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())).unwrap();
    let count = |status: String| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.unwrap().trim().parse().unwrap()
    };
    tasks.map(|task| count(fs::read_to_string(task.unwrap().path().join("status")).unwrap())).sum()
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
        match sleeps(terminal.pid()) - before {
            0 => return,
            times => woken.push(times),
        }
    }
    panic!("woken in every second: {woken:?}");
}
