//! The keys and the mouse in the list of connections: how they move through the page, and what they
//! change or open.

use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::messages as edits;
use llm_connections::settings::edit::messages::{StateChange, default_sentence};
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::messages;

use crate::screen::harness::Screen;
use crate::screen::seen::{before_name, default_is, done, mode_is, warned};
use crate::support::titles::title_of_editing;

#[test]
fn d_saves_the_default_at_once_sorts_anew_and_stays_on_the_connection() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>d")
        .selected("●! Ollama")
        .sees(&format!("{}  ", done(&default_is("Ollama"))))
        .sees("  u undo")
        .file(|json| assert_eq!(json["defaultLlmConnection"], "ollama"));
    let names = screen.keys("<esc>").resize(80, 60).names();
    assert_eq!(names[..2], ["Ollama", "Anthropic (API Key)"]);
    assert_eq!(screen.places_of("●").len(), 1);
}

#[test]
fn d_on_the_default_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("d").sees(&default_sentence("Anthropic (API Key)", StateChange::Unchanged));
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn s_flips_the_mode_that_is_in_effect() {
    let mut screen = Screen::demo();
    screen.keys("s").sees(&mode_is("Anthropic (API Key)", MidStream::Steer));
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "steer");
    assert!(screen.line_of("●").contains("  steer"));
    screen.keys("s");
    assert_eq!(screen.stored("anthropic-api")["midStreamBehavior"], "queue");
}

#[test]
fn every_movement_through_the_list_has_a_key() {
    let mut screen = Screen::demo();
    screen.keys("j").selected("Bedrock (environment)");
    screen.keys("<down>").selected("Bedrock (IAM)");
    screen.keys("k<up>").selected("Anthropic");
    screen
        .keys("k")
        .selected(messages::NEW_CHATS)
        .keys("<up>")
        .selected(messages::NEW_CHATS)
        .keys("j");
    screen.keys("G").selected(messages::ADD_ROW).keys("g").selected("Anthropic (API Key)");
    screen.keys("<end>").selected(messages::ADD_ROW).keys("<home>").selected("Anthropic");
    screen.keys("<pgdn>").selected(messages::ADD_ROW).keys("<pgup>").selected("Anthropic");
    screen.keys("<c-d>").selected("Mistral (EU)").keys("<c-u>").selected("Anthropic");
    screen.keys("G<down>").selected("My Workspace").keys("G").selected("Archive");
    screen.keys("<down>").selected("Extended Context").keys("G").selected("Token Optimization");
}

#[test]
fn section_is_reached_by_number_or_tab_and_keeps_its_selection() {
    let mut screen = Screen::demo();
    screen.keys("jj").selected("Bedrock (IAM)");
    for (next, row) in [
        ("<tab>", "My Workspace"),
        ("jl<tab>", "Extended Context"),
        ("j<tab>", messages::NEW_CHATS),
        ("<tab>", "Bedrock (IAM)"),
        ("<backtab>", messages::NEW_CHATS),
        ("<backtab>", "Extended prompt cache"),
        ("0", messages::NEW_CHATS),
        ("2", "Client A"),
        ("3", "Extended prompt cache"),
        ("1", "Bedrock (IAM)"),
    ] {
        screen.keys(next).selected(row);
    }
    screen.keys("2").selected("▸–");
}

#[test]
fn the_title_of_a_section_stays_in_view_and_two_rows_around_the_selected_one() {
    let mut screen = Screen::demo();
    screen.resize(80, 20);
    for _ in 0..24 {
        screen.keys("j");
        let lines = screen.lines();
        let at = screen.selected_line();
        let title = lines[..at].iter().rev().find(|line| {
            line.starts_with([' ']) && {
                ["1 CONN", "2 WORK", "3 PERF"].iter().any(|title| line[1..].starts_with(title))
            }
        });
        let sections: [(&str, &[&str]); 2] =
            [("2 WORK", &["My W", "Client", "Lab", "Arch"]), ("3 PERF", &["[ ]", "[x]"])];
        let own = sections.iter().find(|(_, rows)| rows.iter().any(|row| lines[at].contains(row)));
        let own = own.map_or("1 CONN", |(title, _)| title);
        assert!(title.is_some_and(|line| line.contains(own)), "{}", screen.text());
    }
    screen.keys("1g");
    for _ in 0..12 {
        screen.keys("j");
    }
    let lines = screen.lines();
    let at = screen.selected_line();
    assert!(
        lines[at + 1].contains("steer") && lines[at + 2].contains("steer"),
        "{}",
        screen.text()
    );
    for _ in 0..9 {
        screen.keys("k");
    }
    let lines = screen.lines();
    let at = screen.selected_line();
    assert!(
        lines[at - 1].contains("steer") && lines[at - 2].contains("steer"),
        "{}",
        screen.text()
    );
}

#[test]
fn the_default_is_chosen_by_typing_from_anywhere_on_the_page() {
    for place in ["", "0ll", "2jj", "3", "/groq<enter>"] {
        let mut screen = Screen::demo();
        screen
            .keys(place)
            .keys("D")
            .sees(&format!("{} ─", messages::default_title("Connection")))
            .keys("olla<enter>");
        screen.sees(&done(&default_is("Ollama")));
        assert_eq!(screen.json()["defaultLlmConnection"], "ollama");
    }
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("D<enter>").sees(&default_sentence("Anthropic (API Key)", StateChange::Unchanged));
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn unusable_default_reports_what_it_lacks() {
    let but = |name: &str, lack: &str| warned(&format!("{}, {lack}", default_is(name)));
    for (query, lack) in [
        ("chatgpt", but("ChatGPT (Codex)", &edits::but_expired("login"))),
        ("kimi", but("Kimi (Coding)", &edits::but_lacks("key"))),
        ("copilot", but("Copilot (old)", edits::BUT_NOT_LOGGED_IN)),
        ("groq", format!("{}  ", done(&default_is("Groq")))),
    ] {
        Screen::demo().keys("/").keys(query).keys("<enter>d").sees(&lack);
    }
}

#[test]
fn enter_and_e_open_the_form_and_on_the_last_row_enter_adds() {
    for keys in ["j<enter>", "je"] {
        Screen::demo().keys(keys).sees(&messages::edit_title("Bedrock (environment)"));
    }
    Screen::demo().keys("G<enter>").sees(messages::TYPE_TO_FILTER);
}

#[test]
fn the_mouse_selects_opens_scrolls_and_adds() {
    let mut screen = Screen::demo();
    screen.click("Groq").selected("Groq").sees_not(&title_of_editing());
    screen.double_click("Claude Max").sees(&messages::edit_title("Claude Max"));
    screen.keys("<esc>").selected("Claude Max");
    screen.wheel("Claude Max", 9).sees(messages::PERFORMANCE).sees_not("Bedrock (IAM)");
    screen.click(messages::ADD_ROW).sees(messages::TYPE_TO_FILTER);
}

#[test]
fn double_click_does_not_press_in_the_opened_layer() {
    let mut screen = Screen::demo();
    screen.resize(120, 60).double_click(messages::ADD_ROW);
    screen.sees(messages::TYPE_TO_FILTER).sees_not(&before_name(messages::new_connection));
    screen.keys("<esc>1gm").double_click(messages::RENAME);
    screen.sees(&messages::rename_title("Anthropic (API Key)"));
}

#[test]
fn q_and_ctrl_c_leave_and_esc_never_does() {
    let mut screen = Screen::demo();
    screen.keys("<esc><esc>");
    assert!(screen.request().is_none());
    screen.keys("q");
    assert!(matches!(screen.request(), Some(TerminalRequest::Quit)));
    screen.keys("e").keys("<c-c>");
    assert!(matches!(screen.request(), Some(TerminalRequest::Quit)));
    screen.keys("<c-z>");
    assert!(matches!(screen.request(), Some(TerminalRequest::Suspend)));
}

#[test]
fn a_row_that_the_wheel_scrolled_away_is_shown_before_a_key_does_anything_with_it() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.resize(80, 14);
    screen.wheel("Bedrock (IAM)", 9).sees_not("▌").keys("s").selected("Anthropic (API Key)");
    assert_eq!(screen.bytes(), before);
    screen.keys("s").sees(&mode_is("Anthropic (API Key)", MidStream::Steer));
    assert_ne!(screen.bytes(), before);
}

#[test]
fn connection_key_on_another_row_explains_what_it_needs() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("<end>").selected(messages::ADD_ROW);
    for key in ["c", "d", "m", "x"] {
        screen.keys(key).sees(&messages::needs_a_connection(key));
    }
    assert_eq!(screen.bytes(), before);
    screen.keys("<enter>").sees(messages::TYPE_TO_FILTER);
}

#[test]
fn d_far_down_a_long_list_shows_the_connection_at_its_new_place() {
    let mut screen = Screen::healthy_demo();
    screen.keys("1Gkk").selected("xAI (Grok)").keys("d").selected("●  xAI (Grok)");
    assert!(screen.lines()[screen.selected_line()].contains("xAI (Grok)"), "{}", screen.text());
    screen.keys("u").selected("xAI (Grok)");
}
