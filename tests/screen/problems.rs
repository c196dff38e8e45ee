//! What is wrong with the configuration: the line at the top, the list of it, and the mends.

use serde_json::{Value, json};

use crate::harness::Screen;

fn good(slug: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions"}, "createdAt": 1})
}

/// A screen on one connection that is not as it should be in one thing.
fn with(key: &str, value: Value) -> Screen {
    let mut connection = good("a");
    connection[key] = value;
    Screen::with(&json!([connection]))
}

#[test]
fn where_nothing_is_wrong_nothing_is_said() {
    let mut screen = Screen::with(&json!([good("a")]));
    assert_eq!(screen.lines()[1].trim(), "");
    screen
        .keys("p")
        .sees("Nothing is wrong.")
        .keys("<esc>")
        .selected("A  Default");
}

#[test]
fn the_worst_is_said_at_the_top_with_how_many_there_are() {
    let mut screen = Screen::demo();
    let line = screen.lines()[1].clone();
    assert!(
        line.starts_with(" ! Together (second team): Craft ignores the file"),
        "{line}"
    );
    assert!(line.ends_with("p 6 problems, 9 notes "), "{line}");
    screen.keys("G");
    assert_eq!(screen.lines()[1], line, "it stays while the page scrolls");
}

#[test]
fn the_line_opens_into_the_list_by_key_and_by_mouse() {
    Screen::demo().keys("p").sees("┌ Problems");
    Screen::demo()
        .click("6 problems")
        .sees("┌ Problems")
        .keys("p")
        .sees_not("┌ Problems");
}

#[test]
fn the_worst_come_first_and_then_in_the_order_of_the_page() {
    let mut screen = Screen::demo();
    screen.resize(100, 80).keys("p");
    let names = [
        "Together (second team)",
        "Client B",
        "Lab",
        "Archive",
        "Mistral (EU)",
        "Proxy at work",
        "Bedrock (environment)",
    ];
    let places = names.map(|name| screen.place_of(&format!("{name}  ")).y);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn enter_goes_to_the_row_wherever_it_is() {
    let mut screen = Screen::demo();
    screen
        .keys("p<enter>")
        .selected("Together (second team)")
        .sees_not("┌ Problems");
    screen
        .keys("pj<enter>")
        .selected("Connection  azure-eu")
        .sees("▾ Client B");
    screen
        .keys("/groq<enter>pjj<enter>")
        .selected("Lab")
        .sees_not("/groq");
    screen.keys("p").double_click("Archive").selected("Archive");
}

#[test]
fn what_only_a_person_can_mend_says_so() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("pf").sees("Only you can say what was meant");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn a_mend_is_one_key_or_one_click_and_can_be_undone() {
    let mut screen = Screen::demo();
    screen
        .keys("pjf")
        .sees("✓ “Client B”: the connection is the default again");
    screen
        .sees_not("Its connection azure-eu")
        .keys("u")
        .sees("Its connection azure-eu");
    screen
        .click("f Use the default again")
        .sees_not("Its connection azure-eu");
}

#[test]
fn a_default_that_names_nothing_becomes_the_one_that_is_used() {
    let mut screen = Screen::with(&json!([good("a"), good("b")]));
    screen
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .sees("! Default connection: No connection has the slug gone: the fi")
        .keys("p")
        .sees("f Make “A” the default")
        .keys("f")
        .sees("Nothing is wrong.")
        .file(|json| assert_eq!(json["defaultLlmConnection"], "a"));
}

#[test]
fn what_is_mended_by_one_key_is_right_then_and_everything_else_is_as_it_was() {
    for (key, value, label, after) in [
        ("midStreamBehavior", Value::Null, "f Leave it out", None),
        ("lastUsedAt", Value::Null, "f Leave it out", None),
        ("authType", json!("api_key"), "", Some(json!("api_key"))),
    ] {
        let mut screen = with(key, value);
        let mut expected = screen.json();
        screen.keys("p").sees(label).keys("f");
        match after {
            Some(after) => expected["llmConnections"][0][key] = after,
            None => drop(
                expected["llmConnections"][0]
                    .as_object_mut()
                    .expect("an object")
                    .remove(key),
            ),
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
    screen
        .keys("p")
        .sees("f Add n to its models")
        .keys("f")
        .sees("Nothing is wrong.");
    assert_eq!(screen.stored("a")["models"], json!(["m", "n"]));
}

#[test]
fn an_auth_type_becomes_the_only_one_that_is_taken_where_the_secret_is_the_same() {
    let mut screen = Screen::demo();
    screen
        .keys("/proxy<enter><esc>p")
        .keys("jjjjj")
        .sees("f Say api_key_with_endpoint")
        .keys("f");
    assert_eq!(screen.stored("proxy")["authType"], "api_key_with_endpoint");
}

#[test]
fn a_protocol_that_is_missing_is_the_one_that_the_provider_speaks() {
    let connection = json!({"slug": "a", "name": "A", "providerType": "anthropic_compat", "authType": "api_key_with_endpoint",
        "baseUrl": "https://h", "customEndpoint": {"supportsImages": true}, "createdAt": 1});
    let mut screen = Screen::with(&json!([connection]));
    screen.keys("p").sees("f Say anthropic-messages").keys("f");
    assert_eq!(
        screen.stored("a")["customEndpoint"],
        json!({"supportsImages": true, "api": "anthropic-messages"})
    );
}

#[test]
fn a_time_of_creation_that_is_missing_is_now() {
    let mut connection = good("a");
    connection
        .as_object_mut()
        .expect("an object")
        .remove("createdAt");
    let mut screen = Screen::with(&json!([connection]));
    screen
        .keys("p")
        .sees("f Say that it was added now")
        .keys("f")
        .sees("Nothing is wrong.");
    assert!(screen.stored("a")["createdAt"].as_u64() > Some(1_700_000_000_000));
}

#[test]
fn keys_that_craft_cannot_do_without_are_written_as_null() {
    let config = json!({"workspaces": [], "llmConnections": [good("a")]});
    let mut screen = Screen::of(config.to_string());
    screen
        .keys("p")
        .sees("“activeWorkspaceId” is missing")
        .keys("ff")
        .sees("Nothing is wrong.");
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
    screen.keys("pff").sees("Nothing is wrong.");
    screen.file(|json| {
        assert!(
            json.get("defaultThinkingLevel").is_none() && json.get("enable1MContext").is_none()
        );
    });
}

#[test]
fn of_two_that_are_the_same_one_can_be_deleted() {
    let mut screen = Screen::with(&json!([good("a"), good("a"), good("b")]));
    screen
        .keys("p")
        .sees("f Delete this one, the same as the other")
        .keys("f")
        .sees("Nothing is wrong.");
    let slugs = json!(["a", "b"]);
    let json = screen.json();
    let list = json["llmConnections"].as_array().expect("a list");
    let left: Value = list.iter().map(|c| c["slug"].clone()).collect();
    assert_eq!(left, slugs);
}

#[test]
fn what_craft_will_migrate_is_said_with_what_it_drops_and_can_be_kept() {
    let mut screen = Screen::demo();
    screen.resize(110, 90).keys("p");
    screen
        .sees("Craft makes it pi (amazon-bedrock) at its next start.")
        .sees("drops: AWS region.")
        .sees("Craft makes it pi (openai-codex) at its next start, gives it another name")
        .sees("Craft makes it pi (openai) at its next start, and drops: Models, Default model.")
        .sees("Craft makes it pi_compat at its next start. Nothing is lost.");
    let row = screen.place_of("Ollama").y;
    let mend = screen.places_of("f Make it pi_compat, which Craft leaves alone");
    let mend = mend
        .into_iter()
        .find(|at| at.y > row)
        .expect("it can be kept");
    let mut expected = screen.stored("ollama");
    screen.click_at(mend).sees("✓ Edited “Ollama”");
    expected["providerType"] = "pi_compat".into();
    expected["customEndpoint"] = json!({"api": "openai-completions"});
    assert_eq!(screen.stored("ollama"), expected);
}

#[test]
fn a_workspace_without_a_folder_of_its_own_is_a_problem_of_the_file() {
    let config = json!({"workspaces": [{"name": "Lost"}], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": [good("a")]});
    let mut screen = Screen::of(config.to_string());
    screen
        .sees("! config.json: Workspace “Lost” has no rootPath")
        .keys("p<enter>")
        .sees("No row shows it: it is in config.json itself");
}

#[test]
fn it_comes_and_goes_with_what_other_programs_write_and_the_list_follows() {
    let mut screen = Screen::with(&json!([good("a"), good("b")]));
    screen.keys("p").sees("Nothing is wrong.");
    screen.outside_json(|json| json["defaultLlmConnection"] = "gone".into());
    screen.sees("No connection has the slug gone");
    screen.outside_json(|json| json["defaultLlmConnection"] = "b".into());
    screen.sees("Nothing is wrong.");
}

#[test]
fn no_secret_is_in_the_list() {
    let mut connection = good("a");
    connection["baseUrl"] = json!("https://me:hunter2@ho st/v1");
    let mut screen = Screen::with(&json!([connection]));
    screen
        .keys("p")
        .sees("An address has no spaces")
        .sees_not("hunter2");
}

#[test]
fn the_selection_stays_on_its_problem_when_another_one_comes_before_it() {
    let mut screen = Screen::demo();
    screen.keys("pjjjj").selected_block("Mistral (EU)");
    screen.outside_json(|json| json["enable1MContext"] = Value::Null);
    screen.selected_block("Mistral (EU)").keys("f");
    screen.sees("✓ “Mistral (EU)”: added mistral-large-latest to its models");
    assert!(screen.json()["enable1MContext"].is_null());
}

#[test]
fn what_stands_in_the_place_of_a_custom_endpoint_is_not_lost_by_a_mend() {
    for (value, mended) in [
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
        assert_eq!(screen.bytes() != before, mended, "{value}");
    }
}

#[test]
fn no_mend_is_offered_that_would_be_refused() {
    let own_endpoint = json!({"supportsImages": true});
    for (provider, auth) in [("bedrock", "environment"), ("vertex", "environment")] {
        let connection = json!({"slug": "a", "name": "A", "providerType": provider, "authType": auth,
            "customEndpoint": own_endpoint, "createdAt": 1});
        let mut screen = Screen::with(&json!([connection]));
        screen
            .keys("p")
            .sees("Protocol is missing")
            .sees_not("f Say");
    }
}

#[test]
fn a_workspaces_model_that_its_connection_does_not_list_is_told() {
    let mut connection = good("a");
    connection["models"] = json!(["m"]);
    let own = r#"{"name": "W", "defaults": {"model": "other"}}"#;
    let mut screen = Screen::with_workspace(&json!([connection]), own);
    screen
        .resize(110, 24)
        .keys("p")
        .sees(
            "Its model other is not in the list of “A”, which its new chats use: pick one of them.",
        )
        .keys("<enter>")
        .selected("Model");
}

#[test]
fn the_sample_shows_every_state_that_there_is() {
    let mut screen = Screen::sample();
    screen.resize(140, 120);
    for state in [
        "Connection    Anthropic (API Key)  ! anthropic is not there",
        "▸ My Workspace  Using defaults",
        "▸ Client A      OpenRouter · High",
        "▸ Client B      ! azure-eu · Sonnet 4.6",
        "! Lab           its config.json",
        "! Archive       its folder ~/workspaces/archive is not there",
        "Default (first in the list)",
        "Craft ignores the file: the slug “together” is there more than once.",
        "Anthropic-compatible does not take api_key",
        "mistral-large-latest is not in the list of models",
        "[ ] Extended Context (1M)",
        "[x] Extended prompt cache (1 hour)",
    ] {
        screen.sees(state);
    }
    screen
        .keys("g<tab>")
        .sees("Draft the notes: retired is not there");
    screen.keys("jj").sees("azure-eu is not there: passed");
    screen.keys("j").sees("cannot be read: passed over");
    screen.keys("p");
    for told in [
        "No connection has the slug anthropic: the first in the list",
        "f Make “Anthropic (API Key)” the default",
        "Craft makes it pi (amazon-bedrock)",
        "Craft makes it pi (google-vertex)",
        "Craft makes it pi (openai-codex)",
        "Craft makes it pi (openai)",
        "Craft makes it pi (github-copilot)",
        "Craft makes it pi_compat",
    ] {
        screen.sees(told);
    }
}
