//! Craft's prefix of a model's id is in its file, and never on the screen.

use llm_connections::settings::connection::field_errors::outside_list;
use llm_connections::settings::connection::models::list::listed_already;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{before_colon, done, new_chats};

fn groq() -> Value {
    json!({"slug": "g", "name": "G", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq", "createdAt": 1,
        "modelSelectionMode": "userDefined3Tier", "models": ["pi/openai/gpt-oss-120b", {"id": "pi/qwen/qwen3-32b", "x": 1}],
        "defaultModel": "pi/openai/gpt-oss-120b"})
}

#[test]
fn no_view_shows_the_model_prefix() {
    let mut screen = Screen::with(&json!([groq()]));
    screen
        .resize(140, 44)
        .sees(&new_chats(
            "  ",
            &format!("{}   openai/gpt-oss-120b", messages::used_but("G", messages::NO_API_KEY)),
        ))
        .sees_not("pi/");
    screen.keys("0l<enter>").sees("Qwen3 32B").sees_not("pi/").keys("<esc>");
    screen.keys("1").keys("/g<enter>").sees("● openai/gpt-oss-120b").sees_not("pi/");
    screen.keys("<esc>").keys("/qwen3<enter>").sees_not("pi/");
    screen.keys("e").field("Default model").sees("openai/gpt-oss-120b").sees_not("pi/");
    screen.field("Models").keys("<enter>").sees("default: openai/gpt-oss-120b").sees_not("pi/");
    screen.keys("<down><enter>").sees("qwen/qwen3-32b").sees_not("pi/");
}

#[test]
fn typed_model_is_stored_with_one_prefix_and_shown_without() {
    let mut screen = Screen::with(&json!([groq()]));
    screen.keys("/g<enter>e").field("Models");
    screen
        .keys("<enter>allama-3.1-8b-instant<enter>apasted<c-u>pi/groq/compound<enter>")
        .sees_not("pi/");
    screen.keys("d<esc><c-s>").sees(&done(&edits::edited("G")));
    let stored = screen.stored("g");
    assert_eq!(
        stored["models"],
        json!(["pi/openai/gpt-oss-120b", "pi/llama-3.1-8b-instant", "pi/groq/compound", {"id": "pi/qwen/qwen3-32b", "x": 1}])
    );
    assert_eq!(stored["defaultModel"], "pi/groq/compound");
    screen.sees_not("pi/").keys("h").sees("groq/compound").sees_not("pi/");
}

#[test]
fn model_with_another_spelling_is_not_added_twice() {
    let mut screen = Screen::with(&json!([groq()]));
    screen.keys("/g<enter>e").field("Models");
    screen.keys("<enter>aqwen/qwen3-32b<enter>").sees(&listed_already("qwen/qwen3-32b"));
    let mut screen = Screen::with(&json!([groq()]));
    screen.keys("0l<enter>qwen/qwen3-32b<enter>");
    let stored = screen.stored("g");
    assert_eq!(stored["defaultModel"], "pi/qwen/qwen3-32b");
    assert_eq!(stored["models"], groq()["models"]);
}

#[test]
fn custom_endpoint_keeps_the_typed_model() {
    let own = json!({"slug": "o", "name": "O", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1/v1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "pi/m", "createdAt": 1});
    let mut screen = Screen::with(&json!([own]));
    screen.sees_not(before_colon(&outside_list(""))).keys("/o<enter>e").field("Models");
    screen.keys("<enter>anew<enter><esc><c-s>").sees(&done(&edits::edited("O")));
    assert_eq!(screen.stored("o")["models"], json!(["m", "new"]));
}
