//! Validation from the form, of what was typed before it is saved.

use llm_connections::probe::messages as probe;
use llm_connections::probe::report::VALID;
use llm_connections::settings::connection::endpoint;
use llm_connections::text::capitalized;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::validate::{KEY, lists, local, screen, v1, with_key};
use crate::support::server::{Reply, Server};
use crate::support::titles::titled;

#[test]
fn a_new_connection_is_not_tested_with_the_key_of_the_one_that_has_its_slug() {
    let server = lists(None);
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&server))]), &entries);
    screen.asking_for_real();
    screen.keys("acustom<enter>").field("Endpoint").keys(&v1(&server)).field("Default model");
    screen.keys("m").field("Slug").keys("<c-u>other<c-t>").all_answered().keys("<esc>");
    screen
        .field("Slug")
        .keys("<c-u>a<c-t>")
        .all_answered()
        .sees(&titled(&messages::validation_of(None)));
    let brought: Vec<bool> = server.requests().iter().map(|request| request.has(KEY)).collect();
    assert!(!brought.is_empty() && !brought.contains(&true), "{brought:?}");
}

#[test]
fn the_form_tests_what_was_typed_before_it_is_saved() {
    let server = lists(Some(KEY));
    let mut screen = screen(&json!([with_key("a", &v1(&server))]));
    let before = screen.bytes();
    screen.keys("e").field("API key").paste(KEY).keys("<c-t>");
    screen
        .sees(&messages::validation_of(Some("A")))
        .all_answered()
        .sees(VALID)
        .sees(probe::KEY_ACCEPTED)
        .sees_not(KEY)
        .keys("<esc>")
        .sees(messages::CHANGED);
    assert_eq!(screen.bytes(), before);
    assert_eq!(screen.entries(), Value::Null, "the key is only typed");
    assert!(server.requests().iter().all(|r| r.has(KEY)));
    screen.click(" Validate ").all_answered().sees(VALID);
}

#[test]
fn validating_an_invalid_draft_shows_the_error_without_a_request() {
    let mut screen = screen(&json!([local("a", "http://127.0.0.1:1/v1")]));
    screen
        .keys("e")
        .field("Endpoint")
        .keys("<c-u>")
        .paste("nonsense")
        .keys("<c-t>")
        .reads(&capitalized(&endpoint::problem("nonsense").expect("no URL")))
        .sees_not(&messages::validation_of(Some("A")));
}

#[test]
fn a_stored_key_is_not_tried_at_another_address_unasked() {
    let (old, new) = (lists(None), lists(None));
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&old))]), &entries);
    screen.asking_for_real();
    let to = v1(&new);
    screen
        .keys("e")
        .field("Endpoint")
        .keys("<c-u>")
        .paste(&to)
        .keys("<c-t>")
        .sees(messages::SEND_KEY)
        .keys("<enter>")
        .sees_not(messages::SEND_KEY);
    assert_eq!(new.lines().len(), 0, "the careful button was marked");
    screen.keys("<c-t>y").all_answered().sees(VALID);
    assert!(new.requests().iter().any(|r| r.has(KEY)));
    assert_eq!(old.lines().len(), 0);
}

#[test]
fn a_test_that_finds_another_address_puts_it_into_the_form() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &server.url())]));
    screen
        .keys("e<c-t>")
        .all_answered()
        .resize(40, 12)
        .click(messages::USE_WORKING_ENDPOINT)
        .resize(80, 24)
        .sees_not(&messages::validation_of(Some("A")))
        .sees(&v1(&server));
    assert_eq!(screen.stored("a")["baseUrl"], server.url());
    screen.keys("<c-s>y");
    assert_eq!(screen.stored("a")["baseUrl"], v1(&server));
}

#[test]
fn unanswered_validation_is_cancelled_with_its_layer() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = screen(&json!([local("a", &v1(&silent))]));
    screen
        .keys("e<c-t>")
        .sees(messages::VALIDATING)
        .keys("<esc>")
        .sees_not(messages::VALIDATING)
        .sees(&messages::edit_title("A"));
}

#[test]
fn a_key_that_is_to_be_removed_is_not_tried() {
    let server = lists(None);
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([with_key("a", &v1(&server))]), &entries);
    screen.asking_for_real();
    screen
        .keys("e")
        .field("API key")
        .keys("<c-x><c-t>")
        .sees_not(messages::SEND_KEY)
        .all_answered()
        .sees(&messages::validation_of(Some("A")));
    assert!(server.requests().iter().all(|request| !request.has(KEY)));
}
