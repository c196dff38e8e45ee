//! What new chats begin with: the global defaults and the switches.

use llm_connections::settings::edit::Refusal;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::workspace::performance::Switch;
use llm_connections::text::capitalized;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::{default_is, done, new_chats};

/// That a connection has got another default model.
fn model_is(name: &str, model: &str) -> String {
    edits::default_model_sentence(name, model, StateChange::Changed)
}

#[test]
fn the_three_defaults_show_what_is_in_effect() {
    Screen::demo().sees(" New chats   Anthropic (API Key)   Opus 4.6   Medium  ");
}

#[test]
fn no_default_or_override_can_be_set_without_a_connection() {
    let config = json!({"workspaces": [{"rootPath": "~/w", "name": "W"}], "llmConnections": []});
    Screen::of(config.to_string())
        .sees_not(messages::NEW_CHATS)
        .sees_not(messages::WORKSPACES)
        .sees(Switch::ExtendedContext.label());
}

#[test]
fn no_override_can_be_set_without_a_workspace() {
    Screen::with(&json!([{"slug": "a", "name": "A"}]))
        .sees(messages::NEW_CHATS)
        .sees(messages::NO_WORKSPACES)
        .sees_not(messages::THINKING_HEAD);
}

#[test]
fn the_default_connection_is_picked_from_all_and_is_the_same_edit_as_by_its_key() {
    let mut screen = Screen::demo();
    screen
        .keys("0<enter>")
        .sees(&format!("{} ─", messages::default_title("Connection")))
        .sees("Bedrock (environment)")
        .sees_not("Together (second team)  ")
        .keys("olla<enter>")
        .sees(&format!("{}  ", done(&default_is("Ollama"))))
        .sees("  u undo")
        .sees(&format!("{}  ▸Ollama   qwen3-coder:30b", messages::NEW_CHATS));
    let picked = screen.bytes();
    screen.keys("u");
    let mut by_key = Screen::demo();
    by_key.keys("/ollama<enter>d<esc>");
    assert_eq!(by_key.bytes(), picked);
}

#[test]
fn default_model_is_picked_from_and_written_to_the_connection() {
    let mut screen = Screen::demo();
    screen
        .keys("0l<enter>")
        .sees(&messages::default_model_title("Model", "Anthropic (API Key)"))
        .sees("claude-haiku-4-5")
        .keys("son<enter>")
        .sees(&done(&model_is("Anthropic (API Key)", "Sonnet 4.6")))
        .sees("  ▸Sonnet 4.6  ");
    assert_eq!(screen.stored("anthropic-api")["defaultModel"], "claude-sonnet-4-6");
}

#[test]
fn known_models_are_offered_without_a_list() {
    let list = json!([{"slug": "a", "name": "A", "providerType": "anthropic", "authType": "api_key", "createdAt": 1}]);
    let mut screen = Screen::with(&list);
    screen
        .sees(messages::CRAFT_DECIDES)
        .keys("0l<enter>")
        .sees("claude-opus-4-6")
        .keys("opus 4.6<enter>");
    assert_eq!(screen.stored("a")["defaultModel"], "claude-opus-4-6");
    assert!(screen.stored("a").get("models").is_none());
    screen.keys("<enter>").keys("<up><up><up><up><up><enter>");
    screen.sees(&edits::leaves_model_to_craft("A", StateChange::Changed));
    assert!(screen.stored("a").get("defaultModel").is_none());
}

#[test]
fn typed_unlisted_model_is_added_to_the_list() {
    let mut screen = Screen::demo();
    screen
        .keys("0l<enter>")
        .keys("claude-next")
        .sees(messages::AS_TYPED)
        .keys("<enter>")
        .sees(&model_is("Anthropic (API Key)", "claude-next"));
    let stored = screen.stored("anthropic-api");
    assert_eq!(stored["defaultModel"], "claude-next");
    assert_eq!(stored["models"][3], "claude-next");
    screen.keys("u").sees("  ▸Opus 4.6  ");
    assert_eq!(screen.stored("anthropic-api")["models"][3], json!(null));
}

#[test]
fn thinking_has_six_levels_and_the_old_word_is_the_middle_one() {
    let mut screen = Screen::demo();
    screen.keys("0ll<enter>").sees(&format!("{} ─", messages::default_title("Thinking")));
    for level in ["No Thinking", "Low", "Medium", "High", "Extra High", "Max"] {
        screen.sees(level);
    }
    screen
        .keys("extra<enter>")
        .sees(&done(&edits::thinking_sentence("Extra High", StateChange::Changed)))
        .file(|json| assert_eq!(json["defaultThinkingLevel"], "xhigh"));
    let mut old = Screen::demo();
    old.outside_json(|json| json["defaultThinkingLevel"] = "think".into()).sees("   Medium ");
    let before = old.bytes();
    old.keys("0ll<enter><enter>").sees(&edits::thinking_sentence("Medium", StateChange::Unchanged));
    assert_eq!(old.bytes(), before);
}

#[test]
fn a_level_of_another_version_is_shown_as_it_is() {
    Screen::demo()
        .outside_json(|json| json["defaultThinkingLevel"] = "ultra".into())
        .sees(&format!("   {}", messages::unknown_level("ultra", "Medium")));
}

#[test]
fn dangling_default_names_the_replacement() {
    Screen::demo()
        .outside_json(|json| json["defaultLlmConnection"] = "gone".into())
        .keys("0")
        .sees(&new_chats("!▸", &messages::default_not_found("Anthropic (API Key)", "gone")));
}

#[test]
fn the_switches_are_turned_by_enter_space_and_a_click_on_their_box() {
    let mut screen = Screen::demo();
    let (before, switch) = (screen.bytes(), Switch::ExtendedContext);
    screen
        .keys("3<enter>")
        .sees(&format!("[x] {}", switch.label()))
        .sees(&done(&edits::switch_sentence(switch.label(), "on", StateChange::Changed)));
    screen.file(|json| assert_eq!(json["enable1MContext"], true));
    screen.keys("j<space>").sees("[ ] Extended prompt cache");
    screen.file(|json| assert_eq!(json["extendedPromptCache"], false));
    screen.click("[ ] Extended prompt");
    screen.file(|json| assert_eq!(json["extendedPromptCache"], true));
    screen.click("Extended Context").selected("Extended Context");
    screen.file(|json| {
        assert_eq!(json["enable1MContext"], true, "a click beside the box selects");
    });
    screen.keys("uuu");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn no_letter_of_a_connection_does_anything_on_another_row() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    for rows in ["0", "0l", "2", "3"] {
        screen.keys(rows).keys("dsrcyEm").keys("<esc>");
        assert!(screen.request().is_none());
    }
    assert_eq!(screen.bytes(), before);
}

#[test]
fn clearing_the_filter_restores_the_selection_on_any_row() {
    for row in ["3", "0", "0l", "2", "2jl", "G"] {
        let mut screen = Screen::demo();
        screen.keys(row);
        let before = screen.text();
        screen.keys("/zzzz").keys("<esc>");
        assert_eq!(screen.text(), before, "{row}");
    }
}

#[test]
fn choice_applies_to_the_connection_the_list_was_opened_for() {
    let mut screen = Screen::demo();
    let groq = screen.stored("groq");
    screen
        .keys("0l<enter>")
        .outside_json(|json| json["defaultLlmConnection"] = "groq".into())
        .keys("haiku<enter>")
        .sees(&done(&model_is("Anthropic (API Key)", "claude-haiku-4-5")));
    assert_eq!(screen.stored("groq"), groq);
    let conflict = Refusal::Conflict(vec!["defaultThinkingLevel".to_owned()]).to_string();
    let mut screen = Screen::demo();
    screen
        .keys("0ll<enter>")
        .outside_json(|json| json["defaultThinkingLevel"] = "low".into())
        .keys("max<enter>")
        .reads(&capitalized(&conflict));
}

#[test]
fn exact_id_is_picked_before_longer_matches() {
    let list = json!([{"slug": "a", "name": "A", "providerType": "pi", "piAuthProvider": "openai", "authType": "api_key", "createdAt": 1}]);
    let mut screen = Screen::with(&list);
    screen.keys("0l<enter>").keys("gpt-5<enter>");
    assert_eq!(screen.stored("a")["defaultModel"], "pi/gpt-5");
}

#[test]
fn a_switch_that_the_wheel_scrolled_away_is_shown_before_enter_turns_it() {
    let mut screen = Screen::demo();
    screen.keys("3G");
    let before = screen.bytes();
    screen.wheel("Extended Context", -20).sees_not("▌").keys("<enter>");
    screen.selected(Switch::TokenOptimization.label());
    assert_eq!(screen.bytes(), before);
}
