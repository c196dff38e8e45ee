//! From the list of problems to where one is put right: the form at its field, or the row.

use llm_connections::settings::connection::field_errors::duplicate_slug;
use llm_connections::settings::edit::messages::slug_is;
use llm_connections::settings::problems::words;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, done};
use crate::support::titles::titled;

#[test]
fn enter_opens_a_problems_field_and_returns_to_the_list_after_the_save() {
    let mut screen = Screen::with(
        &json!([{"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
        "baseUrl": "localhost:1", "customEndpoint": {"api": "openai-completions"}, "models": ["m"],
        "defaultModel": "m", "createdAt": 1}]),
    );
    screen
        .keys("p")
        .sees("use http://localhost:1")
        .sees(&format!("enter {}", messages::EDIT_FIELD))
        .keys("<enter>")
        .sees(&messages::edit_title("A"))
        .sees("▌Endpoint          localhost:1")
        .keys("<home>http://<c-s>y")
        .sees(&titled(messages::PROBLEMS))
        .sees(&messages::no_problems_but_failed(1, "n"));
    assert_eq!(screen.stored("a")["baseUrl"], "http://localhost:1");
}

#[test]
fn a_default_without_its_key_opens_at_the_key() {
    let mut screen = Screen::with(
        &json!([{"slug": "a", "name": "A", "providerType": "pi", "authType": "api_key",
        "piAuthProvider": "groq", "models": ["pi/openai/gpt-oss-120b"], "defaultModel": "pi/openai/gpt-oss-120b",
        "createdAt": 1}]),
    );
    screen
        .keys("p")
        .sees("No stored key: new chats fail")
        .keys("<enter>")
        .sees("▌API key *")
        .keys("<esc>");
    screen.sees(&titled(messages::PROBLEMS));
}

#[test]
fn problem_without_a_field_leads_to_its_row() {
    let mut screen = Screen::demo();
    screen.keys("p").sees("enter go there").keys("<enter>").selected("Together (second team)");
    screen.sees_not(&titled(messages::PROBLEMS));
}

#[test]
fn the_second_of_two_with_one_slug_gets_the_next_free_one() {
    let mut screen = Screen::demo();
    let slugs = |screen: &Screen| {
        let json = screen.json();
        let all = json["llmConnections"].as_array().expect("a list").clone();
        all.into_iter().map(|c| c["slug"].clone()).collect::<Vec<_>>()
    };
    let before = slugs(&screen);
    screen.keys("p").sees(&format!("f {}", words::give_slug("together-2"))).keys("f");
    screen.sees_not(&before_name(duplicate_slug)).sees(&done(&slug_is("together-2")));
    let after = slugs(&screen);
    let changed: Vec<_> = before.iter().zip(&after).filter(|(old, new)| old != new).collect();
    assert_eq!(changed, [(&json!("together"), &json!("together-2"))]);
    screen.keys("u");
    assert_eq!(slugs(&screen), before);
}
