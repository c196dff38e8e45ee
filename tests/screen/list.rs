//! The list of connections: what it shows, how it is filtered, and what a key changes at once.

use llm_connections::tui::app::Request;
use ratatui::style::Modifier;
use serde_json::json;

use crate::harness::Screen;

#[test]
fn the_default_comes_first_then_all_others_by_name() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    let mut names = screen.names();
    assert_eq!(names.remove(0), "Anthropic (API Key)");
    assert_eq!(names.len(), 15);
    assert!(names.is_sorted_by_key(|name| name.to_lowercase()));
    assert_eq!(screen.keys("/vertex<enter><esc>d").names()[0], "Vertex AI");
}

#[test]
fn only_the_default_wears_the_badge_and_its_row_is_selected_at_first() {
    let mut screen = Screen::demo();
    screen.selected("Anthropic (API Key)  Default");
    assert_eq!(screen.places_of("  Default ").len(), 1);
}

#[test]
fn a_default_that_names_nothing_is_said_to_be_the_first_of_the_list() {
    let list = json!([{"slug": "b", "name": "B"}, {"slug": "a", "name": "A"}]);
    Screen::with(&list)
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .sees("B  Default (first in the list)");
}

#[test]
fn the_description_is_the_provider_and_the_host_but_no_host_for_a_browser_login() {
    let mut screen = Screen::demo();
    screen.resize(78, 60);
    for (name, description) in [
        ("Anthropic (API Key)", "Anthropic API · api.anthropic.com"),
        ("Claude Max", "Anthropic Subscription"),
        ("ChatGPT (Codex)", "ChatGPT Subscription · Not authenticated"),
        ("Groq", "Groq · api.groq.com"),
        ("Ollama", "OpenAI-compatible · api.openai.com"),
        ("Vertex AI", "Google Vertex AI"),
    ] {
        let row = screen.row_of(name);
        assert_eq!(screen.lines()[row + 1][5..].trim(), description, "{name}");
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
    screen
        .sees("Google AI Studio · generativelanguage.googleapis.com  ")
        .sees("Groq · api.groq.com")
        .sees("https://proxy.example/v1 (Craft")
        .sees(" ignores this and uses ")
        .sees(" generativelanguage.googleapis.com) ")
        .keys("j")
        .sees("https://api.groq.com/openai/v1 ")
        .sees_not("ignores this");
    screen.keys("/generative").sees("1 of 2").keys("<esc>");
    screen.keys("/proxy.ex").sees("1 of 2").sees(".googleapis.com · endpoint proxy.example");
}

#[test]
fn a_missing_key_is_in_view_where_the_host_has_no_room() {
    let mut screen = Screen::with(&json!([
        {"slug": "a", "name": "Alpha", "providerType": "pi", "authType": "api_key", "piAuthProvider": "google", "createdAt": 1}
    ]));
    screen.resize(60, 30);
    screen.sees("Google AI Studio · generative").sees("… · Not authenticated").sees_not(".com");
}

#[test]
fn the_mode_in_effect_is_the_stored_one_else_the_providers() {
    let mut screen = Screen::demo();
    screen.resize(80, 60);
    for (name, mode) in [
        ("Anthropic (API Key)", "Queue until ready"),
        ("Claude Max", "Steer immediately"),
        ("OpenRouter (OpenAI protocol)", "Queue until ready"),
        ("Copilot (old)", "Steer immediately"),
    ] {
        let row = screen.row_of(name);
        assert!(screen.lines()[row].contains(mode), "{name}");
    }
}

#[test]
fn all_are_counted_and_under_a_filter_those_that_match() {
    Screen::demo().sees("connections.                           16").keys("/groq").sees("1 of 16");
}

#[test]
fn an_empty_list_says_so_and_offers_to_add_one() {
    Screen::with(&json!([]))
        .sees("No connections configured. Add a connection to get started.")
        .sees("+ Add Connection")
        .keys("<enter>")
        .sees("Add a connection ─");
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
fn the_filter_finds_by_name_slug_provider_host_and_model_and_marks_what_matched() {
    for (query, name, marked) in [
        ("vertx", "Vertex AI", "Vertx"),
        ("bedrock-env", "Bedrock (environment)", "bedrock-env"),
        ("chatgptsub", "ChatGPT (Codex)", "ChatGPTSub"),
        ("api.kimi", "Kimi (Coding)", "api.kimi"),
        ("qwen3", "Ollama", "qwen3"),
    ] {
        let mut screen = Screen::demo();
        screen.keys("/").keys(query);
        assert_eq!(screen.names()[0], name, "{query}");
        let letters = screen.letters(Modifier::UNDERLINED);
        assert!(letters.starts_with(marked), "{query} marked {letters}");
    }
}

#[test]
fn enter_keeps_the_filter_and_goes_to_the_first_match_and_esc_clears_it() {
    Screen::demo()
        .keys("Gk/router<enter>")
        .selected("OpenRouter ")
        .sees("/router")
        .sees("2 of 16")
        .keys("j")
        .selected("OpenRouter (OpenAI protocol)")
        .keys("<esc>")
        .sees_not("/router")
        .selected("OpenRouter (OpenAI protocol)");
}

#[test]
fn a_filter_that_is_cleared_while_it_is_typed_leaves_the_selection_where_it_was() {
    Screen::demo()
        .keys("jj")
        .selected("Bedrock (IAM)")
        .keys("/kimi")
        .keys("<esc>")
        .selected("Bedrock (IAM)");
}

#[test]
fn the_filter_is_in_view_while_it_is_typed_however_far_the_list_was_scrolled() {
    let mut screen = Screen::demo();
    screen.keys("G/").sees("Connections  /");
    assert_eq!(screen.cursor(), Some((15, 2)));
    screen.keys("e").sees("Connections  /e");
    assert_eq!(screen.cursor(), Some((16, 2)));
}

#[test]
fn a_filter_that_nothing_matches_says_so() {
    Screen::demo()
        .keys("/zzzz")
        .sees("No connection matches “zzzz”. Esc clears the filter.")
        .keys("<esc>")
        .sees("Anthropic (API Key)");
}

#[test]
fn letters_are_only_text_in_the_filter() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("/dsxq").sees("/dsxq");
    assert!(screen.request().is_none());
    assert_eq!(screen.bytes(), before);
}

#[test]
fn d_saves_the_default_at_once_sorts_anew_and_stays_on_the_connection() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter><esc>d")
        .selected("Ollama  Default")
        .sees("✓ “Ollama” is the default  u undo")
        .file(|json| assert_eq!(json["defaultLlmConnection"], "ollama"));
    let names = screen.resize(80, 60).names();
    assert_eq!(names[..2], ["Ollama", "Anthropic (API Key)"]);
    assert_eq!(screen.places_of("  Default ").len(), 1);
}

#[test]
fn d_on_the_default_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("d").sees("Nothing changed: “Anthropic (API Key)” is the default");
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn s_flips_the_mode_that_is_in_effect() {
    let mut screen = Screen::demo();
    screen.keys("s").sees("“Anthropic (API Key)”: Steer immediately");
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "steer");
    assert!(screen.line_of("  Default ").contains("Steer immediately"));
    screen.keys("s");
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "queue");
}

#[test]
fn every_way_through_the_list_is_a_key() {
    let mut screen = Screen::demo();
    screen.keys("j").selected("Bedrock (environment)");
    screen.keys("<down>").selected("Bedrock (IAM)");
    screen.keys("k<up>").selected("Anthropic");
    screen.keys("G").selected("[ ] Token Optimization (RTK)");
    screen.keys("g").selected("Connection    Anthropic");
    screen.keys("<end>").selected("[ ] Token Optimization (RTK)");
    screen.keys("<home>").selected("Connection    Anthropic");
    screen.keys("<pgdn>").selected("Bedrock (IAM)");
    screen.keys("<pgup>").selected("Connection    Anthropic");
    screen.keys("<c-d>").selected("Client B");
    screen.keys("<c-u>").selected("Connection    Anthropic");
    for first in [
        "My Workspace",
        "Anthropic (API Key)  Default",
        "[ ] Extended Context",
        "Connection    Anthropic",
    ] {
        screen.keys("<tab>").selected(first);
    }
    for first in ["[ ] Extended Context", "Anthropic (API Key)  Default"] {
        screen.keys("<backtab>").selected(first);
    }
}

#[test]
fn enter_and_e_open_the_form_and_on_the_last_row_enter_adds() {
    for keys in ["j<enter>", "je"] {
        Screen::demo().keys(keys).sees("Edit “Bedrock (environment)”");
    }
    Screen::demo().keys("Gkkk<enter>").sees("type to filter");
}

#[test]
fn the_mouse_selects_opens_scrolls_and_adds() {
    let mut screen = Screen::demo();
    screen.resize(80, 40).click("Groq · api").selected("Groq").sees_not("Edit “");
    screen.double_click("Claude Max").sees("Edit “Claude Max”");
    screen.keys("<esc>").selected("Claude Max");
    screen.wheel("Claude Max", 9).sees("+ Add Connection").sees_not("Model  ");
    screen.click("+ Add Connection").sees("type to filter");
}

#[test]
fn a_double_click_on_what_one_click_opens_is_no_press_in_what_opened() {
    let mut screen = Screen::demo();
    screen.resize(120, 60).double_click("+ Add Connection");
    screen.sees("type to filter").sees_not("New connection");
    screen.keys("<esc>/key)<enter><esc>m").double_click("Rename");
    screen.sees("Rename “Anthropic");
}

#[test]
fn q_and_ctrl_c_leave_and_esc_never_does() {
    let mut screen = Screen::demo();
    screen.keys("<esc><esc>");
    assert!(screen.request().is_none());
    screen.keys("q");
    assert!(matches!(screen.request(), Some(Request::Quit)));
    screen.keys("e").keys("<c-c>");
    assert!(matches!(screen.request(), Some(Request::Quit)));
    screen.keys("<c-z>");
    assert!(matches!(screen.request(), Some(Request::Suspend)));
}

#[test]
fn a_row_that_the_wheel_scrolled_away_is_shown_before_a_key_does_anything_with_it() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.wheel("Bedrock (IAM)", 9).sees_not("▌").keys("s").selected("Anthropic (API Key)");
    assert_eq!(screen.bytes(), before);
    screen.keys("s").sees("Steer immediately");
    assert_ne!(screen.bytes(), before);
}

#[test]
fn a_key_for_a_connection_on_another_row_says_what_it_needs() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    // Behind it are the three switches.
    screen.keys("<end><up><up><up>").selected("+ Add Connection");
    for key in ["c", "d", "m", "x"] {
        screen.keys(key).sees(&format!("{key} needs a connection: select one first"));
    }
    assert_eq!(screen.bytes(), before);
    screen.keys("<enter>").sees("type to filter");
}
