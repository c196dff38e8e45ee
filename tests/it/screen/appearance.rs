//! How the screen takes odd text, odd terminals and the passing of time.

use std::time::Duration;

use llm_connections::tui::app::Options;
use llm_connections::tui::keymap::Action;
use llm_connections::tui::messages;
use ratatui::style::Color;
use serde_json::json;

use crate::screen::harness::{COLOR, Screen, copy_demo};
use crate::screen::seen::{before_name, default_is, label_of, warned};
use crate::support::titles::{title_of_editing, titled};

#[test]
fn wide_combining_and_control_characters_keep_the_columns_straight() {
    let named = |slug: &str, name: &str| json!({"slug": slug, "name": name, "providerType": "pi", "authType": "none", "createdAt": 1});
    let mut screen = Screen::with(&json!([
        named("plain", "Plain"),
        named("wide", "日本語の接続"),
        named("long", "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語"),
        named("combining", "e\u{301}e\u{301} accents"),
        named("emoji", "👩\u{200d}💻 at work"),
        named("control", "a\u{1b}[31mb\u{7}c\td\ne"),
        named("turned", "abc \u{202e}fed"),
    ]));
    for (width, height) in [(80, 30), (60, 28), (100, 36)] {
        screen.resize(width, height).sees("日本語の接続");
        let modes: Vec<_> = screen.places_of("  steer").iter().map(|at| at.x).collect();
        assert_eq!(modes.len(), 7);
        assert!(modes.iter().all(|x| *x == modes[0]), "{modes:?}\n{}", screen.text());
    }
    screen
        .resize(80, 24)
        .click("日本語の")
        .keys("m")
        .sees("│▌Rename                     r │")
        .keys("<esc>e");
    let edge = screen.place_of("┐").x;
    screen.keys("日本<left>!").sees("日!本");
    for at in screen.places_of("│").into_iter().filter(|at| at.x > 70) {
        assert_eq!(at.x, edge, "the frame is straight");
    }
}

#[test]
fn terminal_control_characters_are_shown_as_marks() {
    let name = "a\u{1b}[31mb\u{7}c\tde\u{202e}f";
    let list = json!([{"slug": "a", "name": name, "providerType": "later", "authType": "none", "createdAt": 1}]);
    let marked = "a\u{fffd}[31mb\u{fffd}c\u{fffd}de\u{fffd}f";
    for keys in ["", "i", "e", "r", "x", "y", "sh"] {
        Screen::with(&list).keys(keys).sees(marked);
    }
}

#[test]
fn terminal_without_colors_shows_the_same_text_without_color() {
    let opened =
        ["", "m", "ml", "e", "r", "x", "a", "h", "i", "?", "/open", "/open<enter>", "d", "jd"];
    for keys in opened {
        let mut plain = Screen::colorless();
        plain.keys(keys);
        for cell in plain.buffer().content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
        }
        assert_eq!(plain.text(), Screen::demo().keys(keys).text());
    }
    let colored = Screen::demo();
    assert!(colored.buffer().content().iter().any(|cell| cell.fg != Color::Reset));
}

#[test]
fn header_marks_the_sample_at_every_size() {
    let options = Options { demo: true, ..COLOR };
    let mut screen = Screen::prepared(options, copy_demo);
    screen.sees(&format!("{}  {}  ", messages::TITLE, messages::DEMO[0]));
    screen.resize(60, 15).sees(&format!("{}  {}  ", messages::TITLE, messages::DEMO[1]));
    screen.resize(45, 6).sees(&format!("{}  {}  ", messages::TITLE, messages::DEMO[1]));
}

#[test]
fn success_toast_disappears_after_a_moment() {
    let toast = default_is("Bedrock (environment)");
    let mut screen = Screen::demo();
    screen.keys("jd").sees(&toast).come_due(Duration::from_secs(10)).sees_not(&toast);
}

#[test]
fn error_toast_stays_until_dismissed() {
    let mut screen = Screen::with(&json!(["text"]));
    let refusal = before_name(|why| messages::not_editable_by_field(why, "", ""));
    screen.keys("e").sees(&warned(&refusal)).come_due(Duration::from_secs(10));
    screen.sees(&warned(&refusal)).keys("<esc>").sees_not(&refusal);
}

#[test]
fn paste_is_one_step_in_text_fields_and_nothing_elsewhere() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.paste("dxy\n").sees_not("Default“").keys("m").paste("d").keys("<esc>");
    assert_eq!(screen.bytes(), before, "no letter of it was a key");
    screen.keys("/").paste("olla\nma").sees("/olla ma").keys("<esc>");
    screen.keys("/").paste("ollama\n").keys("<enter>").selected("Ollama");
    screen.keys("r").paste("!\r\n").keys("<enter>");
    assert_eq!(screen.stored("ollama")["name"], "Ollama!");
}

#[test]
fn selection_stays_visible_at_every_size() {
    let mut screen = Screen::demo();
    screen.keys("/vertex<enter>").selected("Vertex");
    for (width, height) in [(60, 15), (20, 5), (120, 40), (20, 5), (80, 24)] {
        screen.resize(width, height).selected("Vertex");
    }
}

#[test]
fn twenty_by_five_shows_the_selection() {
    let mut screen = Screen::demo();
    screen.resize(20, 5).selected("Anthropic").keys("jj").selected("Bedrock (");
    screen.keys("d");
    assert_eq!(screen.json()["defaultLlmConnection"], "bedrock-iam");
}

#[test]
fn cursor_is_shown_only_in_text_fields() {
    let mut screen = Screen::demo();
    assert_eq!(screen.cursor(), None);
    screen.keys("r<home>");
    let at = screen.place_of("Anthropic (API Key)  ");
    assert!(screen.cursor().is_some());
    screen.keys("<end>日");
    let typed = screen.place_of("日");
    assert_eq!(screen.cursor(), Some((typed.x + 2, typed.y)));
    assert_ne!(at, typed);
    assert_eq!(screen.keys("<esc>").cursor(), None);
}

#[test]
fn the_help_lists_the_keys_and_closes_by_the_key_that_opened_it() {
    let mut screen = Screen::demo();
    screen
        .keys("?")
        .sees(&titled(messages::KEYS))
        .sees(label_of(Action::SetDefault))
        .keys("<up>?")
        .sees_not(&titled(messages::KEYS));
    for open in ["x", "h", "i", "m"] {
        Screen::demo().keys(open).keys("?").sees(&titled(messages::KEYS));
    }
    screen.keys("e").keys("<f1>").sees("Keys").keys("<f1>").sees(&title_of_editing());
}

#[test]
fn details_are_beside_the_list_on_a_wide_screen_and_a_layer_otherwise() {
    let mut screen = Screen::demo();
    screen
        .sees_not("Details")
        .keys("i")
        .sees("Details")
        .sees("Slug             anthropic-api")
        .keys("G")
        .sees("claude-haiku-4-5")
        .keys("<esc>");
    screen.resize(110, 16).sees("│ Anthropic (API Key)").keys("G").sees_not("anthropic-api");
    screen
        .keys("/key)<enter>")
        .sees("anthropic-api")
        .wheel("anthropic-api", 12)
        .sees("claude-haiku-4-5");
}

#[test]
fn the_healthy_demo_opens_without_anything_red() {
    let mut screen = Screen::healthy_demo();
    for (width, height) in [(80, 24), (140, 40), (40, 12)] {
        screen.resize(width, height);
        let is_red = |color: Color| matches!(color, Color::Red | Color::LightRed);
        let red = screen.buffer().content().iter().filter(|cell| is_red(cell.fg)).count();
        assert_eq!(red, 0, "{}", screen.text());
    }
}
