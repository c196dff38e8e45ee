//! The models that an endpoint lists, picked from the form and from the page.

use llm_connections::probe::messages as probe;
use llm_connections::tui::messages;
use llm_connections::tui::messages::fetched_models::summary;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::validate::{KEY, lists, local, screen, v1};
use crate::support::server::{Reply, Server};

#[test]
fn fetching_is_free_and_reports_a_missing_list() {
    let server = Server::start(|request| match request.method.as_str() {
        "POST" => Reply::Json(200, json!({"choices": []})),
        _ => Reply::Json(404, json!({})),
    });
    fetched(&local("a", &v1(&server))).sees(&messages::lists_no_models("a"));
    let asked = server.lines();
    assert!(asked.iter().all(|line| line.starts_with("GET")), "{asked:?}");
}

#[test]
fn models_listed_by_another_connection_are_not_offered() {
    let server = lists(None);
    let mut screen =
        screen(&json!([local("a", &v1(&server)), local("b", "http://127.0.0.1:1/v1")]));
    screen.keys("v").all_answered();
    screen.keys("je").field("Default model").reads(messages::list_from_endpoint("ctrl-t").trim());
    screen
        .keys("<esc>ke")
        .field("Default model")
        .sees_not(messages::list_from_endpoint("ctrl-t").trim());
}

/// The list of models of the form of a connection, whose endpoint is asked for its own.
fn fetched(connection: &Value) -> Screen {
    let mut screen = screen(&json!([connection]));
    screen.keys("e").field("Models").keys("<enter>f").all_answered();
    screen
}

#[test]
fn listed_models_are_selected_with_their_stated_facts() {
    let server = lists(None);
    let mut connection = local("a", &v1(&server));
    connection["models"] = json!([{"id": "m", "kept": 1}, "gone"]);
    let mut screen = fetched(&connection);
    screen.sees("[x] gone").sees("not listed").sees("[x] m").sees("yours").sees("[ ] large");
    let columns = |screen: &Screen, id: &str| screen.line_of(id).replace(' ', "");
    assert!(columns(&screen, "] large").contains("large200Kyes"), "{}", screen.text());
    assert!(columns(&screen, "] small").contains("small8Kno"), "{}", screen.text());
    screen
        .keys("gone<tab>")
        .sees(&messages::models_in_view(1, 4))
        .sees(&summary(0, 0, 1, false))
        .keys("<esc>")
        .sees("small")
        .keys("lrg<tab>")
        .sees("[x] large")
        .sees_not("small")
        .sees(&summary(1, 0, 1, false))
        .keys("<enter><esc><c-s>");
    assert_eq!(
        screen.stored("a")["models"],
        json!([{"id": "m", "kept": 1}, {"id": "large", "contextWindow": 200_000, "supportsImages": true}])
    );
}

#[test]
fn the_mouse_ticks_models_and_esc_takes_none() {
    let server = lists(None);
    let mut screen = fetched(&local("a", &v1(&server)));
    let before = screen.bytes();
    screen
        .click("large")
        .sees("[x] large")
        .click("small")
        .sees(&summary(2, 0, 0, false))
        .click("small")
        .sees(&summary(1, 0, 0, false))
        .keys("<esc>")
        .sees(messages::DISCARD_TICKED)
        .keys("n")
        .sees("[x] large")
        .keys("<esc>y")
        .sees("No models listed");
    assert_eq!(screen.bytes(), before);
    screen
        .click(messages::FETCH_MODELS)
        .all_answered()
        .click("small")
        .click(" Cancel ")
        .keys("y")
        .click(messages::FETCH_MODELS)
        .all_answered()
        .click("small")
        .click(messages::TAKE_TICKED)
        .sees("▌  small");
}

#[test]
fn models_and_full_test_work_on_tiny_screens() {
    let server = lists(None);
    let mut ticking = fetched(&local("a", &v1(&server)));
    let mut reading = screen(&json!([local("a", &server.url())]));
    reading.keys("e<c-t>").all_answered();
    for height in 0..=8 {
        for width in (0..=30).step_by(3) {
            ticking.resize(width, height).keys("<down><tab>m<esc>");
            reading.resize(width, height).keys("<down><pgdn><up>");
        }
    }
    ticking.resize(80, 24).sees("] large");
    reading.resize(80, 24).sees(messages::USE_WORKING_ENDPOINT);
}

#[test]
fn endpoint_without_a_list_is_explained() {
    let server = lists(Some(KEY));
    fetched(&local("a", &v1(&server)))
        .sees_not(&messages::lists_no_models("a"))
        .sees(&format!("✗ Auth           {}", probe::KEY_REQUIRED))
        .keys("<enter>")
        .sees(&messages::models_of("A"));
}

#[test]
fn the_default_model_is_picked_from_what_the_endpoint_lists_too() {
    let server = lists(None);
    let mut connection = local("a", &v1(&server));
    connection["models"] = json!(["m"]);
    let mut screen = screen(&json!([connection]));
    screen
        .keys("e<c-t>")
        .all_answered()
        .keys("<esc>")
        .field("Default model")
        .keys("<enter>")
        .sees("small")
        .keys("large<enter><c-s>");
    let stored = screen.stored("a");
    assert_eq!(stored["defaultModel"], "large");
    assert_eq!(
        stored["models"],
        json!(["m", {"id": "large", "contextWindow": 200_000, "supportsImages": true}])
    );
}

#[test]
fn default_model_on_the_page_is_picked_from_listed_models() {
    let server = lists(None);
    let mut screen = screen(&json!([local("a", &v1(&server))]));
    screen.keys("v").all_answered();
    screen.keys("0<right><enter>").sees("small").keys("small<enter>");
    assert_eq!(screen.stored("a")["defaultModel"], "small");
}
