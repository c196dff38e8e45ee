//! Needed fields that a save would leave empty: named once, and saved so by a second save.

use llm_connections::settings::connection::fields::{FIELDS, Field};
use llm_connections::settings::connection::first_fields::left_empty;
use llm_connections::settings::credential::fields::SECRET_FIELDS;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::before_name;

fn field(label: &str) -> &'static Field {
    let mut all = FIELDS.iter().chain(SECRET_FIELDS);
    all.find(|field| field.label == label).expect("a field")
}

/// What is said at an empty field.
fn empty(label: &str) -> String {
    left_empty(field(label))
}

fn custom(url: &str) -> Screen {
    let mut screen = Screen::with(&json!([]));
    screen.keys("acustom<enter>").paste(url);
    screen
}

#[test]
fn save_focuses_the_first_empty_field_and_explains_each() {
    let mut screen = custom("https://box.example/v1");
    screen
        .keys("<c-s>")
        .sees("▌API key *")
        .sees(&empty("API key"))
        .sees(&empty("Default model"))
        .sees(&messages::save_unfilled("ctrl-s"));
    assert_eq!(screen.json()["llmConnections"], json!([]));
    screen.keys("sk-local-1").sees_not(&empty("API key")).sees(&empty("Default model"));
    screen.field("Default model").keys("m").sees_not(&empty("Default model"));
    screen.keys("<c-s>").sees(&before_name(edits::added));
    assert_eq!(screen.stored("pi-api-key")["defaultModel"], "m");
}

#[test]
fn a_second_save_leaves_it_empty_by_key_and_by_button() {
    let mut screen = custom("https://box.example/v1");
    screen.keys("<c-s><c-s>").sees(&before_name(edits::added));
    assert!(screen.stored("pi-api-key").get("defaultModel").is_none());
    let mut screen = custom("https://box.example/v1");
    screen.click(" Save ").sees(&empty("API key")).click(" Save ").sees(&before_name(edits::added));
}

#[test]
fn a_field_that_is_emptied_after_the_first_save_is_named_before_it_is_saved() {
    let mut screen = custom("https://box.example/v1");
    screen.field("Default model").keys("m<c-s>").sees(&empty("API key"));
    screen.field("Default model").keys("<bs><c-s>").sees(&empty("Default model"));
    assert_eq!(screen.json()["llmConnections"], json!([]));
}

#[test]
fn an_endpoint_on_this_machine_needs_neither_key_nor_model() {
    let mut screen = custom("http://localhost:1/v1");
    screen.keys("<c-s>").sees(&before_name(edits::added));
}

#[test]
fn edit_is_held_up_only_if_it_empties_a_required_field() {
    let connection = |model: Option<&str>| {
        let mut connection = json!({"slug": "a", "name": "A", "providerType": "pi_compat",
            "authType": "api_key_with_endpoint", "piAuthProvider": "openai", "baseUrl": "https://a.example/v1",
            "customEndpoint": {"api": "openai-completions"}, "createdAt": 1});
        connection["defaultModel"] = model.map_or(Value::Null, Value::from);
        connection.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        connection
    };
    let mut screen = Screen::with(&json!([connection(None)]));
    screen.keys("e").field("Name").keys("!<c-s>").sees(&edits::renamed("A", "A!"));
    let mut screen = Screen::with(&json!([connection(Some("m"))]));
    screen.keys("e").field("Default model").keys("<bs><c-s>").sees(&empty("Default model"));
    assert_eq!(screen.stored("a")["defaultModel"], "m");
    screen.keys("<c-s>");
    assert!(screen.stored("a").get("defaultModel").is_none());
}

#[test]
fn url_without_a_scheme_is_refused_with_a_one_key_fix() {
    let mut screen = custom("127.0.0.1:8901");
    screen
        .keys("<tab>")
        .sees("http://127.0.0.1:8901.")
        .keys("<c-s>")
        .sees("ctrl-f Use http://127.0.0.1:8901")
        .keys("<c-f>")
        .sees("▌Endpoint          http://127.0.0.1:8901")
        .keys("<c-s>")
        .sees(&before_name(edits::added));
    assert_eq!(screen.stored("pi-api-key")["baseUrl"], "http://127.0.0.1:8901");
}
