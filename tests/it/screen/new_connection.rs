//! From nothing to a connection that works: where the form opens, what it hides, and what follows
//! the save of a new connection.

use std::fs;

use llm_connections::probe::messages::KEY_REFUSED;
use llm_connections::probe::messages::configuration::unencrypted;
use llm_connections::settings::connection::field_errors::slug_taken;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::form::NAME;
use crate::screen::harness::{COLOR, DEMO, Screen};
use crate::screen::seen::{done, warned, with_caveat};
use crate::screen::validate::{lists, local, v1};
use crate::support::server::{Reply, Server};
use crate::support::titles::titled;

const KEY: &str = "sk-planted-0123456789";

/// A screen without a file, which asks for real.
fn from_nothing() -> Screen {
    let mut screen = Screen::prepared(COLOR, |_| {});
    screen.asking_for_real();
    screen
}

/// The form of a new connection to this endpoint, which is typed.
fn custom(url: &str) -> Screen {
    let mut screen = from_nothing();
    screen.keys("acustom<enter>").paste(url);
    screen
}

#[test]
fn a_form_opens_on_the_first_field_that_is_required_and_empty() {
    for (preset, opens_on) in [
        ("anthropic", "▌API key *"),
        ("azure", "▌API key *"),
        ("bedrock", "▌Access key id *"),
        ("custom", "▌Endpoint *"),
        ("ollama", "▌Name  "),
        ("claude", &format!("▌{}", messages::BY_CLAUDE_TOKEN.0)),
    ] {
        from_nothing().keys("a").keys(preset).keys("<enter>").sees(opens_on);
    }
    let mut without_model = local("a", "https://a.example/v1");
    without_model["defaultModel"] = Value::Null;
    Screen::with(&json!([without_model]))
        .keys("e")
        .sees(&format!("▌{}", messages::required("Default model")));
    Screen::with(&json!([local("a", "https://a.example/v1")])).keys("e").sees("▌Name  ");
}

#[test]
fn required_mark_follows_the_emptiness_of_its_field() {
    let mut screen = custom("https://a.example/v1");
    screen
        .sees("Endpoint   ")
        .sees("API key *")
        .sees(&messages::required("Default model"))
        .sees_not("Name *");
    screen.field("API key").paste(KEY).sees_not("API key *");
    screen
        .field("Default model")
        .keys("m")
        .sees_not(" *")
        .keys("<bs>")
        .sees(&messages::required("Default model"));
    // On this machine neither is needed.
    screen.field("Endpoint").keys("<c-u>http://localhost:1/v1").sees_not(" *");
}

#[test]
fn a_stored_key_is_not_marked_as_missing() {
    let mut connection = local("a", "https://a.example/v1");
    connection["authType"] = "api_key_with_endpoint".into();
    let entries = json!({"llm_api_key::a": {"value": KEY}});
    let mut screen = Screen::with_credentials(&json!([connection]), &entries);
    screen.keys("e").sees("▌Name  ").sees_not(" *");
    screen.field("API key").keys("<c-x>").sees("API key *");
}

#[test]
fn no_value_moves_when_its_field_gets_the_focus() {
    let mut screen = Screen::demo();
    screen.keys("/protocol<enter>e");
    for (label, value) in [
        ("Provider", "OpenAI-compatible"),
        ("Authentication", "API key + custom endpoint"),
        ("Images", "No"),
        ("Mid-stream sends", MidStream::Queue.label()),
    ] {
        let column = |screen: &Screen| {
            let line = screen.line_of(label);
            line.find(value).map(|at| line[..at].chars().count())
        };
        screen.field("Name");
        let before = column(&screen);
        assert!(before.is_some(), "{label}: {}", screen.text());
        screen.field(label);
        assert_eq!(column(&screen), before, "{label}: {}", screen.text());
    }
}

#[test]
fn custom_connection_shows_deciding_fields_first() {
    let mut screen = from_nothing();
    screen.keys("acustom<enter>");
    let lines = ["Name  ", "Endpoint *", "Protocol  ", "API key *", "Default model *", "More  "];
    let rows: Vec<u16> = lines.iter().map(|label| screen.place_of(label).y).collect();
    assert!(rows.is_sorted(), "{rows:?}");
    screen.sees("More              Slug, Provider").sees_not("Authentication  ");
    screen.click("More  ").sees("▌Slug").sees("Authentication").sees_not("More  ");
    screen.keys("<up>").sees("▌Default model").sees("Slug  ");
}

#[test]
fn a_fault_in_a_hidden_field_shows_it() {
    let mut screen = from_nothing();
    screen.keys("acustom<enter>").paste("https://a.example/v1").sees("More  ");
    // Another program takes the slug meanwhile.
    screen.outside(|config| {
        fs::create_dir_all(config.parent().expect("a folder")).expect("made");
        let mut taken = local("pi-api-key", "https://b.example/v1");
        taken["name"] = "Other".into();
        fs::write(config, json!({"workspaces": [], "llmConnections": [taken]}).to_string())
            .expect("written");
    });
    screen.keys("<c-s>").sees("▌Slug").reads(&slug_taken("pi-api-key", "Other", "pi-api-key-2"));
}

#[test]
fn a_new_connection_is_validated_after_its_save_and_stays_where_that_fails() {
    let server = lists(Some(KEY));
    let mut screen = custom(&v1(&server));
    screen.field("API key").paste("sk-wrong-0123456789").field("Default model").keys("m<c-s>");
    screen.sees(&edits::added(NAME)).sees(messages::WAITING_TO_VALIDATE);
    let failed = messages::saved_but(KEY_REFUSED);
    screen.all_answered().sees("●✗ Craft Agents Backend").sees(&warned(&failed));
    screen.keys("<f2>").reads(&(edits::added(NAME) + &edits::and_its("key"))).keys("<esc>");
    assert_eq!(screen.stored("pi-api-key")["defaultModel"], "m");
    assert_eq!(screen.entries()["llm_api_key::pi-api-key"]["value"], "sk-wrong-0123456789");
    screen.keys("e").field("API key").paste(KEY).keys("<c-s>");
    screen.all_answered().sees("●✓ Craft Agents Backend");
}

#[test]
fn the_validation_of_a_new_connection_is_cancelled_by_esc() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = custom(&v1(&silent));
    screen.field("Default model").keys("m<c-s>").sees(messages::WAITING_TO_VALIDATE);
    screen
        .keys("<esc>")
        .sees(messages::VALIDATION_CANCELED)
        .sees_not(messages::WAITING_TO_VALIDATE);
    assert_eq!(screen.stored("pi-api-key")["defaultModel"], "m");
}

#[test]
fn changed_connection_is_not_validated_automatically() {
    let server = lists(None);
    let mut screen = Screen::with(&json!([local("a", &v1(&server))]));
    screen
        .asking_for_real()
        .keys("e!<c-s>")
        .sees(&done(&edits::renamed("A", "A!")))
        .sees_not(&messages::VALIDATING.to_lowercase());
    assert_eq!(server.lines(), [""; 0]);
}

#[test]
fn unencrypted_key_is_not_sent_without_consent_and_the_row_explains() {
    // A name that has no address.
    let mut screen = custom("http://gateway.invalid:1/v1");
    screen.field("API key").paste(KEY).field("Default model").keys("m<c-s>");
    screen.sees_not(&messages::send_unencrypted(1)).all_answered();
    let goes = unencrypted("key", "gateway.invalid:1");
    let (goes, _) = goes.split_once(" over").expect("where it goes");
    screen.sees("steer  The key would go to…").sees(&warned(&messages::saved_but(goes)));
    screen.keys("<f2>").reads(&edits::added(NAME));
}

#[test]
fn new_connection_in_the_demo_is_not_validated_and_reported_so() {
    let server = lists(None);
    let mut screen = Screen::prepared(DEMO, |_| {});
    screen.asking_for_real().keys("acustom<enter>").paste(&v1(&server));
    screen
        .keys("<c-s>")
        .sees(&warned(&edits::added(NAME)))
        .sees_not(&messages::VALIDATING.to_lowercase());
    screen.keys("<f2>").reads(&messages::demo_does_not_validate("v")).keys("<esc>");
    screen.sees_not(&messages::models_at(""));
    assert_eq!(server.lines(), [""; 0]);
}

#[test]
fn a_new_connection_to_this_machine_without_a_model_gets_one_from_the_list() {
    let server = lists(None);
    let mut screen = custom(&v1(&server));
    screen
        .keys("<c-s>")
        .sees(&titled(&messages::models_at("127.0.0.1")))
        .all_answered()
        .sees("[ ] large");
    screen
        .sees(&format!("enter {}", messages::USE_THIS_MODEL))
        .keys("<down><enter>")
        .sees_not(&messages::models_at(""));
    let stored = screen.stored("pi-api-key");
    assert_eq!(stored["defaultModel"], "large");
    assert_eq!(stored["models"][0]["id"], "large");
    screen.all_answered().sees("●✓ Craft Agents Backend").sees("valid just now");
}

#[test]
fn several_models_are_ticked_and_the_first_is_the_default() {
    let server = lists(None);
    let mut screen = custom(&v1(&server));
    screen.keys("<c-s><enter>").sees(&messages::asking_for_models("")).all_answered();
    screen.keys("<tab>").sees("[x] m").keys("<tab><enter>");
    let stored = screen.stored("pi-api-key");
    assert_eq!(
        (&stored["defaultModel"], &stored["models"][1]["id"]),
        (&json!("m"), &json!("large"))
    );
}

#[test]
fn unavailable_list_closes_and_the_row_names_what_is_missing() {
    let mut screen = custom("http://127.0.0.1:1/v1");
    screen
        .keys("<c-s>")
        .sees(&messages::asking_for_models(""))
        .all_answered()
        .sees_not(&messages::models_at(""));
    screen.sees("✗ ").sees(&warned(&messages::saved_but(""))).sees("127.0.0.1:1");
    screen.keys("<f2>").reads(&with_caveat(&edits::added(NAME), edits::NEEDS_MODEL));
}

#[test]
fn esc_over_the_list_of_a_new_connection_leaves_it_without_a_model() {
    let silent = Server::start(|_| Reply::Silence);
    let mut screen = custom(&v1(&silent));
    screen
        .keys("<c-s>")
        .sees(&messages::asking_for_models(""))
        .keys("<esc>")
        .sees_not(&messages::models_at(""));
    screen.sees(messages::VALIDATION_CANCELED).sees(NAME);
    assert!(screen.stored("pi-api-key").get("models").is_none());
}

#[test]
fn an_endpoint_of_this_machine_that_lists_nothing_has_no_models_on_its_row() {
    let server = Server::start(|_| Reply::Json(200, json!({"data": []})));
    let mut screen = custom(&v1(&server));
    screen
        .keys("<c-s>")
        .all_answered()
        .sees_not(&messages::models_at(""))
        .sees("no models just now");
}
