//! ctrl-c over changes that are not saved.

use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;

use crate::screen::harness::Screen;
use crate::support::titles::titled;

fn quits(screen: &mut Screen) -> bool {
    matches!(screen.request(), Some(TerminalRequest::Quit))
}

/// What is opened by some keys, what changes it, and what must still stand there after the
/// question.
const CHANGED: [(&str, &str, &str); 4] = [
    ("e", "!", "Anthropic (API Key)!"),
    ("r", "!", "Anthropic (API Key)!"),
    ("E<esc>/ollama<enter>e", "!", "Ollama!"),
    ("/ollama<enter>r", "!", "Ollama!"),
];

#[test]
fn quit_without_changes_is_immediate() {
    for (open, ..) in CHANGED {
        let mut screen = Screen::demo();
        screen.keys(open);
        let _ = screen.request();
        screen.keys("<c-c>");
        assert!(quits(&mut screen), "{open}");
    }
}

#[test]
fn quit_over_changes_asks_and_keeps_them() {
    for (open, change, stays) in CHANGED {
        let mut screen = Screen::demo();
        screen.keys(open);
        let _ = screen.request();
        screen
            .keys(change)
            .keys("<c-c>")
            .sees(messages::DISCARD_CHANGES)
            .sees(messages::CHANGES_NOT_SAVED);
        // The marked button is the one that keeps them.
        screen.keys("<enter>").sees_not(messages::DISCARD_CHANGES).sees(stays);
        screen.keys("<c-c>").keys("<esc>").sees(stays);
        assert!(screen.request().is_none(), "{open}");
        screen.keys("<c-c>y");
        assert!(quits(&mut screen), "{open}");
    }
}

#[test]
fn same_key_again_quits() {
    let mut screen = Screen::demo();
    screen.keys("e").keys("!").keys("<c-c><c-c>");
    assert!(quits(&mut screen));
}

#[test]
fn quit_asks_under_another_layer_too() {
    let mut screen = Screen::demo();
    screen.keys("e").keys("!").keys("<f1>").sees(&titled(messages::KEYS));
    screen.keys("<c-c>").sees(messages::DISCARD_CHANGES);
    assert!(screen.request().is_none());
    // Also over the question of esc, which only closes the form.
    let mut screen = Screen::demo();
    screen.keys("e").keys("!").keys("<esc><c-c>").sees(messages::DISCARD_AND_QUIT);
    assert!(screen.request().is_none());
}

#[test]
fn quit_asks_over_changed_models() {
    let mut screen = Screen::demo();
    screen.keys("/ollama<enter>e").field("Models").keys("<enter>a").keys("new-model");
    screen.keys("<c-c>").sees(messages::DISCARD_CHANGES).keys("n").sees("new-model");
    screen.keys("<enter><c-c>").sees(messages::DISCARD_CHANGES);
    assert!(screen.request().is_none());
}
