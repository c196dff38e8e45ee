//! What the page does with its room: free lines, a section that has nothing, hints.

use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;

fn one() -> Screen {
    Screen::with(
        &json!([{"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions"},
        "models": ["m"], "defaultModel": "m", "createdAt": 1}]),
    )
}

fn selects(screen: &mut Screen, text: &str) {
    let line = screen.lines().swap_remove(screen.selected_line());
    assert!(line.contains(text), "{}", screen.text());
}

fn line_before(screen: &Screen, title: &str) -> String {
    let lines = screen.lines();
    let at = lines.iter().position(|line| line.contains(title));
    lines[at.expect("the title is in view") - 1].trim().to_owned()
}

#[test]
fn sections_stand_apart_only_where_all_rows_and_the_free_lines_fit() {
    let mut screen = one();
    for (height, is_apart) in [(24, true), (14, false), (24, true), (16, true)] {
        screen.resize(60, height);
        let before = line_before(&screen, messages::PERFORMANCE);
        assert_eq!(before.is_empty(), is_apart, "{height}: {}", screen.text());
    }
    // A step goes past them.
    selects(screen.keys("1jj"), "[ ] Extended Context");
    selects(screen.keys("k"), messages::ADD_ROW);
}

#[test]
fn empty_workspace_section_is_explained_and_keeps_its_number() {
    let mut screen = one();
    screen.sees(messages::WORKSPACES).sees(messages::NO_WORKSPACES).sees(messages::PERFORMANCE);
    selects(screen.sees_not("THINKING").keys("3"), "[ ] Extended Context");
    let before = screen.selected_line();
    screen.keys("2").sees(&format!("· {}", messages::NO_WORKSPACES));
    assert_eq!(screen.selected_line(), before);
}

#[test]
fn cells_name_the_keys_that_move_between_them() {
    let mut screen = Screen::demo();
    screen.keys("0").sees("← → cell").keys("2").sees("← → cell").keys("1").sees_not("← → cell");
}

#[test]
fn the_wheel_changes_neither_the_selection_nor_its_hints() {
    let mut screen = Screen::demo();
    screen.resize(80, 14).keys("1");
    let footer = |screen: &Screen| screen.lines().last().cloned();
    let before = footer(&screen);
    screen.wheel("CONNECTIONS", 4);
    assert_eq!(footer(&screen), before, "{}", screen.text());
    screen.wheel("CONNECTIONS", -4);
    selects(&mut screen, "●");
}

#[test]
fn narrow_message_keeps_hints_and_the_new_chats_label() {
    let mut screen = Screen::demo();
    screen.resize(40, 12).sees(" New ").keys("js").sees("u undo").sees("q quit");
}

#[test]
fn modes_are_explained_in_list_keys_and_details() {
    let mut screen = Screen::demo();
    screen.keys("S").sees("waits until the answer is done").keys("<esc>");
    screen.keys("?steer").sees("steer (redirect the answer) / queue (wait)").keys("<esc>");
    screen.resize(140, 60).keys("/claude max<enter>");
    screen.reads("Steer immediately: redirects the running answer (stored)");
}

#[test]
fn unset_mode_is_called_crafts_provider_default() {
    let mut screen = Screen::with(&json!([{"slug": "a", "name": "A", "providerType": "anthropic",
        "authType": "oauth", "createdAt": 1}]));
    screen.resize(140, 60);
    screen.reads(
        "Queue until ready: waits until the answer is done (Craft's default for Anthropic Subscription)",
    );
}

#[test]
fn the_list_of_keys_finds_words_and_not_letters_that_stand_apart() {
    let mut screen = Screen::demo();
    screen.keys("?undo").sees("undo").sees_not("duplicate it").keys("<esc>");
    screen.keys("?dupl").selected_block("duplicate it").keys("<esc>");
    screen.keys("?d").selected_block("make it the default").keys("<esc>");
    screen.keys("?dpc").sees(messages::NOTHING_MATCHES);
}
