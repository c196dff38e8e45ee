//! What looks like a secret in a file of somebody else's reaches no frame and no copy.

use llm_connections::tui::app::TerminalRequest;
use serde_json::{Value, json};

use crate::screen::harness::Screen;

/// A connection with a key planted wherever one may stand.
fn planted() -> Value {
    json!([{
        "slug": "a", "name": "A", "providerType": "openai_compat", "authType": "api_key_with_endpoint",
        "baseUrl": "https://me:PLA/NTED@host.example/v1?api_key=PLANTED", "createdAt": 1,
        "apiKey": "PLANTED", "headers": {"Authorization": "Bearer PLANTED"}, "models": {"secret": "PLANTED"},
        "codexPath": {"token": ["PLANTED"]},
    }])
}

#[test]
fn a_planted_key_is_in_no_frame_of_any_layer() {
    for keys in ["", "i<esc>", "m<esc>", "x<esc>", "h<esc>", "e", "e<tab><tab>", "/host<enter>"] {
        for (width, height) in [(80, 24), (140, 40)] {
            let mut screen = Screen::with(&planted());
            screen.resize(width, height).keys(keys).sees_not("PLANTED").sees_not("NTED");
        }
    }
}

#[test]
fn history_shows_a_changed_secret_without_its_value() {
    let mut screen = Screen::with(&planted());
    screen
        .keys("E")
        .edit(|text| text.replace("\"apiKey\": \"PLANTED\"", "\"apiKey\": \"PLANTED2\""));
    screen.keys("h").sees("apiKey").sees("(hidden)").sees_not("PLANTED");
}

#[test]
fn a_copy_has_no_secret_in_it() {
    let mut screen = Screen::with(&planted());
    screen.keys("y");
    let Some(TerminalRequest::Copy(text)) = screen.request() else {
        panic!("nothing was copied");
    };
    assert!(text.contains("\"slug\": \"a\"") && !text.contains("NTED"), "{text}");
}

#[test]
fn key_used_as_slug_or_model_is_in_no_frame() {
    const KEY: &str = "sk-ant-PLANTED-0123456789";
    let list = json!([{"slug": "a", "name": "A", "providerType": "anthropic", "authType": "api_key",
        "defaultModel": KEY, "createdAt": 1}]);
    let own =
        json!({"defaults": {"defaultLlmConnection": KEY, "model": KEY, "thinkingLevel": KEY}});
    for keys in ["", "i<esc>", "g", "gi", "2<right>", "2i", "p", "x"] {
        for (width, height) in [(80, 24), (140, 40)] {
            let mut screen = Screen::with_workspace(&list, &own.to_string());
            screen.outside_json(|json| {
                json["defaultLlmConnection"] = KEY.into();
                json["defaultThinkingLevel"] = KEY.into();
            });
            let folder = screen.home().join("w/sessions/s");
            std::fs::create_dir_all(&folder).expect("made");
            let header = json!({"llmConnection": KEY, "connectionLocked": true}).to_string();
            std::fs::write(folder.join("session.jsonl"), header).expect("written");
            screen.read_sessions().resize(width, height).keys(keys).sees_not("PLANTED");
        }
    }
}
