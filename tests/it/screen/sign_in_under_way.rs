//! A sign-in that is under way: its faults, the wait for a code or for Craft to exit, and giving it
//! up.

use std::mem::replace;
use std::thread::sleep;
use std::time::{Duration, Instant};

use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::sign_in::LoginProvider as Login;
use llm_connections::signin::messages::{
    code_expired, cut_off, denied, no_device_codes, page_instead, provider_trouble,
};
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::event::Event;
use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::label_of;
use crate::screen::sign_in::{chatgpt, never_typed};
use crate::support::craft::HeldLock;
use crate::support::login_provider::{self as provider, LoginProvider, json_of};

#[test]
fn sign_in_under_way_is_given_up_only_after_a_question() {
    let provider = never_typed();
    let mut screen = chatgpt();
    screen.signing_in_at(&provider);
    screen.keys("L<esc>").sees_not(&messages::sign_in_title(Login::ChatGpt, Some("A")));
    screen.keys("L<enter><esc>").sees_not(&messages::asking(Login::ChatGpt));
    screen.keys("L<enter>").signs_in_until("W X Y Z").keys("<esc>").sees(messages::STOP_SIGN_IN);
    screen.keys("<enter>").sees_not(messages::STOP_SIGN_IN).sees("W X Y Z");
    screen.keys("<esc>y").sees_not("W X Y Z");
    screen.keys("L<down><enter>").signs_in_until(messages::PASTE_ADDRESS).keys("<esc>");
    screen.sees(messages::STOP_SIGN_IN).click(messages::GO_ON_SIGNING_IN);
    screen
        .sees(messages::PASTE_ADDRESS)
        .paste("half")
        .keys("<esc>")
        .click(&format!("{} (y)", messages::STOP));
    screen.sees_not(messages::PASTE_ADDRESS);
    let config = screen.json();
    assert_eq!(screen.entries(), Value::Null);
    // An event of a login that was given up comes too late.
    screen.keys("L<enter>").signs_in_until("W X Y Z").keys("<esc>yL").sees(messages::BY_DEVICE.0);
    assert_eq!(screen.json(), config);
}

#[test]
fn faults_have_a_sentence_and_enter_returns_to_the_methods() {
    for (script, failure) in [
        (vec![(provider::USER_CODE, vec![json_of(404, json!({}))])], no_device_codes()),
        (vec![(provider::USER_CODE, vec![provider::page()])], page_instead("auth.openai.com")),
        (
            vec![(
                provider::USER_CODE,
                vec![provider::bytes_of(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")],
            )],
            cut_off("auth.openai.com"),
        ),
        (
            vec![
                (provider::USER_CODE, vec![provider::short_chatgpt_code()]),
                (provider::DEVICE_TOKEN, vec![json_of(403, json!({}))]),
            ],
            code_expired(),
        ),
        (
            vec![
                (provider::USER_CODE, vec![provider::chatgpt_code()]),
                (provider::DEVICE_TOKEN, vec![json_of(400, json!({"error": "access_denied"}))]),
            ],
            denied(None),
        ),
    ] {
        let provider = LoginProvider::start(script);
        let mut screen = chatgpt();
        screen.signing_in_at(&provider).keys("L<enter>").signs_in_until(messages::NOTHING_STORED);
        screen.reads(&failure.sentence);
        assert_eq!(screen.entries(), Value::Null);
        screen.reads(messages::TRY_AGAIN);
        screen.sees(&format!("enter {}", messages::TRY_WAY_AGAIN));
        screen.sees(&format!("esc {}", messages::BACK_TO_WAYS));
        screen
            .keys("<esc>")
            .sees(messages::BY_DEVICE.0)
            .keys("<esc>")
            .sees_not(messages::BY_DEVICE.0);
    }
}

#[test]
fn network_trouble_is_shown_and_disappears() {
    let mut script = provider::chatgpt();
    script[1].1 = vec![json_of(502, json!({})), json_of(403, json!({})), provider::granted()];
    let provider = LoginProvider::start(script);
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<enter>");
    let trouble = provider_trouble("auth.openai.com", 502);
    screen.signs_in_until(&trouble.sentence).signs_in_until(&edits::stored_secret("login", "A"));
}

#[test]
fn running_craft_is_reported_before_any_request() {
    let provider = never_typed();
    let mut screen = chatgpt();
    screen.signing_in_at(&provider);
    let craft = HeldLock::take(screen.home.path());
    let running = craft.found();
    screen.keys("L<enter>").sees(messages::CRAFT_RUNS).reads(&running.describe_lost_login());
    screen.keys("<esc>").sees(messages::BY_DEVICE.0);
    assert!(provider.server.requests().is_empty(), "no server was asked");
    screen.keys("<enter>y").sees(&messages::waiting_for_craft(craft.pid()));
    drop(craft);
    screen.ticks_until(&messages::asking(Login::ChatGpt)).signs_in_until("W X Y Z");
    screen.keys("<esc>y");
}

#[test]
fn login_that_waited_for_craft_to_exit_needs_no_restart() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = chatgpt();
    screen.signing_in_at(&provider);
    let craft = HeldLock::take(screen.home.path());
    screen.keys("L<enter>").sees(messages::CRAFT_IS_RUNNING).keys("y");
    screen.sees(&messages::waiting_for_craft(craft.pid()));
    drop(craft);
    screen
        .ticks_until(&messages::asking(Login::ChatGpt))
        .signs_in_until(&edits::stored_secret("login", "A"))
        .sees_not(&messages::restart_craft_if_running());
    // What is saved later may reach a Craft that is running again.
    screen.keys("u").sees(&messages::restart_craft_if_running());
}

#[test]
fn input_during_sign_in_does_not_disturb_it() {
    let provider = LoginProvider::start(provider::chatgpt());
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<enter>").signs_in_until("W X Y Z");
    screen.resize(40, 12).sees("W X Y Z").resize(80, 24);
    // The keys lie over it while it goes on; what came meanwhile is taken afterwards.
    screen.keys("<f1>").sees(label_of(Action::CopyAddress)).keys("<esc>");
    screen.signs_in_until(&edits::stored_secret("login", "A"));
}

/// How many seconds the screen says are left.
fn seconds_left(screen: &Screen) -> u64 {
    let text = screen.text();
    let shown = |seconds: &u64| text.contains(&messages::time_left(*seconds));
    (0..900).find(shown).expect("it counts down")
}

#[test]
fn remaining_time_counts_down_with_one_wake_up_per_second() {
    let provider = never_typed();
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<enter>").signs_in_until("W X Y Z");
    let mut left = seconds_left(&screen);
    for _ in 0..3 {
        let next = screen.app.deadline().expect("it counts on");
        assert!(next <= Instant::now() + Duration::from_secs(1), "each second is shown");
        sleep(next.saturating_duration_since(Instant::now()));
        let before = replace(&mut left, seconds_left(screen.give(Event::Tick)));
        assert!(left < before, "{left} after {before}");
    }
    screen.keys("<esc>");
}

#[test]
fn code_and_address_are_copied() {
    let provider = never_typed();
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<enter>").signs_in_until("W X Y Z").keys("y");
    assert!(matches!(screen.request(), Some(TerminalRequest::Copy(code)) if code == "WXYZ-1234"));
    screen.sees(messages::COPIED_CODE).keys("Y");
    let address = "https://auth.openai.com/codex/device";
    assert!(matches!(screen.request(), Some(TerminalRequest::Copy(text)) if text == address));
    // Without a display there is no browser to open.
    screen.keys("o").sees(messages::NO_DISPLAY);
    assert!(screen.request().is_none());
}

#[test]
fn enter_after_a_failure_retries_the_same_method() {
    let refused = || json_of(400, json!({"error": "access_denied"}));
    let provider = LoginProvider::start(vec![
        (provider::USER_CODE, vec![provider::chatgpt_code(), provider::chatgpt_code()]),
        (provider::DEVICE_TOKEN, vec![refused(), refused()]),
    ]);
    let mut screen = chatgpt();
    screen.signing_in_at(&provider).keys("L<enter>").signs_in_until(messages::NOTHING_STORED);
    screen.keys("<enter>").sees_not(messages::NOTHING_STORED).sees_not(messages::BY_DEVICE.0);
    screen.signs_in_until(messages::NOTHING_STORED);
    assert_eq!(provider.bodies(provider::USER_CODE).len(), 2);
}
