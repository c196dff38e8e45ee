//! Neither the program nor the terminal of a test leaves anything open.

use std::fs;
use std::sync::mpsc::channel;
use std::time::Duration;

use llm_connections::tui::messages;
use serde_json::json;

use crate::support::resources::{leaves_nothing_open, settled};
use crate::support::server::{Reply, Server};
use crate::terminal::home::Home;
use crate::terminal::launch::Start;
use crate::terminal::validate::home_with;

/// How often another program writes config.json.
const RELOADS: usize = 1000;

/// How many connections are validated at once.
const CONNECTIONS: usize = 200;

#[test]
fn a_terminal_leaves_nothing_open_whether_its_program_ends_or_is_killed() {
    leaves_nothing_open(
        "terminal::leftovers::a_terminal_leaves_nothing_open_whether_its_program_ends_or_is_killed",
        || {
            let home = Home::new();
            let terminal = Start::program(&home).open();
            terminal.keys("q");
            assert_eq!(terminal.end().code, 0);
            drop(Start::program(&home).open());
        },
    );
}

#[test]
fn thousand_reloads_leave_nothing_open() {
    let home = Home::new();
    let text = home.text();
    let terminal = Start::program(&home).open();
    let pid = u32::try_from(terminal.pid().as_raw_nonzero().get()).unwrap();
    let rename = |n: usize| {
        let new = home.config_dir().join("config.json.new");
        fs::write(&new, text.replace("Claude Max", &format!("Change {n} "))).unwrap();
        fs::rename(&new, home.config()).unwrap();
        terminal.see(&format!("Change {n} "));
    };
    rename(0);
    let before = settled(pid);
    for n in 1..=RELOADS {
        rename(n);
    }
    before.wait_for(pid);
}

#[test]
fn two_hundred_validations_leave_nothing_open() {
    let (asked, asks) = channel();
    let server = Server::start(move |_| {
        // The receiver has gone only when the test is over.
        let _ = asked.send(());
        Reply::Json(200, json!({"data": [{"id": "m"}]}))
    });
    let urls = [server.url(), server.url() + "/v1"];
    let urls: Vec<&str> = urls.iter().map(String::as_str).cycle().take(CONNECTIONS).collect();
    let home = home_with(&urls);
    let terminal = Start::program(&home).open();
    let pid = u32::try_from(terminal.pid().as_raw_nonzero().get()).unwrap();
    let validate_all = || {
        terminal.follow("Validating ");
        terminal.keys("V");
        for _ in 0..CONNECTIONS {
            asks.recv_timeout(Duration::from_secs(20)).expect("each is asked");
        }
        // What is said of the time before is gone by then.
        terminal.followed_once();
        terminal.see(&messages::all_valid(CONNECTIONS));
        asks.try_iter().for_each(drop);
    };
    // The first time starts the thread that asks.
    validate_all();
    let before = settled(pid);
    validate_all();
    before.wait_for(pid);
}
