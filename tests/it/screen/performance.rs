//! The switches of config.json, and the `rtk` that one of them needs.

use std::fs;

use llm_connections::settings::workspace::performance::Rtk;
use llm_connections::store::survey::StoreEvent;
use llm_connections::tui::event::Event;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;

fn config(screen: &Screen) -> String {
    fs::read_to_string(screen.home().join(".craft-agent/config.json")).expect("there")
}

fn screen() -> Screen {
    Screen::with(
        &json!([{"slug": "a", "name": "A", "providerType": "pi", "authType": "none", "createdAt": 1}]),
    )
}

#[test]
fn token_optimization_switch_names_rtk_after_the_search() {
    let mut screen = screen();
    screen.sees("[ ] Token Optimization (RTK)").sees_not("rtk not found");
    screen.give(Event::StoreEvent(StoreEvent::Rtk(Rtk::NotFound)));
    screen
        .sees("[ ] Token Optimization (RTK)  rtk not found")
        .keys("3G<space>")
        .sees("[x] Token Optimization (RTK)  rtk not found")
        .sees("✓ Token Optimization (RTK) is now on");
    assert!(config(&screen).contains("\"rtkEnabled\": true"));
    screen.give(Event::StoreEvent(StoreEvent::Rtk(Rtk::Version([0, 22, 0]))));
    screen.sees("rtk 0.22.0 is too old, Craft needs 0.23.0");
    screen.give(Event::StoreEvent(StoreEvent::Rtk(Rtk::Version([0, 23, 0]))));
    screen.sees("[x] Token Optimization (RTK)  rtk 0.23.0").sees_not("too old");
    screen.keys("u");
    assert!(!config(&screen).contains("rtkEnabled"));
    screen.sees("[ ] Token Optimization (RTK)  rtk 0.23.0");
}

#[test]
fn each_switch_explains_its_effect_in_craft() {
    let mut screen = screen();
    screen.resize(160, 40).keys("3G").sees("Reduce token consumption by 60–90%").sees("rtkEnabled");
    screen.keys("k").sees("Anthropic connections ignore it.");
    screen.keys("k").sees("For Opus 4.7 on Anthropic connections only.");
}

#[test]
fn the_level_of_thinking_that_is_not_set_is_medium_and_an_unknown_one_is_named() {
    let mut screen = screen();
    screen.sees("   (Medium)");
    screen.keys("0ll<enter>").sees("Medium").keys("<down><enter>").sees("  ▸High ");
    screen.keys("u").sees("  ▸(Medium)");
    screen
        .outside_json(|json| json["defaultThinkingLevel"] = "ultra".into())
        .sees(&format!("▸{}", messages::unknown_level("ultra", "Medium")))
        .outside_json(|json| json["defaultThinkingLevel"] = "think".into())
        .sees("▸Medium ");
}

#[test]
fn first_connection_clears_the_deferred_setup_and_undo_restores_it() {
    let before = r#"{"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "setupDeferred": true, "llmConnections": []}"#;
    let mut screen = Screen::of(before);
    screen.keys("a").keys("ollama<enter>").keys("<c-s>");
    assert!(!config(&screen).contains("setupDeferred"), "{}", config(&screen));
    assert!(config(&screen).contains("defaultLlmConnection"));
    screen.keys("u");
    let text: serde_json::Value = serde_json::from_str(&config(&screen)).expect("JSON");
    let meant: serde_json::Value = serde_json::from_str(before).expect("JSON");
    assert_eq!(text, meant);
}
