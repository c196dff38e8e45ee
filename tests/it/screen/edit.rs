//! Adding, renaming, duplicating and deleting connections, and taking it back.

use std::fs;

use llm_connections::settings::connection::field_errors::{is_empty, is_missing};
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::{COLOR, Screen};
use crate::screen::seen::{default_is, done, warned, with_caveat};
use crate::support::titles::title_of_renaming;

/// That a new connection has no key.
fn without_key(name: &str) -> String {
    with_caveat(&edits::added(name), &edits::lacks_yet("key"))
}

fn client_a(screen: &Screen) -> String {
    fs::read_to_string(screen.home().join("workspaces/client-a/config.json"))
        .expect("the sample has it")
}

#[test]
fn a_preset_is_found_by_a_few_letters_and_fills_the_form_in() {
    let mut screen = Screen::demo();
    screen
        .keys("adeepsk")
        .sees("DeepSeek")
        .sees_not("Mistral")
        .keys("<enter>")
        .sees(&messages::new_connection("DeepSeek"))
        .sees("Slug              pi-api-key")
        .sees("Endpoint          https://api.deepseek.com")
        .keys("<c-s><c-s>")
        .sees(&warned(&without_key("Craft Agents Backend (DeepSeek)")))
        .sees(&format!("{}  7/17", messages::CONNECTIONS));
    let mut added = screen.stored("pi-api-key");
    assert!(added["createdAt"].is_u64());
    added.as_object_mut().expect("an object").remove("createdAt");
    let expected = json!({"slug": "pi-api-key", "name": "Craft Agents Backend (DeepSeek)", "providerType": "pi", "authType": "api_key",
        "baseUrl": "https://api.deepseek.com", "piAuthProvider": "deepseek",
        "models": ["pi/deepseek-v4-pro", "pi/deepseek-v4-pro", "pi/deepseek-v4-flash"], "defaultModel": "pi/deepseek-v4-pro",
        "modelSelectionMode": "userDefined3Tier", "midStreamBehavior": "steer"});
    assert_eq!(added, expected);
}

#[test]
fn repeated_preset_gets_the_next_slug_and_name() {
    let mut screen = Screen::demo();
    screen.keys("aollama<enter>").field("Slug").sees("ollama-2").keys("<c-s>");
    assert_eq!(screen.stored("ollama-2")["name"], "Ollama 2");
}

#[test]
fn first_save_creates_a_file_that_craft_accepts() {
    let mut screen = Screen::prepared(COLOR, |_| {});
    screen
        .sees(messages::NO_CONFIG)
        .keys("aollama<enter><c-s>")
        .sees_not(messages::NO_CONFIG)
        .sees("Ollama                localhost:11434");
    let json = screen.json();
    let text = serde_json::to_string_pretty(&json).expect("it is JSON");
    assert_eq!(screen.bytes(), text, "two spaces, no newline at the end");
    let mut keys: Vec<_> = json.as_object().expect("an object").keys().collect();
    keys.sort();
    let expected = [
        "activeSessionId",
        "activeWorkspaceId",
        "defaultLlmConnection",
        "llmConnections",
        "workspaces",
    ];
    assert_eq!(keys, expected);
    assert_eq!(json["defaultLlmConnection"], "ollama");
}

#[test]
fn a_rename_is_one_line() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen
        .keys("/ollama<enter>r")
        .sees(&messages::rename_title("Ollama"))
        .keys(" at home<enter>")
        .sees(&done(&edits::renamed("Ollama", "Ollama at home")))
        .selected("Ollama at home");
    let after = before.replace(r#""name": "Ollama""#, r#""name": "Ollama at home""#);
    assert_eq!(screen.bytes(), after);
}

#[test]
fn empty_name_is_refused_and_the_input_kept() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("r<c-u>  <enter>").sees(&is_empty("Name"));
    screen.keys("ok").sees_not(&is_empty("Name")).keys("<esc>").sees_not(&title_of_renaming());
    assert_eq!(screen.bytes(), before);
}

#[test]
fn a_duplicate_has_the_next_free_slug_and_copy_in_its_name() {
    let mut screen = Screen::demo();
    screen
        .keys("c")
        .sees(&messages::copy_stored("key"))
        .keys("n")
        .sees(&done(&edits::duplicated("Anthropic (API Key)")))
        .selected("Anthropic (API Key) copy")
        .keys("/key)<enter>cn");
    let original = screen.stored("anthropic-api");
    for slug in ["anthropic-api-2", "anthropic-api-3"] {
        let mut copy = screen.stored(slug);
        assert_eq!(copy["name"], "Anthropic (API Key) copy");
        assert!(copy.get("lastUsedAt").is_none(), "it was never used");
        for key in ["slug", "name", "createdAt", "lastUsedAt"] {
            copy[key] = original[key].clone();
        }
        assert_eq!(copy, original);
    }
}

#[test]
fn deletion_shows_its_consequences_and_then_happens() {
    let mut screen = Screen::demo();
    screen
        .keys("x")
        .sees(&messages::delete_one("Anthropic (API Key)"))
        .sees(&edits::default_moves_to("Claude Max"))
        .keys("n")
        .sees_not(&messages::delete_one("Anthropic (API Key)"))
        .keys("<del>y")
        .sees(&done(&edits::deleted("“Anthropic (API Key)”")))
        .sees("●  Claude Max ")
        .file(|json| assert_eq!(json["defaultLlmConnection"], "claude-max"));
    let slug = |c: &Value| c["slug"] == "anthropic-api";
    assert!(!screen.json()["llmConnections"].as_array().expect("a list").iter().any(slug));
}

#[test]
fn a_deletion_clears_the_workspaces_that_use_it_and_undo_brings_all_of_it_back() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), client_a(&screen));
    screen
        .keys("/openrouter<enter>x")
        .sees(&edits::falls_back("“Client A”", true, "Anthropic (API Key)"))
        .click(&format!("{} (y)", messages::DELETE));
    let workspace: Value = serde_json::from_str(&client_a(&screen)).expect("JSON");
    assert_eq!(workspace["defaults"], json!({"thinkingLevel": "high"}));
    screen
        .keys("u")
        .sees(&messages::undone(&edits::are_back("“OpenRouter”", 1)))
        .sees("OpenRouter ");
    assert_eq!((screen.bytes(), client_a(&screen)), before);
}

#[test]
fn the_last_one_deleted_leaves_no_default() {
    let mut screen = Screen::with(&json!([{"slug": "a", "name": "A"}]));
    screen.keys("x").sees(edits::NO_DEFAULT_LEFT).keys("<enter>").sees(messages::NO_CONNECTIONS);
    screen.file(|json| assert!(json.get("defaultLlmConnection").is_none()));
}

#[test]
fn undo_and_redo_walk_all_edits_byte_for_byte() {
    let mut screen = Screen::demo();
    let mut states = vec![screen.bytes()];
    for keys in ["jd", "s", "r!<enter>", "c", "xy", "agroq<enter><c-s><c-s>"] {
        states.push(screen.keys(keys).bytes());
    }
    for state in states.iter().rev().skip(1) {
        assert_eq!(&screen.keys("u").bytes(), state);
    }
    screen.keys("u").sees(&messages::nothing_to("undo"));
    for state in states.iter().skip(1) {
        assert_eq!(&screen.keys("<c-r>").bytes(), state);
    }
    screen.keys("<c-r>").sees(&messages::nothing_to("redo"));
}

#[test]
fn the_history_lists_the_edits_and_undoes_them() {
    let mut screen = Screen::demo();
    screen
        .keys("h")
        .sees(messages::NO_EDITS)
        .keys("<esc>jdh")
        .sees(&default_is("Bedrock (environment)"))
        .sees("anthropic-api → bedrock-env")
        .keys("u")
        .sees(messages::UNDONE)
        .file(|json| assert_eq!(json["defaultLlmConnection"], "anthropic-api"))
        .keys("<c-r>")
        .sees_not(messages::UNDONE);
}

#[test]
fn no_secret_of_the_file_is_copied_or_shown() {
    let mut screen = Screen::with(&json!([{
        "slug": "a", "name": "A", "providerType": "openai_compat", "authType": "none",
        "baseUrl": "https://me:hunter2@host.example/v1", "apiKey": "sk-planted",
        "nested": [{"accessToken": "planted-token"}], "createdAt": 1
    }]));
    screen.keys("y").sees(&messages::copied_json("A"));
    let Some(TerminalRequest::Copy(text)) = screen.request() else {
        screen.fail("nothing was copied")
    };
    assert!(text.contains("host.example") && text.contains("openai_compat"));
    let mut seen = text;
    for keys in ["", "i", "<esc>sh", "<esc>e", "<esc>xy", "h"] {
        seen += &screen.keys(keys).text();
    }
    for secret in ["hunter2", "planted"] {
        assert!(!seen.contains(secret), "{secret} in\n{seen}");
    }
}

#[test]
fn selection_moves_to_the_added_row_and_back_on_undo() {
    let mut screen = Screen::demo();
    screen.keys("jc").selected("Bedrock (environment) copy");
    screen.keys("u").selected("Bedrock (environment)  ");
    screen.keys("aollama<enter><c-s>").selected("Ollama 2");
    screen.sees(&edits::added("Ollama 2"));
}

#[test]
fn added_connection_reports_what_it_still_needs() {
    Screen::demo().keys("agroq<enter><c-s><c-s>").sees(&without_key("Craft Agents Backend (Groq)"));
    Screen::demo()
        .keys("aclaude<enter><down><enter><c-s>")
        .sees(&with_caveat(&edits::added("Claude Max 2"), edits::NEEDS_SIGN_IN));
    Screen::demo().keys("aazure<enter><c-s>").sees(&is_missing("Endpoint"));
}
