//! The models that an endpoint lists, on the screen: what they can do and who says so, and a list
//! that is brought up to date.

use std::fmt::Write;

use serde_json::{Value, json};

use llm_connections::tui::messages::{self as sentences, fetched_models as messages};

use crate::screen::harness::Screen;
use crate::screen::validate::{local, v1};
use crate::support::server::{Reply, Server};

/// An Ollama that has its models in other shapes than the list of the connection.
fn ollama() -> Server {
    Server::start(|request| match request.line().as_str() {
        "GET /v1/models" => {
            let ids =
                ["qwen3-coder:30b", "gpt-oss:20b", "new-vision:7b", "nomic-embed-text:latest"];
            let model = |id| json!({"id": id, "object": "model", "owned_by": "library"});
            Reply::Json(200, json!({"object": "list", "data": ids.map(model)}))
        }
        "GET /" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        "POST /api/show" => Reply::Json(
            200,
            if request.body.contains("qwen3") {
                json!({"parameters": "num_ctx 32768", "capabilities": ["completion", "tools"]})
            } else if request.body.contains("gpt-oss") {
                json!({"model_info": {"gptoss.context_length": 131_072}, "capabilities": ["completion", "thinking"]})
            } else {
                json!({"parameters": "num_ctx 8192", "capabilities": ["completion", "vision"]})
            },
        ),
        _ => Reply::Json(404, json!({"error": "not found"})),
    })
}

fn connection(server: &Server) -> Value {
    let mut connection = local("a", &v1(server));
    connection["models"] = json!([
        {"id": "qwen3-coder:30b", "name": "Qwen", "contextWindow": 131_072, "kept": [1]},
        "typed-by-hand",
        {"id": "gpt-oss:20b", "contextWindow": 16_000, "supportsImages": false}]);
    connection["defaultModel"] = json!("typed-by-hand");
    connection
}

/// The models of the endpoint, from the form of the connection.
fn fetched(server: &Server, size: (u16, u16)) -> Screen {
    let mut screen = Screen::with(&json!([connection(server)]));
    screen.asking_for_real().resize(size.0, size.1);
    screen.keys("e").field("Models").keys("<enter>f").all_answered();
    screen
}

fn drawn(screen: &Screen, server: &Server) -> String {
    screen.text().replace(&server.host(), "127.0.0.1:PORT_")
}

#[test]
fn model_abilities_are_shown_beside_models_with_the_source_below() {
    let server = ollama();
    let mut all = String::new();
    for size in [(80, 24), (40, 12), (120, 40)] {
        let mut screen = fetched(&server, size);
        screen.keys("<down>");
        let (width, height) = size;
        writeln!(all, "{width}×{height}\n{}\n", drawn(&screen, &server)).expect("a text takes it");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn one_key_brings_the_list_up_to_date_and_one_undo_takes_that_back() {
    let server = ollama();
    let mut screen = fetched(&server, (80, 24));
    let before = screen.bytes();
    screen.keys("<c-r>").sees(&messages::summary(1, 1, 0, false)).sees("to update");
    screen.sees("[ ] nomic-embed-text").sees("[x] typed-by-hand");
    screen.keys("<enter><esc><c-s>");
    let stored = screen.stored("a");
    assert_eq!(
        stored["models"],
        json!([
            {"id": "qwen3-coder:30b", "name": "Qwen", "contextWindow": 32_768, "kept": [1], "supportsImages": false},
            "typed-by-hand",
            {"id": "gpt-oss:20b", "contextWindow": 16_000, "supportsImages": false},
            {"id": "new-vision:7b", "contextWindow": 8_192, "supportsImages": true}]),
        "what the model could take replaces no number of one's own"
    );
    assert_eq!(stored["defaultModel"], "typed-by-hand");
    screen.keys("u");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn unlisted_models_are_removed_only_by_choice_and_a_lost_default_is_named() {
    let server = ollama();
    let mut screen = fetched(&server, (80, 24));
    screen.sees(messages::not_listed(true));
    screen.keys("<c-r>typed<tab>").sees(&messages::summary(1, 1, 1, true));
    screen.keys("<enter>").reads(&messages::default_lost("typed-by-hand", "d"));
    screen.sees(&sentences::default_model(None));
}

#[test]
fn space_and_tab_tick_alike_and_one_of_them_is_hinted() {
    let server = ollama();
    for key in ["<space>", "<tab>"] {
        let mut screen = fetched(&server, (80, 24));
        screen.sees("space select").sees_not("tab select");
        screen.keys(&format!("new{key}")).sees("[x] new-vision:7b");
        screen.sees(&messages::summary(1, 0, 0, false));
    }
}

#[test]
fn filter_without_match_selects_nothing_and_explains() {
    let server = ollama();
    let mut screen = fetched(&server, (80, 24));
    screen
        .keys("<c-r>zzz<enter>")
        .reads(&sentences::filter_hides_all("zzz"))
        .sees(sentences::NOTHING_MATCHES);
    screen
        .keys("<esc>")
        .sees(&messages::summary(1, 1, 0, false))
        .keys("<enter>")
        .sees("new-vision");
}

#[test]
fn up_to_date_list_changes_nothing() {
    let server = ollama();
    let mut screen = fetched(&server, (80, 24));
    screen.keys("<c-r><enter><esc><c-s>").keys("e").field("Models").keys("<enter>f").all_answered();
    let before = screen.bytes();
    screen.keys("<c-r>").sees(messages::UP_TO_DATE).keys("<enter><esc><esc>").sees_not("Discard");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn mouse_updates_models_and_a_deselected_one_is_unchanged() {
    let server = ollama();
    let mut screen = fetched(&server, (120, 40));
    screen.click(" Update ").sees(&messages::summary(1, 1, 0, false));
    screen.click("qwen3-coder:30b").sees(&messages::summary(1, 0, 1, false));
    screen.click("qwen3-coder:30b").sees(&messages::summary(1, 0, 0, false));
}

#[test]
fn every_size_is_drawn() {
    let server = ollama();
    let mut screen = fetched(&server, (80, 24));
    for height in 0..=9 {
        for width in (0..=60).step_by(4) {
            screen.resize(width, height).keys("<c-r><down><tab>");
        }
    }
    screen.resize(80, 24).sees("Context  Images  Thinking");
}
