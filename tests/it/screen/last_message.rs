//! Messages after they have passed, and when they pass.

use std::io::ErrorKind;
use std::time::Duration;

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::store::messages::import_unreadable;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, default_is, mode_is};
use crate::support::titles::titled;

/// That the second connection has got another mode.
fn queues() -> String {
    mode_is("Bedrock (environment)", MidStream::Queue)
}

#[test]
fn past_messages_can_be_read_again() {
    let mut screen = Screen::demo();
    screen.keys("<f2>").sees(messages::NO_MESSAGES);
    screen.keys("js").come_due(Duration::from_secs(6)).sees_not("u undo");
    screen.keys("<f2>").sees(&titled(messages::MESSAGE)).reads(&queues());
    // What opened over it has not made it be forgotten.
    screen.keys("<esc><f2>").reads(&queues()).keys("<esc>");
    screen
        .keys("d<f2>")
        .reads(&default_is("Bedrock (environment)"))
        .sees(messages::EARLIER_MESSAGES)
        .reads(&queues());
}

#[test]
fn a_message_is_as_high_as_its_text() {
    let mut screen = Screen::demo();
    screen.resize(80, 24).keys("js<f2>");
    let lines = screen.lines();
    let edge = |sign: char| lines.iter().position(|line| line.trim_start().starts_with(sign));
    let (top, bottom) = (edge('┌').expect("a box"), edge('└').expect("its end"));
    assert!(bottom - top <= 4, "{}", screen.text());
    screen.keys("<esc>h");
    let lines = screen.lines();
    let bottom = lines.iter().position(|line| line.trim_start().starts_with('└'));
    assert!(bottom < Some(20), "one edit is not as high as the screen: {}", screen.text());
}

#[test]
fn refusal_stays_until_the_next_action_but_not_movement() {
    let twice = json!([
        {"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
            "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions"},
            "models": ["m"], "defaultModel": "m", "createdAt": 1},
        "no object"]);
    let mut screen = Screen::with(&twice);
    let refusal = before_name(|why| messages::not_editable_by_field(why, "", ""));
    screen.keys("je").sees(&refusal).keys("k");
    screen.sees(&refusal).keys("m").sees_not(&refusal);
}

#[test]
fn message_ends_when_a_layer_opens_and_can_be_read_again() {
    let refusal = &import_unreadable("~/none.json", &ErrorKind::NotFound.into());
    let mut screen = Screen::demo();
    screen.keys("I");
    if screen.text().contains(messages::transfer::A_FILE) {
        screen.keys("<enter>");
    }
    screen.keys("<c-u>~/none.json<enter>").sees(refusal).keys("<esc><esc>");
    screen.keys("X").sees_not(refusal).keys("<esc><f2>").sees(refusal);
    assert_eq!(screen.text().matches(refusal).count(), 1, "{}", screen.text());
    screen.keys("<esc>").sees_not(refusal);
}

#[test]
fn refusal_ends_when_the_details_open() {
    let mut screen = Screen::demo();
    screen.resize(80, 24).keys("n").sees(&messages::no_failed("V"));
    screen.keys("i").sees_not(&messages::no_failed("V"));
}

#[test]
fn the_notice_of_an_empty_log_is_not_logged() {
    let mut screen = Screen::demo();
    screen.keys("<f2>").sees(messages::NO_MESSAGES).keys("<f2>").sees(messages::NO_MESSAGES);
    screen.sees_not(&titled(messages::MESSAGE));
    screen.keys("js<f2>").reads(&queues()).sees_not(messages::NO_MESSAGES);
}

#[test]
fn success_toast_is_replaced_by_the_next() {
    let mut screen = Screen::demo();
    screen.keys("js").sees("u undo").keys("j").sees("u undo").keys("<space>").sees_not("u undo");
}
