//! A key on its way from the terminal to the file of credentials, and what other programs do to
//! that file.

use std::fs;

use llm_connections::tui::messages;
use rustix::process::Signal;

use crate::support::credentials::not_crafts;
use crate::support::sentences::before_colon;
use crate::support::titles::titled;
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

const PLANTED: &str = "sk-ant-PLANTED-0123456789";

/// What stands under the name of the first connection.
const ROW: &str = "Anthropic (API Key)";

/// What the row of new chats says while its connection has no key.
fn lacking() -> String {
    let cell = messages::used_but("Anthropic (API Key)", messages::NO_API_KEY);
    format!("{}   {cell}", messages::NEW_CHATS)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let mut windows = bytes.windows(text.len());
    windows.any(|window| window == text.as_bytes())
}

/// Stores a key for the first connection.
fn store_key(home: &Home) {
    let terminal = Start::program(home).open();
    terminal.see(&lacking());
    terminal.keys("e");
    terminal.see("▌API key");
    terminal.paste(&format!(" {PLANTED}\n"));
    terminal.see(messages::left_out_of_paste(true, false).expect("a sentence"));
    terminal.keys("\x13");
    terminal.gone(&lacking());
    terminal.keys("h");
    terminal.see("credentials.enc: llm_api_key::anthropic-api");
    terminal.keys("\x1b");
    terminal.gone("credentials.enc: llm");
    terminal.keys("q");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(!holds(&end.raw, "PLANTED"), "it was masked all the time");
}

#[test]
fn a_key_is_stored_for_the_next_start_and_is_in_no_file_and_no_frame() {
    let home = Home::new();
    store_key(&home);
    for (path, bytes) in home.files() {
        assert!(!holds(&bytes, "PLANTED"), "{}", path.display());
    }
    let terminal = Start::program(&home).open();
    terminal.keys("i");
    terminal.see("Key              stored");
    terminal.keys("\x1b");
    terminal.gone("Key              stored");
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn concurrent_credential_changes_show_up() {
    let home = Home::new();
    store_key(&home);
    let file = home.dir().join(".craft-agent/credentials.enc");
    let aside = home.dir().join("aside.enc");
    let terminal = Start::program(&home).open();
    terminal.see(ROW);
    fs::rename(&file, &aside).unwrap();
    terminal.see(&lacking());
    fs::copy(&aside, &file).unwrap();
    terminal.gone(&lacking());
    terminal.keys("p");
    terminal.see(&titled(messages::PROBLEMS));
    fs::write(&file, "something else").unwrap();
    let unusable = format!("It {}", not_crafts());
    terminal.see(&unusable);
    fs::rename(&aside, &file).unwrap();
    terminal.gone(before_colon(&unusable));
    terminal.keys("\x1b");
    terminal.see(ROW);
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    terminal.see(&lacking());
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn key_is_shown_only_on_request() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.see(&lacking());
    terminal.keys("e");
    terminal.see("▌API key");
    terminal.paste(PLANTED);
    terminal.see("•••");
    assert!(!holds(&terminal.raw(), "PLANTED"));
    terminal.keys("\x12");
    terminal.see(PLANTED);
    terminal.keys("\t");
    terminal.gone(PLANTED);
    terminal.keys("\x03");
    terminal.see(messages::DISCARD_CHANGES);
    terminal.keys("\x03");
    assert_eq!(terminal.end().code, 0);
}

/// `secret set` for the first connection, at its question.
fn prompt(home: &Home) -> Terminal {
    let start = Start::program(home).argument("secret").argument("set");
    let terminal = start.argument("anthropic-api").start();
    terminal.see("API key (not shown): ");
    terminal
}

#[test]
fn a_prompt_shows_nothing_of_what_is_typed_and_hands_the_terminal_back() {
    let home = Home::new();
    let terminal = prompt(&home);
    terminal.keys("sk-ant-PLXNTED");
    // Fixed on the way, and pasted in part.
    terminal.keys("\x17");
    terminal.paste("sk-ant-PLANTED-");
    terminal.keys("9\r");
    terminal.see("llm_api_key::anthropic-api: — → stored");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(!holds(&end.raw, "PL"));
    let status = Start::program(&home).argument("secret").argument("status");
    let status = status.argument("anthropic-api").start();
    status.see("authenticated   yes");
    assert_eq!(status.end().code, 0);
}

#[test]
fn cancelled_prompt_stores_nothing_and_restores_the_terminal() {
    let home = Home::new();
    let before = home.files();
    let terminal = prompt(&home);
    terminal.keys("sk-ant-\x03");
    assert_eq!(terminal.end().code, 130);
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::ALARM] {
        let terminal = prompt(&home);
        terminal.signal(signal);
        terminal.ended_by(signal);
    }
    assert_eq!(home.files(), before);
}

#[test]
fn delete_happens_only_after_a_yes() {
    let home = Home::new();
    let ask = || {
        let terminal = Start::program(&home).argument("delete").argument("groq").start();
        terminal.see("Delete “Groq”? [y/N]");
        terminal
    };
    for answer in ["\r", "n\r", "\x03"] {
        let before = home.text();
        let terminal = ask();
        terminal.keys(answer);
        assert_ne!(terminal.end().code, 0, "{answer:?}");
        assert_eq!(home.text(), before);
    }
    let terminal = ask();
    terminal.keys("y\r");
    terminal.see("Deleted “Groq”");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn typed_ahead_input_answers_the_question() {
    let home = Home::new();
    let start = Start::program(&home).argument("secret").argument("set");
    let terminal = start.argument("bedrock-iam").start();
    terminal.see("(not shown): ");
    terminal.keys("AKIAPLANTED\rPLANTED\n\r");
    terminal.see("Stored the AWS access key");
    let end = terminal.end();
    assert_eq!(end.code, 0);
    assert!(!holds(&end.raw, "PLANTED"));
}
