//! What is around the layers: the header, the status line, the footer, and the list of keys.

use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::label_of;
use crate::support::titles::{title_of_editing, titled};

/// The line above the footer.
fn status(screen: &Screen) -> String {
    screen.lines()[22].clone()
}

#[test]
fn toast_has_its_own_line_and_moves_no_row() {
    let mut screen = Screen::demo();
    let rows = |screen: &Screen| screen.lines()[2..22].join("\n");
    assert_eq!(status(&screen).trim(), "");
    screen.keys("jj");
    let before = rows(&screen);
    screen.keys("y").sees(" · ");
    assert_ne!(status(&screen).trim(), "");
    assert_eq!(rows(&screen), before);
}

#[test]
fn undo_beside_the_toast_can_be_clicked() {
    let mut screen = Screen::demo();
    let before = screen.json();
    screen.keys("jd");
    assert!(status(&screen).ends_with(" u undo "), "{}", status(&screen));
    assert_ne!(screen.json(), before);
    screen.click("u undo").sees("Undone");
    assert_eq!(screen.json(), before);
    screen.sees_not("u undo");
}

#[test]
fn undo_is_offered_only_where_its_key_undoes() {
    let mut screen = Screen::demo();
    screen.keys("jd").sees("u undo").keys("/").sees_not("u undo").keys("<esc>").sees("u undo");
}

#[test]
fn an_error_takes_two_lines_at_most_and_the_rest_can_be_read() {
    let mut screen = Screen::demo();
    let whole = screen.bytes();
    screen.outside(|path| std::fs::write(path, &whole[..whole.len() / 2]).expect("written"));
    let lines = screen.lines();
    let first = lines.iter().position(|line| line.contains(messages::CONFIG_UNUSABLE));
    assert_eq!(first, Some(21), "{}", screen.text());
    assert!(lines[22].ends_with(" F2 more  esc dismiss "), "{}", lines[22]);
    screen.sees_not("press R to restore").click("F2 more").sees(&titled(messages::MESSAGE));
    let advice = messages::repair_config(Some(("E".to_owned(), "R".to_owned())));
    screen.reads(&advice).keys("<esc>").sees_not(&titled(messages::MESSAGE));
    screen.keys("<f2>").reads(&advice).keys("<esc>");
    screen.click("esc dismiss").sees_not(messages::CONFIG_UNUSABLE);
}

#[test]
fn a_click_on_a_hint_does_what_its_key_does() {
    let mut screen = Screen::demo();
    screen.keys("j").click("d default");
    assert_eq!(screen.json()["defaultLlmConnection"], "bedrock-env");
    screen.click("m menu").sees(messages::RENAME).click("esc close").sees_not(messages::RENAME);
    screen
        .click("enter edit")
        .sees(&titled(&title_of_editing()))
        .click("esc cancel")
        .sees_not(&titled(&title_of_editing()));
}

#[test]
fn the_header_counts_the_problems_and_opens_them() {
    let mut screen = Screen::demo();
    assert!(screen.lines()[0].ends_with("  p problems "));
    screen.click("p problems").sees(&titled(messages::PROBLEMS));
    Screen::with(&json!([{"slug": "a", "name": "A", "providerType": "pi_compat",
        "authType": "none", "baseUrl": "http://localhost:1",
        "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m",
        "createdAt": 1}]))
    .sees_not("p problems");
}

#[test]
fn under_a_layer_the_header_opens_nothing_else() {
    let mut screen = Screen::demo();
    screen
        .keys("e")
        .click("p problems")
        .sees_not(&titled(messages::PROBLEMS))
        .sees_not(&titled(&title_of_editing()));
}

#[test]
fn typing_filters_the_keys_and_enter_runs_one() {
    let mut screen = Screen::demo();
    screen.keys("j?defa<enter>").sees_not(&titled(messages::KEYS));
    assert_eq!(screen.json()["defaultLlmConnection"], "bedrock-env");
    screen.keys("?history<enter>").sees(&titled(messages::HISTORY)).keys("<esc>");
    screen
        .keys("?no such thing")
        .sees(messages::NOTHING_MATCHES)
        .keys("<enter><esc>")
        .sees_not(&titled(messages::KEYS));
}

#[test]
fn a_key_that_is_typed_is_found_first() {
    let mut screen = Screen::demo();
    screen.keys("?V").selected_block(label_of(Action::ValidateAll));
}

#[test]
fn key_list_shows_the_keys_of_the_context() {
    let mut screen = Screen::demo();
    screen.keys("e<f1>").sees("save").sees_not("duplicate it");
    screen.keys("cancel<enter>").sees_not(&titled(&title_of_editing()));
    screen.keys("?").sees("duplicate it").sees_not("next field");
}

#[test]
fn a_click_runs_a_key_of_the_list() {
    let mut screen = Screen::demo();
    screen.keys("?undo").keys("<esc>jd").keys("?undo").click("│▌u").sees(&titled(messages::KEYS));
    screen.click("▌u").sees("Undone");
}
