//! Every layer at sizes at which nothing can be read any more.

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::screen::harness::Screen;

/// Every layer by the keys that open it on the page, and what it shows where there is room.
const LAYERS: [(&str, &str); 24] = [
    ("", "enter edit"),
    ("/open", "/open"),
    ("jm", "Mid-stream sends: steer  s ▸"),
    ("jms", "Queue until ready │"),
    ("e", "Edit “Anthropic"),
    ("acustom<enter><c-s>", "Endpoint is missing"),
    ("e<down><down><down><down><down><enter>", "Models of “"),
    ("e<down><down><down>key<c-r>", "▌API key           key"),
    ("e<down><down><down><down><down><enter><enter>", "enter keep"),
    ("e<c-t>", "Test “Anthropic"),
    ("e<down><down><down><down><down><enter>f", "Models of api.anthropic.com"),
    ("v", "Nobody is asked here"),
    ("a", "type to filter"),
    ("x", "Delete (y)"),
    ("r", "Rename “"),
    ("?", "┌ Keys"),
    ("jdsuh", "  undone"),
    ("i", "┌ Details"),
    ("p", "┌ Problems"),
    ("0<enter>", "Default connection ─"),
    ("2<right>", "My Workspace  –                      ▸–"),
    ("2ll<enter>", "Thinking of “My Workspace”"),
    ("2jji", "azure-eu not found"),
    ("3G", "▌   [ ] Token Optimization (RTK)"),
];

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
    for (keys, shown) in LAYERS {
        let mut screen = Screen::demo();
        screen.keys(keys);
        for height in 0..=8 {
            for width in 0..=30 {
                screen.resize(width, height).draw();
            }
        }
        screen.resize(80, 24).sees(shown);
    }
}

#[test]
fn every_layer_is_opened_and_used_at_every_tiny_size() {
    for (keys, _) in LAYERS {
        let mut screen = Screen::demo();
        for height in 0..=8 {
            for width in (0..=30).step_by(3) {
                screen.resize(width, height).keys(keys);
                play(&mut screen, width, height);
                // Out of whatever is open by now, and of what was typed there.
                screen.keys("<esc>y<esc>y<esc>y<esc>");
            }
        }
        // It still answers.
        screen.resize(80, 24).keys("<esc>?").sees("┌ Keys");
    }
}

#[test]
fn a_terminal_that_is_smaller_than_was_told_yet_is_drawn_on_as_far_as_it_goes() {
    for (keys, _) in LAYERS {
        for (width, height) in [(120, 40), (80, 24)] {
            let mut screen = Screen::demo();
            screen.resize(width, height).keys(keys);
            for (narrow, low) in [(20, 5), (1, 1), (0, 0), (60, 15), (200, 60)] {
                screen.draw_at(narrow, low);
            }
        }
    }
}
