//! Who uses a connection: workspaces and sessions.

use std::fs;

use llm_connections::settings::connection::midstream::{MidStream, MidStreamSource};
use llm_connections::settings::craft::describe::UNKNOWN_MODEL;
use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;

use crate::screen::harness::Screen;

/// Another program writes the header of a session.
fn header(screen: &Screen, session: &str, header: &str) {
    let folder = screen.home().join(format!("workspaces/{session}"));
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("session.jsonl"), format!("{header}\n{{}}\n")).expect("written");
}

#[test]
fn details_list_users_of_a_connection_with_their_step() {
    let mut screen = Screen::demo();
    screen.resize(140, 44).keys("/router<enter>");
    screen
        .sees(&format!("Client A         {}", messages::BY_OVERRIDE))
        .sees(&messages::locked_sessions(2))
        .sees(&messages::may_still_change(1));
    let newer = screen.place_of("Translate the manual · Client B").y;
    assert!(newer < screen.place_of("Review the contract · Client A").y, "newest first");
    screen.sees_not("Compare the offers");
    screen.keys("<esc>/key)<enter>");
    screen
        .sees(&format!("{}        {}", messages::NEW_CHATS, messages::BY_DEFAULT))
        .sees("My Workspace     default")
        .sees(&format!("Lab              {}", messages::as_far_as_read(messages::BY_DEFAULT)))
        .sees("Plan the release · My Workspace");
}

#[test]
fn unused_connection_shows_no_users() {
    let mut screen = Screen::demo();
    screen.resize(140, 44).keys("/vertex<enter>");
    screen.sees(&format!("{}          {}", messages::USED_BY, messages::UNUSED));
    screen.sees(&format!("{}         {}", messages::SESSIONS, messages::NO_SESSIONS));
}

#[test]
fn first_connection_is_shown_as_the_fallback() {
    let mut screen = Screen::demo();
    screen.resize(140, 44).keys("/key)<enter>");
    screen.outside_json(|json| json["defaultLlmConnection"] = "gone".into()).sees(&format!(
        "{}        {}",
        messages::NEW_CHATS,
        messages::BY_FALLBACK
    ));
}

#[test]
fn facts_of_each_model_are_shown_beside_it() {
    let mut screen = Screen::demo();
    screen.compatible("openrouter-openai").compatible("ollama");
    screen.resize(140, 60).keys("/protocol<enter>");
    let mode = |mode, source| messages::mode_in_effect(mode, source);
    screen
        .sees(&mode(MidStream::Queue, MidStreamSource::Stored))
        .sees(&messages::with_images("400K"))
        .sees(" 131K");
    screen.keys("<esc>/kimi<enter>").sees(&messages::with_images("262144"));
    screen.keys("<esc>/ollama<enter>").sees(" 131K").sees_not(&messages::with_images("131K"));
    screen.sees(&mode(MidStream::Steer, MidStreamSource::Provider));
    screen.keys("<esc>/key)<enter>").sees(&messages::with_images("200K"));
}

#[test]
fn new_chat_settings_are_shown_with_their_source() {
    let mut screen = Screen::demo();
    screen.compatible("ollama").resize(140, 60).keys("/ollama<enter>");
    screen
        .sees("Thinking         No Thinking (endpoint)")
        .sees("Context          131K (default)")
        .sees("Images           no (default)");
    screen
        .keys("<esc>/key)<enter>")
        .sees(&format!("{}           claude-haiku-4-5 (by “haiku”)", messages::TITLES));
    screen.sees("Context          200K (Craft catalog)").sees("Images           yes (default)");
    screen.outside_json(|json| json["defaultThinkingLevel"] = "max".into());
    screen.sees("Thinking         Max (your default)");
    screen.outside_json(|json| {
        json.as_object_mut().expect("an object").remove("defaultThinkingLevel");
    });
    screen.sees("Thinking         Medium (Craft's default)");
}

#[test]
fn model_unknown_to_craft_has_no_facts_but_its_substitute_has() {
    let mut screen = Screen::demo();
    screen.outside_json(|json| {
        let list = json["llmConnections"].as_array_mut().expect("a list");
        list.push(serde_json::json!({"slug": "mine", "name": "Mine", "providerType": "pi", "authType": "api_key",
            "piAuthProvider": "groq", "models": [{"id": "pi/mine", "contextWindow": 5}], "defaultModel": "pi/mine",
            "createdAt": 1}));
    });
    screen.resize(140, 60).keys("/mine<enter>").sees(&format!("    {UNKNOWN_MODEL}"));
    screen
        .sees("Model            openai/gpt-oss-120b")
        .sees("Context          131K (Craft catalog)");
}

#[test]
fn every_set_field_is_shown_and_unknown_ones_too() {
    let mut screen = Screen::demo();
    screen.resize(140, 70).keys("/vertex<enter>");
    screen.outside_json(|json| json["llmConnections"][7]["teamNote"] = "ask Ann".into());
    screen
        .sees("GCP project      craft-demo-421")
        .sees_not("Last used  ")
        .sees_not("Model selection");
    screen.sees("teamNote         ask Ann");
}

#[test]
fn a_session_that_changes_shows_at_once() {
    let mut screen = Screen::demo();
    screen.resize(140, 44).keys("/vertex<enter>");
    let new = r#"{"name": "A new one", "llmConnection": "vertex", "connectionLocked": true, "lastUsedAt": 1763632400000}"#;
    header(&screen, "lab/sessions/260109-new", new);
    screen.read_sessions().sees("A new one · Lab").sees(&messages::locked_sessions(1));
    fs::remove_dir_all(screen.home().join("workspaces/lab/sessions/260109-new")).expect("removed");
    screen.read_sessions().sees_not("A new one");
}

#[test]
fn only_the_newest_of_many_are_named() {
    let mut screen = Screen::demo();
    screen.resize(140, 70).keys("/vertex<enter>");
    for n in 0..30 {
        let text = format!(
            r#"{{"name": "Number {n}", "llmConnection": "vertex", "connectionLocked": true, "lastUsedAt": {n}}}"#
        );
        header(&screen, &format!("lab/sessions/s{n:02}"), &text);
    }
    screen
        .read_sessions()
        .sees("Number 29")
        .sees("Number 10")
        .sees_not("Number 9 ")
        .sees(&messages::and_more(10));
}

#[test]
fn session_header_is_only_a_complete_first_line() {
    let mut screen = Screen::demo();
    screen.resize(140, 44).keys("/vertex<enter>");
    let long = format!(
        r#"{{"name": "{}", "llmConnection": "vertex", "connectionLocked": true}}"#,
        "x".repeat(70_000)
    );
    header(&screen, "lab/sessions/long", &long);
    let folder = screen.home().join("workspaces/lab/sessions/broken-behind");
    fs::create_dir_all(&folder).expect("made");
    let text = b"{\"name\": \"Fine\", \"llmConnection\": \"vertex\", \"connectionLocked\": true}\n\xff\xfe no text at all";
    fs::write(folder.join("session.jsonl"), text).expect("written");
    screen.read_sessions().sees("Fine · Lab").sees(&messages::locked_sessions(1));
}

#[test]
fn deletion_names_fallbacks_and_lost_sessions() {
    let mut screen = Screen::demo();
    screen
        .resize(100, 30)
        .keys("/router<enter>x")
        .sees(&edits::falls_back("“Client A”", true, "Anthropic (API Key)"))
        .reads(&edits::sessions_become_unavailable(
            3,
            "“Compare the offers”, “Translate the manual”, “Review the contract”",
        ))
        .sees(&edits::session_unreadable(1));
    let mut screen = Screen::demo();
    screen
        .resize(100, 30)
        .keys("x")
        .sees(&edits::default_moves_to("Claude Max"))
        .sees(&edits::falls_back("“My Workspace”, “Client B”, “Archive”", false, "Claude Max"))
        .sees(&edits::may_still_use_it("“Lab”", 1))
        .sees(&edits::sessions_become_unavailable(1, "“Plan the release”"));
}

#[test]
fn deletion_during_session_reading_warns_of_more() {
    let mut screen = Screen::before_sessions();
    screen.keys("/router<enter>x");
    screen.sees(edits::MORE_SESSIONS_MAY_USE_IT);
    screen.keys("n").resize(140, 44).sees(messages::READING_SESSIONS);
}

#[test]
fn workspace_lists_sessions_of_missing_connections() {
    let mut screen = Screen::demo();
    screen
        .resize(140, 44)
        .keys("2")
        .sees(messages::UNAVAILABLE_SESSIONS)
        .sees(&messages::lost_session("Draft the notes", "retired"));
}
