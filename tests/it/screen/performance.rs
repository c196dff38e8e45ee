//! The switches of config.json, and the `rtk` that one of them needs.

use std::fs;

use llm_connections::settings::edit::messages::{StateChange, switch_sentence};
use llm_connections::settings::workspace::performance::{Rtk, Switch};
use llm_connections::store::survey::StoreEvent;
use llm_connections::tui::event::Event;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::done;

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
    let label = Switch::TokenOptimization.label();
    let row = |mark: &str, rtk: &Rtk| format!("[{mark}] {label}  {}", rtk.describe());
    screen.sees(&format!("[ ] {label}")).sees_not(&Rtk::NotFound.describe());
    screen.give(Event::StoreEvent(StoreEvent::Rtk(Rtk::NotFound)));
    screen
        .sees(&row(" ", &Rtk::NotFound))
        .keys("3G<space>")
        .sees(&row("x", &Rtk::NotFound))
        .sees(&done(&switch_sentence(label, "on", StateChange::Changed)));
    assert!(config(&screen).contains("\"rtkEnabled\": true"));
    let (old, new) = (Rtk::Version([0, 22, 0]), Rtk::Version([0, 23, 0]));
    screen.give(Event::StoreEvent(StoreEvent::Rtk(old.clone()))).sees(&old.describe());
    assert!(!old.is_usable() && new.is_usable());
    screen.give(Event::StoreEvent(StoreEvent::Rtk(new.clone())));
    screen.sees(&row("x", &new)).sees_not(&old.describe()).keys("u");
    assert!(!config(&screen).contains("rtkEnabled"));
    screen.sees(&row(" ", &new));
}

#[test]
fn each_switch_explains_its_effect_in_craft() {
    let mut screen = screen();
    screen.resize(160, 40).keys("3G");
    for switch in Switch::ALL.into_iter().rev() {
        screen.reads(switch.help()).sees(switch.key()).keys("k");
    }
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
