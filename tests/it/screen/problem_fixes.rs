//! The fixes of problems: by one key each, or all of them as one edit.

use llm_connections::settings::connection::field_errors::is_missing;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::problems::words;
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::text::counted;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::problems::{fix, good};
use crate::screen::seen::{before_colon, done, new_chats};

/// A screen on one connection that is not as it should be in one thing.
fn with(key: &str, value: Value) -> Screen {
    let mut connection = good("a");
    connection[key] = value;
    Screen::with(&json!([connection]))
}

#[test]
fn problem_without_a_fix_is_reported_as_such() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("pjjf").sees(messages::no_fix(true));
    assert_eq!(screen.bytes(), before);
}

#[test]
fn fix_takes_one_key_or_click_and_can_be_undone() {
    let mut screen = Screen::demo();
    let cleared = edits::override_cleared("Client B", Setting::Connection, StateChange::Changed);
    screen.keys("pjf").sees(&done(&cleared));
    let problem = words::connection_not_found("azure-eu", "“Anthropic (API Key)”");
    let problem = before_colon(&problem);
    screen.sees_not(problem).keys("u").sees(problem);
    screen.click(&fix(words::CLEAR_OVERRIDE)).sees_not(problem);
}

#[test]
fn dangling_default_becomes_the_connection_in_use() {
    let mut screen = Screen::with(&json!([good("a"), good("b")]));
    screen
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .sees(&new_chats("! ", &messages::default_not_found("A", "gone")))
        .keys("p")
        .sees(&fix(&words::make_default("A")))
        .keys("f")
        .sees(messages::NO_PROBLEMS)
        .file(|json| assert_eq!(json["defaultLlmConnection"], "a"));
}

#[test]
fn one_key_fix_corrects_the_problem_and_changes_nothing_else() {
    for (key, value, label, after) in [
        ("baseUrl", Value::Null, &*fix(words::REMOVE_KEY), None),
        ("modelSelectionMode", Value::Null, &fix(words::REMOVE_KEY), None),
        ("authType", json!("api_key"), "", Some(json!("api_key"))),
    ] {
        let mut screen = with(key, value);
        let mut expected = screen.json();
        screen.keys("p").sees(label).keys("f");
        match after {
            Some(after) => expected["llmConnections"][0][key] = after,
            None => {
                drop(expected["llmConnections"][0].as_object_mut().expect("an object").remove(key));
            }
        }
        assert_eq!(screen.json(), expected, "{key}");
    }
}

#[test]
fn a_model_outside_the_list_is_added_to_it() {
    let mut connection = good("a");
    connection["models"] = json!(["m"]);
    connection["defaultModel"] = json!("n");
    let mut screen = Screen::with(&json!([connection]));
    screen.keys("p").sees(&fix(&words::add_model("n"))).keys("f").sees(messages::NO_PROBLEMS);
    assert_eq!(screen.stored("a")["models"], json!(["m", "n"]));
}

#[test]
fn auth_type_becomes_the_only_accepted_one_with_the_same_secret() {
    let mut screen = Screen::demo();
    let use_key = words::use_auth("API key + custom endpoint");
    screen.keys("/proxy<enter>p").sees(&fix(&use_key)).keys("f");
    assert_eq!(screen.stored("proxy")["authType"], "api_key_with_endpoint");
}

#[test]
fn missing_protocol_becomes_the_providers() {
    let connection = json!({"slug": "a", "name": "A", "providerType": "anthropic_compat", "authType": "api_key_with_endpoint",
        "baseUrl": "https://h", "customEndpoint": {"supportsImages": true}, "createdAt": 1});
    let mut screen = Screen::with(&json!([connection]));
    screen.keys("p").sees("f Use anthropic-messages").keys("f");
    assert_eq!(
        screen.stored("a")["customEndpoint"],
        json!({"supportsImages": true, "api": "anthropic-messages"})
    );
}

#[test]
fn missing_creation_time_becomes_the_current_time() {
    let mut connection = good("a");
    connection.as_object_mut().expect("an object").remove("createdAt");
    let mut screen = Screen::with(&json!([connection]));
    screen.keys("p").sees(&fix(words::SET_TO_NOW)).keys("f").sees(messages::NO_PROBLEMS);
    assert!(screen.stored("a")["createdAt"].as_u64() > Some(1_700_000_000_000));
}

#[test]
fn keys_that_craft_cannot_do_without_are_written_as_null() {
    let config =
        json!({"workspaces": [], "llmConnections": [good("a")], "defaultLlmConnection": "a"});
    let mut screen = Screen::of(config.to_string());
    screen
        .keys("p")
        .sees(&is_missing("“activeWorkspaceId”"))
        .keys("ff")
        .sees(messages::NO_PROBLEMS);
    screen.file(|json| {
        assert!(json["activeSessionId"].is_null() && json.get("activeWorkspaceId").is_some());
    });
}

#[test]
fn nulls_of_config_json_itself_are_left_out() {
    let mut screen = Screen::with(&json!([good("a")]));
    screen.outside_json(|json| {
        json["defaultThinkingLevel"] = Value::Null;
        json["enable1MContext"] = Value::Null;
    });
    screen.keys("pff").sees(messages::NO_PROBLEMS);
    screen.file(|json| {
        assert!(json.get("defaultThinkingLevel").is_none());
        assert!(json["enable1MContext"].is_null(), "Craft takes it, and so it stays");
    });
}

#[test]
fn one_of_two_identical_connections_can_be_deleted() {
    let mut screen = Screen::with(&json!([good("a"), good("a"), good("b")]));
    screen.keys("p").sees(&fix(words::DELETE_DOUBLE)).keys("f").sees(messages::NO_PROBLEMS);
    let slugs = json!(["a", "b"]);
    let json = screen.json();
    let list = json["llmConnections"].as_array().expect("a list");
    let left: Value = list.iter().map(|c| c["slug"].clone()).collect();
    assert_eq!(left, slugs);
}

#[test]
fn fix_keeps_values_in_place_of_a_custom_endpoint() {
    for (value, is_fixed) in [
        (json!("https://x"), false),
        (json!(["x"]), false),
        (json!({"supportsImages": true}), true),
        (Value::Null, true),
    ] {
        let connection = json!({"slug": "a", "name": "A", "providerType": "anthropic_compat",
            "authType": "api_key_with_endpoint", "baseUrl": "https://h", "customEndpoint": value, "createdAt": 1});
        let mut screen = Screen::with(&json!([connection]));
        let before = screen.bytes();
        screen.keys("pf");
        assert_eq!(screen.bytes() != before, is_fixed, "{value}");
    }
}

#[test]
fn only_fixes_that_would_be_accepted_are_offered() {
    let own_endpoint = json!({"supportsImages": true});
    for (provider, auth) in [("bedrock", "environment"), ("vertex", "environment")] {
        let connection = json!({"slug": "a", "name": "A", "providerType": provider, "authType": auth,
            "customEndpoint": own_endpoint, "createdAt": 1});
        let mut screen = Screen::with(&json!([connection]));
        screen.keys("p").sees(&is_missing("Protocol")).sees_not("f Use");
    }
}

#[test]
fn all_fixes_are_made_as_one_edit_after_one_question_and_undone_at_once() {
    let mut screen = Screen::sample();
    let before = screen.bytes();
    screen.resize(100, 40).keys("p").sees("F fix all").keys("F");
    screen
        .reads(&messages::fix_of("Client B", words::CLEAR_OVERRIDE))
        .reads(&messages::undo_undoes_all("u"));
    let title = screen.line_of("┌ Fix ");
    let count: usize = title.split(' ').find_map(|word| word.parse().ok()).expect("a number");
    assert!(count > 3, "{title}");
    screen.keys("<esc>");
    assert_eq!(screen.bytes(), before, "asked first");
    screen.keys("Fy").sees(&edits::fixed(count));
    assert_ne!(screen.bytes(), before);
    screen.sees_not("    f ").keys("F").sees(&messages::no_fixes());
    screen.keys("u").sees(&messages::undone(&edits::are_back(&counted(count, "problem"), count)));
    assert_eq!(screen.bytes(), before, "undone at once");
}

#[test]
fn fixes_of_credentials_are_part_of_the_one_edit() {
    let claude = json!({"slug": "a", "name": "A", "providerType": "anthropic", "authType": "oauth", "createdAt": 1,
        "baseUrl": null});
    let stored = json!({"llm_oauth::a": {"value": "PLANTED", "refreshToken": "PLANTED", "expiresAt": 9_000_000_000_000_u64}});
    let mut screen = Screen::with_credentials(&json!([claude]), &stored);
    let before = screen.bytes();
    screen.keys("pF").sees_not("PLANTED").keys("y").sees(&edits::fixed(2));
    assert!(screen.entries().get("claude_oauth::global").is_some());
    assert_ne!(screen.bytes(), before);
    screen.keys("u");
    assert_eq!((screen.bytes(), screen.entries()), (before, stored));
}

#[test]
fn fixing_together_equals_fixing_one_by_one() {
    let mut together = Screen::sample();
    together.keys("pFy");
    let mut alone = Screen::sample();
    alone.resize(100, 60).keys("p");
    for _ in 0..20 {
        let Some(at) = alone.places_of("    f ").first().copied() else { break };
        alone.click_at((at.x + 4, at.y));
    }
    let names = |screen: &Screen| {
        let json = screen.json();
        let all = json["llmConnections"].as_array().expect("a list").clone();
        all.into_iter().map(|c| c["name"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&together), names(&alone));
}
