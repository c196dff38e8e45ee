//! Every layer at sizes at which nothing can be read any more.

use crossterm::event::{MouseButton, MouseEventKind};
use llm_connections::settings::connection::field_errors::is_missing;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::tui::messages;
use ratatui::layout::Position;

use crate::screen::harness::Screen;
use crate::support::titles::{title_of_models, title_of_renaming, titled};

/// Every layer by the keys that open it on the page, and what it shows where there is room.
fn layers() -> [(&'static str, String); 24] {
    [
        ("", "enter edit"),
        ("/open", "/open"),
        ("jm", &format!("{}  s ▸", messages::sends_item(Some(MidStream::Steer)))),
        ("jms", &format!("{} │", MidStream::Queue.label())),
        ("e", &messages::edit_title("Anthropic (API Key)")),
        ("acustom<enter><c-s>", &is_missing("Endpoint")),
        ("e<down><down><down><down><down><enter>", &title_of_models()),
        ("e<down><down><down>key<c-r>", "▌API key           key"),
        ("e<down><down><down><down><down><enter><enter>", "enter keep"),
        ("e<c-t>", &messages::validation_of(Some("Anthropic (API Key)"))),
        ("e<down><down><down><down><down><enter>f", &messages::models_at("api.anthropic.com")),
        ("v", "Nobody is asked here"),
        ("a", messages::TYPE_TO_FILTER),
        ("x", "Delete (y)"),
        ("r", &title_of_renaming()),
        ("?", &titled(messages::KEYS)),
        ("jdsuh", messages::UNDONE),
        ("i", "┌ Details"),
        ("p", &titled(messages::PROBLEMS)),
        ("0<enter>", &format!("{} ─", messages::default_title("Connection"))),
        ("2<right>", "My Workspace  –                      ▸–"),
        ("2ll<enter>", &messages::override_title("Thinking", "My Workspace")),
        ("2jji", &messages::not_found("azure-eu")),
        ("3G", "▌   [ ] Token Optimization (RTK)"),
    ]
    .map(|(keys, shown)| (keys, shown.to_owned()))
}

/// Presses what leaves a layer open, and the mouse in its middle and beside it.
fn play(screen: &mut Screen, width: u16, height: u16) {
    screen.keys("<down><right><up><left><end><pgdn><pgup><home>").paste("日本x");
    for at in [(width / 2, height / 2), (width, height)].map(Position::from) {
        for kind in [MouseEventKind::ScrollDown, MouseEventKind::Down(MouseButton::Left)] {
            screen.mouse(kind, at);
        }
    }
}

#[test]
fn every_layer_is_drawn_at_every_tiny_size() {
    for (keys, shown) in layers() {
        let mut screen = Screen::demo();
        screen.keys(keys);
        for height in 0..=8 {
            for width in (0..=10).chain((14..=30).step_by(4)) {
                screen.resize(width, height).draw();
            }
        }
        screen.resize(80, 24).sees(&shown);
    }
}

#[test]
fn every_layer_is_opened_and_used_at_every_tiny_size() {
    for (keys, _) in layers() {
        let mut screen = Screen::demo();
        for height in [0, 1, 2, 3, 5, 8] {
            for width in (0..=30).step_by(5) {
                screen.resize(width, height).keys(keys);
                play(&mut screen, width, height);
                // Out of whatever is open by now, and of what was typed there.
                screen.keys("<esc>y<esc>y<esc>y<esc>");
            }
        }
        // It still answers.
        screen.resize(80, 24).keys("<esc>?").sees(&titled(messages::KEYS));
    }
}

#[test]
fn smaller_terminal_than_reported_is_drawn_as_far_as_possible() {
    for (keys, _) in layers() {
        for (width, height) in [(120, 40), (80, 24)] {
            let mut screen = Screen::demo();
            screen.resize(width, height).keys(keys);
            for (narrow, low) in [(20, 5), (1, 1), (0, 0), (60, 15), (200, 60)] {
                screen.draw_at(narrow, low);
            }
        }
    }
}
