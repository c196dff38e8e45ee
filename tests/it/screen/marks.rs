//! How the screen looks beyond its letters: signs, colors, what is dim and what is highlighted.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::tui::app::Options;
use llm_connections::tui::{Marks, messages};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::screen::harness::{COLOR, Screen, copy_demo};
use crate::screen::seen::default_is;

/// What opens every layer, and the page in several states.
const OPENED: [&str; 19] = [
    "",
    "/open",
    "jd",
    "v",
    "jm",
    "jms",
    "e",
    "acustom<enter><c-s>",
    "e<down><down><down>key",
    "e<down><down><down><down><down><enter>",
    "e<c-t>",
    "a",
    "x",
    "r",
    "?",
    "jdsuh",
    "i",
    "p",
    "g<enter>",
];

fn in_ascii(keys: &str) -> Screen {
    let mut screen = Screen::prepared(Options { marks: Marks::Ascii, ..COLOR }, copy_demo);
    screen.keys(keys);
    screen
}

#[test]
fn a_terminal_without_unicode_gets_only_ascii() {
    for keys in OPENED {
        let screen = in_ascii(keys);
        for cell in screen.buffer().content() {
            assert!(cell.symbol().is_ascii(), "{} after {keys}:\n{}", cell.symbol(), screen.text());
        }
    }
}

#[test]
fn ascii_marks_match_the_unicode_marks() {
    in_ascii("e").sees("+ Edit \"").sees("|>Name  ");
    let sends = messages::sends_item(Some(MidStream::Steer));
    in_ascii("jm").sees("|>Rename").sees(&format!("{sends}  s > |"));
    let default = default_is("Bedrock (environment)").replace(['“', '”'], "\"");
    in_ascii("jd").sees(&format!("+ {default}"));
    in_ascii("").resize(40, 24).sees("...");
    in_ascii("p").sees("! Together").sees("#");
}

/// Whether a character is part of a word.
fn is_word(symbol: &str) -> bool {
    symbol.chars().all(char::is_alphanumeric)
}

#[test]
fn words_have_the_terminals_own_colors() {
    for keys in OPENED {
        let mut screen = Screen::demo();
        screen.resize(120, 30).keys(keys);
        for cell in screen.buffer().content().iter().filter(|cell| is_word(cell.symbol())) {
            let colors = (cell.fg, cell.bg);
            assert_eq!(colors, (Color::Reset, Color::Reset), "{keys}:\n{}", screen.text());
        }
    }
}

/// The columns of each line that are highlighted.
fn highlighted(buffer: &Buffer) -> Vec<Vec<u16>> {
    let is_lit = |x, y| buffer[(x, y)].modifier.contains(Modifier::REVERSED);
    let columns = |y| (0..buffer.area.width).filter(|x| is_lit(*x, y)).collect::<Vec<_>>();
    (0..buffer.area.height).map(columns).filter(|line| !line.is_empty()).collect()
}

#[test]
fn selected_row_is_highlighted_across_without_dim_text() {
    for (keys, lines) in [
        ("a", 1),
        ("?", 1),
        ("e", 1),
        ("g<enter>", 1),
        ("e<down><down><down><down><down><enter>", 1),
        ("jdh", 3),
        ("p", 3),
    ] {
        let mut screen = Screen::demo();
        screen.keys(keys);
        let found = highlighted(screen.buffer());
        assert_eq!(found.len(), lines, "{keys}:\n{}", screen.text());
        // A bar stands in the first column inside of the frame.
        for line in found {
            assert_eq!(line, (2..79).collect::<Vec<_>>(), "{keys}");
        }
        for cell in screen.buffer().content() {
            let both = Modifier::REVERSED | Modifier::DIM;
            assert!(!cell.modifier.contains(both), "{keys}");
        }
    }
}

#[test]
fn an_item_of_a_menu_is_highlighted_across_it() {
    let mut screen = Screen::demo();
    screen.keys("jm");
    let (left, right) = (screen.place_of("┌").x, screen.place_of("┐").x);
    assert_eq!(highlighted(screen.buffer()), [(left + 2..right).collect::<Vec<_>>()]);
}

#[test]
fn screen_behind_a_layer_is_dim_without_slivers() {
    for keys in ["x", "r", "a", "e", "e<down><down><down><down><down><enter>", "jm"] {
        let mut screen = Screen::demo();
        screen.resize(120, 40).keys(keys);
        let (top, bottom) = (screen.place_of("┌"), screen.place_of("└"));
        let right = screen.place_of("┐").x;
        for y in 1..38 {
            for x in (0..120).filter(|x| !(top.x..=right).contains(x)) {
                let cell = &screen.buffer()[(x, y)];
                let is_blank = cell.symbol() == " ";
                assert!(is_blank || cell.modifier == Modifier::DIM, "{keys}:\n{}", screen.text());
                let is_beside = (top.y..=bottom.y).contains(&y) && keys != "jm";
                assert!(is_blank || !is_beside, "{keys}:\n{}", screen.text());
            }
        }
    }
}

#[test]
fn only_the_top_layer_has_a_frame_and_on_a_narrow_screen_all_columns() {
    for keys in ["e", "e<down><down><down><down><down><enter>", "x", "r", "a", "?", "p", "i"] {
        for (width, height) in [(80, 24), (60, 20), (99, 30)] {
            let mut screen = Screen::demo();
            screen.resize(width, height).keys(keys);
            let corners: Vec<_> = screen.places_of("┌").iter().map(|at| at.x).collect();
            assert_eq!(corners, [0], "{keys} at {width}:\n{}", screen.text());
            assert_eq!(screen.place_of("┐").x, width - 1, "{keys}");
        }
    }
}

#[test]
fn details_stand_behind_a_line_and_in_no_box() {
    let mut screen = Screen::demo();
    screen.resize(120, 80).sees("│ Anthropic (API Key)").sees_not("┌").sees_not("┐");
    for at in screen.places_of("│ ") {
        assert_eq!(screen.buffer()[(at.x, at.y)].modifier, Modifier::DIM);
    }
}
