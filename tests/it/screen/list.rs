//! The list of connections: its rows, their order and their marks, and what is there without any.

use llm_connections::settings::connection::presets::PresetGroup;
use llm_connections::settings::craft::describe::uses_instead;
use llm_connections::tui::messages;
use ratatui::style::Modifier;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::new_chats;
use crate::support::titles::titled;

#[test]
fn default_is_first_and_others_are_sorted_by_name() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    let mut names = screen.names();
    assert_eq!(names.remove(0), "Anthropic (API Key)");
    assert_eq!(names.len(), 15);
    assert!(names.is_sorted_by_key(|name| name.to_lowercase()));
    assert_eq!(screen.keys("/vertex<enter>d<esc>").names()[0], "Vertex AI");
}

#[test]
fn only_the_default_has_the_mark_and_is_selected_at_start() {
    let mut screen = Screen::demo();
    screen.selected("▌●  Anthropic (API Key)");
    assert_eq!(screen.places_of("●").len(), 1);
}

#[test]
fn fourteen_connections_are_in_view_on_a_usual_terminal() {
    assert!(Screen::demo().names().len() >= 14);
    assert!(Screen::healthy_demo().names().len() >= 14);
}

#[test]
fn marks_are_never_cut_and_a_name_keeps_twenty_columns_or_all_of_it() {
    let mut screen = Screen::demo();
    screen.keys("jjjd<esc>");
    for width in 20..=140 {
        screen.resize(width, 30);
        let lines = screen.lines();
        let line = &lines[screen.selected_line()];
        assert!(line.starts_with("▌●! ChatGPT"), "{width}: {line}");
        if width >= 45 {
            screen.sees("OpenRouter (OpenAI protocol)  ");
        }
        let mode = if width < 52 { "  s" } else { "  steer" };
        let inside: String = line.chars().take(usize::from(width) - 1).collect();
        assert!(inside.contains(mode), "{width}: {line}");
    }
}

#[test]
fn dangling_default_is_shown_as_the_first_connection() {
    let list = json!([{"slug": "b", "name": "B"}, {"slug": "a", "name": "A"}]);
    Screen::with(&list)
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .sees("●! B ")
        .sees(&new_chats("! ", &messages::default_not_found("B", "gone")));
}

#[test]
fn a_row_names_the_host_that_is_asked_or_the_provider_of_a_browser_login() {
    let mut screen = Screen::demo();
    screen.resize(109, 60);
    for (name, asked) in [
        ("Anthropic (API Key)", "api.anthropic.com"),
        ("Claude Max", "Anthropic Subscription"),
        ("ChatGPT (Codex)", "ChatGPT Subscription"),
        ("Groq", "api.groq.com"),
        ("Ollama", "api.openai.com"),
        ("Vertex AI", "Google Vertex AI"),
    ] {
        let line = &screen.lines()[screen.row_of(name)];
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect();
        assert!(cells.contains(&asked), "{name}: {line}");
    }
}

#[test]
fn a_row_and_the_details_name_the_host_that_craft_asks() {
    let pi = |slug: &str, upstream: &str, url: &str| {
        json!({"slug": slug, "name": slug, "providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "baseUrl": url, "createdAt": 1})
    };
    let list = json!([
        pi("alpha", "google", "https://proxy.example/v1"),
        pi("beta", "groq", "https://api.groq.com/openai/v1"),
    ]);
    let keys = json!({"llm_api_key::alpha": {"value": "k"}, "llm_api_key::beta": {"value": "k"}});
    let mut screen = Screen::with_credentials(&list, &keys);
    screen.resize(140, 40);
    let ignored = uses_instead("generativelanguage.googleapis.com");
    screen
        .sees("generativelanguage.googleap…  ")
        .sees("  api.groq.com  ")
        .reads(&messages::with_source("https://proxy.example/v1", &ignored))
        .keys("j")
        .sees("https://api.groq.com/openai/v1 ")
        .sees_not("ignored");
    screen.keys("/generative").sees("1 of 2").keys("<esc>");
    screen.keys("/proxy.ex").sees("1 of 2").sees("endpoint proxy.example");
}

#[test]
fn a_missing_key_is_in_view_where_the_host_has_no_room() {
    let mut screen = Screen::with(&json!([
        {"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "api_key", "piAuthProvider": "google", "createdAt": 1}
    ]));
    screen.resize(60, 30);
    screen.sees(&format!("  {}", messages::NO_API_KEY)).sees_not(".com");
}

#[test]
fn the_mode_in_effect_is_the_stored_one_else_the_providers() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    for (name, mode) in [
        ("Anthropic (API Key)", "  queue"),
        ("Claude Max", "  steer"),
        ("OpenRouter (OpenAI protocol)", "  queue"),
        ("Copilot (old)", "  steer"),
    ] {
        let row = screen.row_of(name);
        assert!(screen.lines()[row].contains(mode), "{name}");
    }
}

#[test]
fn empty_list_offers_three_ways_to_add_by_key_enter_and_click() {
    let empty = || Screen::with(&json!([]));
    empty().sees(messages::NO_CONNECTIONS);
    for (key, name, note, opens) in [
        ("a", "API key", "Anthropic, OpenAI", titled(messages::ADD_CONNECTION).as_str()),
        ("L", "Sign in", "GitHub Copilot", titled(PresetGroup::SignIn.label()).as_str()),
        ("l", "Local server", "Looks for Ollama", messages::LOCAL_SERVERS),
        ("I", "Import", "Claude Code", messages::transfer::IMPORT_FILE),
    ] {
        empty().keys(key).sees(opens);
        empty().click(name).sees(opens);
        empty().click(note).sees(opens);
    }
    let mut screen = empty();
    screen.selected("a  API key").keys("j").selected("L  Sign in").keys("<enter>").sees("ChatGPT");
    screen.sees_not("Groq").keys("<esc>").selected("L  Sign in").keys("j<enter>");
    screen.sees(messages::LOCAL_SERVERS).keys("<esc>G").selected("I  Import");
}

#[test]
fn ways_to_add_a_first_connection_are_spaced_when_there_is_room() {
    let mut screen = Screen::with(&json!([]));
    let lines = |screen: &Screen| screen.place_of("Local server").y - screen.place_of("API key").y;
    assert_eq!(lines(&screen), 6);
    screen.resize(80, 16);
    assert_eq!(lines(&screen), 4);
    screen.resize(80, 24);
    assert_eq!(lines(&screen), 6);
}

#[test]
fn a_provider_of_another_version_is_shown_as_it_is_and_never_rewritten() {
    let mut screen = Screen::demo();
    screen.resize(80, 60).sees("     copilot");
    let before = screen.stored("copilot");
    screen.keys("/copilot<enter>").selected("Copilot (old)").keys("sr 2<enter>");
    let mut expected = before;
    expected["name"] = "Copilot (old) 2".into();
    expected["midStreamBehavior"] = "queue".into();
    assert_eq!(screen.stored("copilot"), expected);
    screen.keys("e").sees("Provider          copilot");
}

#[test]
fn the_selected_row_is_highlighted_across_its_width_and_nothing_in_it_is_dim() {
    let mut screen = Screen::demo();
    for keys in ["", "jjj", "0l", "2j", "2jjj", "3", "1G"] {
        screen.keys(keys);
        let y = u16::try_from(screen.selected_line()).expect("a line");
        for x in 1..79 {
            let cell = &screen.buffer()[(x, y)];
            assert!(cell.modifier.contains(Modifier::REVERSED), "{keys}: {x}");
            assert!(!cell.modifier.contains(Modifier::DIM), "{keys}: {x}");
        }
    }
}
