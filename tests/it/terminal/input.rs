//! What comes in: many keys at once, pastes, halves of a key, another size.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use llm_connections::tui::messages;
use rustix::process::{Signal, kill_process};
use serde_json::Value;

use crate::support::titles::{title_of_renaming, titled};
use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;
use crate::terminal::sight::place;

/// Opens the prompt for another name of the first connection, emptied.
fn renaming(home: &Home) -> Terminal {
    let terminal = Start::program(home).open();
    terminal.keys("r");
    terminal.see(&title_of_renaming());
    terminal.keys("\x15");
    terminal
}

#[test]
fn three_thousand_keys_at_once_are_all_taken() {
    let home = Home::new();
    let terminal = renaming(&home);
    let name: String = ('a'..='z').cycle().take(3000).collect();
    terminal.keys(&format!("{name}\r"));
    terminal.gone(&title_of_renaming());
    assert_eq!(home.connection("anthropic-api")["name"], name.as_str());
}

#[test]
fn three_thousand_steps_at_once_end_where_they_end() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("m");
    terminal.see(messages::sends_item(None));
    // Eight items that go round: the 3001st step down is one from the first.
    terminal.keys(&"j".repeat(3001));
    terminal.wait_for("the second item to be marked", |screen| {
        place(screen, messages::SET_AS_DEFAULT)
            .is_some_and(|(row, column)| screen.cell(row, column).is_some_and(vt100::Cell::inverse))
    });
}

#[test]
fn two_hundred_keys_at_once_cost_few_frames() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("j");
    terminal.see("2/");
    let before = terminal.raw().len();
    terminal.keys("k");
    terminal.see("1/");
    let frame = terminal.raw().len() - before;
    terminal.keys(&format!("{}?", "jk".repeat(100)));
    terminal.see(&titled(messages::KEYS));
    let bytes = terminal.raw().len() - before;
    assert!(bytes <= 100 * frame, "{bytes} bytes, and {frame} for one key");
}

#[test]
fn a_large_paste_arrives_in_one_piece() {
    let home = Home::new();
    let terminal = renaming(&home);
    let before = terminal.raw().len();
    let name: String = ('a'..='z').cycle().take(100_000).collect();
    terminal.paste(&name);
    let end = &name[name.len() - 20..];
    terminal.see(end);
    // As keys it would have been drawn over and over.
    assert!(terminal.raw().len() - before < 20_000);
    terminal.keys("\r");
    terminal.gone(&title_of_renaming());
    assert_eq!(home.connection("anthropic-api")["name"], name.as_str());
}

#[test]
fn keys_after_one_that_suspends_the_screen_are_handled_too() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    // The first copies to the clipboard, the second opens the help.
    terminal.keys("y?");
    terminal.see(&titled(messages::KEYS));
    let raw = String::from_utf8(terminal.raw()).expect("text");
    let (_, request) = raw.split_once("\x1b]52;c;").expect("a request to copy");
    let (text, _) = request.split_once("\x1b\\").expect("its end");
    let copied: Value = serde_json::from_slice(&STANDARD.decode(text).unwrap()).unwrap();
    assert_eq!(copied, home.connection(copied["slug"].as_str().unwrap()));
}

#[test]
fn partial_escape_sequence_does_not_block() {
    for half in ["\x1b[", "\x1b[<0;1", "\x1b[200~half a paste"] {
        let home = Home::new();
        let terminal = Start::program(&home).open();
        // The key before it shows that both have been read.
        terminal.keys(&format!("?{half}"));
        terminal.see(&titled(messages::KEYS));
        terminal.resize(90, 24);
        terminal.wait_for("a frame of the new width", |screen| {
            place(screen, "p problems").is_some_and(|(_, column)| column > 75)
        });
        terminal.signal(Signal::TERM);
        terminal.ended_by(Signal::TERM);
    }
}

#[test]
fn click_outside_the_screen_is_ignored() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("\x1b[<0;0;0M\x1b[<2;0;0M\x1b[<0;65535;65535M\x1b[M   ?");
    terminal.see(&titled(messages::KEYS));
}

#[test]
fn resize_is_drawn_at_once_at_any_size() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.resize(120, 40);
    terminal.wait_for("a frame of the new size", |screen| {
        place(screen, "p problems").is_some_and(|(_, column)| column > 100)
            && screen.rows(0, 120).nth(39).is_some_and(|row| row.contains("quit"))
    });
    terminal.resize(20, 5);
    terminal.wait_for("a frame of 20 columns", |screen| {
        place(screen, "p problems").is_some_and(|(_, column)| column < 20)
            && place(screen, "▌●! Anthropic").is_some()
    });
    terminal.keys("j");
    terminal.see("▌ ! Bedrock");
    terminal.resize(10, 3);
    terminal.keys("a");
    terminal.see("Add a…");
    terminal.keys("mistral");
    terminal.resize(80, 24);
    terminal.see(messages::ADD_CONNECTION);
    terminal.see("api.mistral.ai/v1");
}

#[test]
fn resizes_while_keys_arrive_lose_nothing() {
    const SECONDS: u64 = 10;
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.keys("e");
    terminal.see("Edit “");
    // To the first field, emptied.
    terminal.keys("\x1b[5~\x15");
    terminal.see("▌Name");
    let text: String = ('a'..='z').cycle().take(120 * 10).collect();
    let mut letters = text.as_str();
    let begun = Instant::now();
    // And what a resize sends, far more often: an interrupted call is a matter of microseconds.
    let (pid, is_over) = (terminal.pid(), Arc::new(AtomicBool::new(false)));
    let until = Arc::clone(&is_over);
    let storm = thread::spawn(move || {
        while !until.load(Ordering::Relaxed) && kill_process(pid, Signal::WINCH).is_ok() {
            thread::sleep(Duration::from_micros(50));
        }
    });
    // The pace is what is tested: another size 60 times a second, and two keys for each.
    for n in 0..60 * SECONDS {
        terminal.resize(if n % 2 == 0 { 90 } else { 100 }, 30);
        let (now, rest) = letters.split_at(2);
        terminal.keys(now);
        letters = rest;
        let next = begun + Duration::from_secs(SECONDS) * u32::try_from(n).unwrap() / 600;
        thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    is_over.store(true, Ordering::Relaxed);
    storm.join().unwrap();
    assert!(letters.is_empty());
    terminal.see(&text[text.len() - 20..]);
    terminal.keys("\x13");
    terminal.see("✓ Renamed “Anthropic");
    assert_eq!(home.connection("anthropic-api")["name"], text.as_str());
    terminal.keys("q");
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn unbracketed_paste_is_no_command() {
    for text in [
        "sk-ant-api03-x9y8z7\r",
        "gsk_abcd\n",
        "xurd",
        "https://api.example.com/v1",
        "dsvx\rsecond line\r",
    ] {
        let home = Home::new();
        let before = home.files();
        let terminal = Start::program(&home).open();
        terminal.keys(text);
        terminal.see(&messages::pasted_nowhere());
        terminal.see("▌●! Anthropic (API Key)");
        assert_eq!(home.files(), before, "{text:?}");
    }
}

#[test]
fn bracketed_paste_is_no_command() {
    let home = Home::new();
    let before = home.files();
    let terminal = Start::program(&home).open();
    terminal.paste("sk-ant-api03-x9y8z7\r");
    terminal.see(&messages::pasted_nowhere());
    assert_eq!(home.files(), before);
}

#[test]
fn unbracketed_paste_answers_no_question() {
    let home = Home::new();
    let before = home.text();
    let terminal = Start::program(&home).open();
    terminal.keys("x");
    terminal.see("Delete “");
    terminal.keys("yesterday\r");
    terminal.see(&messages::pasted_nowhere());
    terminal.see("Delete “");
    assert_eq!(home.text(), before);
}

#[test]
fn keys_that_arrive_together_are_still_keys() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    // As a slow line gathers them: the same key over and over, two in turn, a few with a command
    // behind.
    terminal.keys("jjjjjjjj");
    terminal.keys("kkkkkkkk");
    terminal.keys("jkjkjkjkjkjkj");
    terminal.see("▌ ! Bedrock (environment)");
    terminal.keys("jj");
    terminal.see("▌ ! ChatGPT (Codex)");
    terminal.keys("kkkr");
    terminal.see(&messages::rename_title("Anthropic (API Key)"));
    // Text where text is typed, however much of it.
    terminal.keys("\x15A name\r");
    terminal.see("✓");
    assert_eq!(home.connection("anthropic-api")["name"], "A name");
    // Arrows are no text.
    terminal.keys("\x1b[B\x1b[A\x1b[C\x1b[D\x1b[B");
    terminal.see("▌ ! Bedrock (environment)");
    // Typed ahead for the filter.
    terminal.keys("/openrouter\r");
    terminal.gone("Bedrock");
    terminal.see("▌ ! OpenRouter");
}
