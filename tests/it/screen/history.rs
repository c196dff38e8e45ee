//! What was edited in this run, and the way back to how things were.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages::{self as edits, StateChange};
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::mode_is;

/// What the last of the edits is called.
fn thinking_is_max() -> String {
    edits::override_sentence("My Workspace", Setting::Thinking, "Max", StateChange::Changed)
}

/// Four edits: the default, a mode, a name, a workspace's own setting.
fn edited() -> Screen {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>d").keys("s").keys("r at home<enter>");
    screen.keys("<esc>2<right><right><enter>max<enter>");
    screen
}

#[test]
fn history_lists_every_edit_with_paths_and_values_of_any_file() {
    edited()
        .resize(100, 30)
        .keys("1h")
        .sees(&thinking_is_max())
        .sees("~/workspaces/my-workspace: defaults.thinkingLevel")
        .sees(&messages::value_added("max"))
        .sees("llmConnections[ollama].name")
        .sees(&messages::value_changed("Ollama", "Ollama at home"))
        .sees(&messages::value_changed("anthropic-api", "ollama"));
}

#[test]
fn enter_undoes_an_edit_with_all_later_ones_and_redoes_them() {
    let mut screen = edited();
    let after = screen.bytes();
    screen.resize(100, 30).keys("1h").selected_block(&thinking_is_max());
    screen.keys("jj").selected_block(&mode_is("Ollama", MidStream::Queue)).keys("<enter>");
    screen.sees(&messages::undone_several(3));
    assert_eq!(screen.places_of(messages::UNDONE).len(), 3);
    assert_eq!(screen.stored("ollama")["name"], "Ollama");
    assert!(screen.stored("ollama").get("midStreamBehavior").is_none());
    screen.file(|json| assert_eq!(json["defaultLlmConnection"], "ollama"));
    screen.keys("g<enter>").sees_not(messages::UNDONE);
    assert_eq!(screen.bytes(), after);
}

#[test]
fn double_click_acts_like_enter() {
    let mut screen = edited();
    screen.resize(100, 30).keys("1h").double_click("Renamed “Ollama”");
    assert_eq!(screen.places_of(messages::UNDONE).len(), 2);
    assert_eq!(screen.stored("ollama")["name"], "Ollama");
}

#[test]
fn overtaken_edit_closes_the_history_and_is_reported() {
    let mut screen = edited();
    screen.outside_json(|json| {
        let list = json["llmConnections"].as_array_mut().expect("a list");
        let found = list.iter_mut().find(|c| c["slug"] == "ollama").expect("there");
        found["name"] = json!("Theirs");
    });
    screen.resize(100, 30).keys("1hG<enter>");
    screen.reads(&messages::not_undone(true, &["llmConnections[ollama].name".to_owned()]));
    assert_eq!(screen.places_of(messages::UNDONE).len(), 1);
    screen.file(|json| assert_eq!(json["defaultLlmConnection"], "ollama"));
    assert_eq!(screen.stored("ollama")["name"], "Theirs");
}

#[test]
fn empty_history_is_explained_and_closed_by_enter() {
    Screen::demo().keys("h").sees(messages::NO_EDITS).keys("<enter>").sees_not(messages::NO_EDITS);
}

#[test]
fn overtaken_edit_leaves_earlier_edits_untouched() {
    let mut screen = edited();
    screen.outside_json(|json| {
        let list = json["llmConnections"].as_array_mut().expect("a list");
        let found = list.iter_mut().find(|c| c["slug"] == "ollama");
        found.expect("there")["name"] = json!("Theirs");
    });
    screen.resize(100, 30).keys("1hj<enter>");
    screen.reads(&messages::not_undone(true, &["llmConnections[ollama].name".to_owned()]));
    let before = screen.bytes();
    screen.keys("<enter>").sees(messages::NOTHING_TO_UNDO_THERE);
    assert_eq!(screen.bytes(), before);
    assert_eq!(screen.stored("ollama")["midStreamBehavior"], "queue");
}
