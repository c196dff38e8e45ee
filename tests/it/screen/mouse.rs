//! Buttons held, moved and let go of; scrollbars.

use crossterm::event::{MouseButton, MouseEventKind};
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::tui::messages;
use ratatui::layout::Position;

use crate::screen::harness::Screen;
use crate::support::titles::title_of_renaming;

#[test]
fn press_drag_release_chooses_in_the_menu() {
    let mut screen = Screen::demo();
    screen.resize(80, 40);
    let row = screen.place_of("Bedrock (IAM)");
    screen.mouse(MouseEventKind::Down(MouseButton::Right), row);
    let item = screen.place_of(messages::SET_AS_DEFAULT);
    screen
        .mouse(MouseEventKind::Drag(MouseButton::Right), item)
        .selected_block(messages::SET_AS_DEFAULT)
        .mouse(MouseEventKind::Up(MouseButton::Right), item)
        .sees_not(messages::RENAME);
    assert_eq!(screen.json()["defaultLlmConnection"], "bedrock-iam");
}

#[test]
fn button_released_on_its_press_position_keeps_the_menu_open() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    let row = screen.resize(80, 40).place_of("Bedrock (IAM)");
    screen.right_click_at(row).sees(messages::SET_AS_DEFAULT);
    let beside = Position { x: 0, y: 39 };
    screen.keys("<esc>").drag(MouseButton::Right, row, beside).sees(messages::SET_AS_DEFAULT);
    assert_eq!(screen.bytes(), before);
}

#[test]
fn press_released_elsewhere_does_nothing() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.resize(80, 40).keys("jm");
    let (rename, edge) = (screen.place_of(messages::RENAME), screen.place_of("└"));
    let default = screen.place_of(messages::SET_AS_DEFAULT);
    screen.drag(MouseButton::Left, default, edge).sees(messages::RENAME);
    screen.drag(MouseButton::Left, default, rename).sees(&title_of_renaming());
    assert_eq!(screen.bytes(), before);
}

#[test]
fn pointer_is_tracked_only_in_a_menu() {
    let mut screen = Screen::demo();
    assert!(!screen.follows_the_pointer());
    screen.resize(80, 40).keys("jm");
    assert!(screen.follows_the_pointer());
    let at = screen.place_of(messages::DELETE);
    screen.mouse(MouseEventKind::Moved, at).selected_block(messages::DELETE);
    let queue = format!("{} │", MidStream::Queue.label());
    let at = screen.place_of(messages::sends_item(None));
    screen.mouse(MouseEventKind::Moved, at).sees(&queue);
    let at = screen.place_of("Duplicate     ");
    screen.mouse(MouseEventKind::Moved, at).sees_not(&queue);
    screen.keys("<esc>");
    for key in ["e", "a", "?", "i", "p"] {
        screen.keys(key);
        assert!(!screen.follows_the_pointer(), "{key}");
        screen.keys("<esc>");
    }
}

#[test]
fn a_scrollbar_is_dragged_to_either_end() {
    for (keys, first) in [("?", "edit it"), ("a", "OpenRouter "), ("p", "Duplicate slug")] {
        let mut screen = Screen::demo();
        screen.keys(keys).sees(first);
        let top = screen.places_of("┃").into_iter().find(|at| at.x == 79).expect("a scrollbar");
        screen.drag(MouseButton::Left, top, Position { x: 79, y: 23 }).sees_not(first);
        let thumb = screen.places_of("┃").pop().expect("a scrollbar");
        screen.drag(MouseButton::Left, thumb, Position { x: 79, y: 0 }).sees(first);
    }
}

#[test]
fn click_on_the_scrollbar_scrolls_without_selecting() {
    let mut screen = Screen::demo();
    screen.sees("Bedrock (environment)").selected("Anthropic (API Key)");
    let end = screen.places_of("│").into_iter().rfind(|at| at.x == 79).expect("a scrollbar");
    screen.click_at(end).sees("[ ] Token Optimization (RTK)").sees_not("Bedrock (environment)");
    screen.keys("<enter>").selected("Anthropic (API Key)");
}

#[test]
fn details_have_a_scrollbar_of_their_own() {
    let mut screen = Screen::demo();
    screen.resize(140, 16).keys("i").sees("Slug             anthropic-api");
    let end = screen.places_of("│").into_iter().rfind(|at| at.x == 139).expect("a scrollbar");
    screen.click_at(end).sees_not("Slug             anthropic-api").sees("Bedrock (IAM)");
}
