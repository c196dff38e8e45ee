//! A connection's JSON in the user's own editor, and what of it comes back.

use llm_connections::tui::app::Request;
use llm_connections::tui::event::Event;
use serde_json::json;

use crate::screen::harness::Screen;

#[test]
fn what_comes_back_is_saved() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>E")
        .edit(|text| text.replace(r#""Ollama""#, r#""Home", "later": {"a": 1.50}"#))
        .sees("✓ Edited “Home”")
        .selected("Home");
    assert_eq!(screen.stored("ollama")["later"].to_string(), r#"{"a":1.50}"#);
    screen.keys("u").selected("Ollama");
}

#[test]
fn what_comes_back_unchanged_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("E").edit(|text| text).sees("Nothing was changed");
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn what_is_no_json_is_refused_with_its_line_and_the_text_is_kept_for_another_try() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    let broken = |text: String| text.replace(r#""api_key","#, r#""api_key""#);
    screen.keys("E").edit(broken).sees("Not saved").sees("Line 6, column").keys("y");
    screen
        .edit(|text| {
            assert!(text.contains("\"api_key\"\n"), "the text is kept: {text}");
            text.replace(r#""api_key""#, r#""oauth","#)
        })
        .sees("✓ Edited");
    assert_eq!(screen.stored("anthropic-api")["authType"], "oauth");
    screen.keys("u");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn what_breaks_a_rule_is_refused_with_its_line_and_reason() {
    for (from, to, line) in [
        (
            r#""anthropic-api""#,
            r#""other""#,
            "Line 2: The slug stays anthropic-api: sessions and secrets",
        ),
        (r#""Anthropic (API Key)""#, "7", "Line 3: Name is a number, not text"),
        (r#""api_key""#, r#""none""#, "Line 5: Anthropic API does not take none: it takes"),
        (r#""anthropic","#, r#""new-one","#, "Line 4: Provider is “new-one”"),
    ] {
        let mut screen = Screen::demo();
        let before = screen.bytes();
        screen.keys("E").edit(|text| text.replace(from, to)).sees(line);
        screen.keys("<esc>").sees_not("Not saved");
        assert!(screen.request().is_none(), "the text was discarded");
        assert_eq!(screen.bytes(), before);
    }
    Screen::demo()
        .keys("E")
        .edit(|_| "[1]".to_owned())
        .sees("A connection is an object, not a list.");
}

#[test]
fn an_editor_that_fails_says_so_and_nothing_is_changed() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("E");
    let Some(Request::EditJson(draft)) = screen.request() else {
        panic!("no editor was asked for");
    };
    screen
        .give(Event::Edited(draft, Some("No editor is named.".to_owned())))
        .sees("! No editor is named.");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn a_connection_that_changed_meanwhile_is_told_and_the_next_try_is_made_on_what_is_there() {
    let mut screen = Screen::demo();
    screen.keys("E");
    screen.outside_json(|json| json["llmConnections"][0]["midStreamBehavior"] = json!("steer"));
    let rename = |text: String| text.replace("(API Key)", "(mine)");
    screen.edit(rename).sees("Another program changed Mid-stream sends").keys("y");
    screen.edit(|text| text).sees("✓ Edited");
    assert_eq!(screen.stored("anthropic-api")["name"], "Anthropic (mine)");
}

#[test]
fn a_use_by_craft_meanwhile_is_no_reason_to_refuse_and_its_stamp_stays() {
    let mut screen = Screen::demo();
    screen.keys("E");
    screen.outside_json(|json| json["llmConnections"][0]["lastUsedAt"] = json!(5));
    screen.edit(|text| text.replace("(API Key)", "(mine)")).sees("✓ Edited");
    let stored = screen.stored("anthropic-api");
    assert_eq!((&stored["name"], &stored["lastUsedAt"]), (&json!("Anthropic (mine)"), &json!(5)));
}

#[test]
fn what_was_refused_is_gone_on_with_until_it_is_given_up() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen
        .keys("E")
        .edit(|text| text.replace("Anthropic (API", "MINE (API") + ",")
        .sees("Your text is kept: E goes on with it.")
        .keys("<esc>")
        .keys("E");
    screen
        .edit(|text| {
            assert!(text.contains("MINE (API"), "the refused text came again");
            String::new()
        })
        .sees("The text came back empty");
    screen.keys("E").edit(|text| {
        assert!(!text.contains("MINE"), "it was given up");
        text
    });
    assert_eq!(screen.bytes(), before);
}
