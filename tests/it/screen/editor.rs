//! A connection's JSON in the user's own editor, and what of it comes back.

use llm_connections::settings::edit::{Refusal, messages as edits};
use llm_connections::store::RepairError;
use llm_connections::system::editor::TextPosition;
use llm_connections::text::capitalized;
use llm_connections::tui::app::TerminalRequest;
use llm_connections::tui::event::Event;
use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;
use crate::screen::seen::{default_is, done};

#[test]
fn edited_text_is_saved() {
    let mut screen = Screen::demo();
    screen
        .keys("/ollama<enter>E")
        .edit(|text| text.replace(r#""Ollama""#, r#""Home", "later": {"a": 1.50}"#))
        .sees(&done(&edits::edited("Home")))
        .selected("Home");
    assert_eq!(screen.stored("ollama")["later"].to_string(), r#"{"a":1.50}"#);
    screen.keys("u").selected("Ollama");
}

#[test]
fn unchanged_text_writes_nothing() {
    let mut screen = Screen::demo();
    let before = (screen.bytes(), screen.written());
    screen.keys("E").edit(|text| text).sees(messages::UNCHANGED);
    assert_eq!((screen.bytes(), screen.written()), before);
}

#[test]
fn invalid_json_is_refused_with_its_line_and_kept_for_another_try() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    let broken = |text: String| text.replace(r#""api_key","#, r#""api_key""#);
    screen.keys("E").edit(broken).sees(messages::NOT_SAVED).sees("Line 6, column").keys("y");
    screen
        .edit(|text| {
            assert!(text.contains("\"api_key\"\n"), "the text is kept: {text}");
            text.replace(r#""api_key""#, r#""oauth","#)
        })
        .sees(&done(&edits::edited("Anthropic (API Key)")));
    assert_eq!(screen.stored("anthropic-api")["authType"], "oauth");
    screen.keys("u");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn rule_violation_is_refused_with_line_and_reason() {
    for (from, to, line) in [
        (
            r#""anthropic-api""#,
            r#""other""#,
            "Line 2: The slug stays anthropic-api: sessions and keys",
        ),
        (r#""Anthropic (API Key)""#, "7", "Line 3: Name is a number, not text"),
        (r#""api_key""#, r#""none""#, "Line 5: Anthropic API needs api_key or oauth, not none"),
        (r#""anthropic","#, r#""new-one","#, "Line 4: Provider is “new-one”"),
    ] {
        let mut screen = Screen::demo();
        let before = screen.bytes();
        screen.keys("E").edit(|text| text.replace(from, to)).sees(line);
        screen.keys("<esc>").sees_not(messages::NOT_SAVED);
        assert!(screen.request().is_none(), "the text was discarded");
        assert_eq!(screen.bytes(), before);
    }
    Screen::demo().keys("E").edit(|_| "[1]".to_owned()).sees(&messages::not_an_object("a list"));
}

#[test]
fn failing_editor_is_reported_and_changes_nothing() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen.keys("E");
    let Some(TerminalRequest::EditJson(draft)) = screen.request() else {
        panic!("no editor was asked for");
    };
    screen
        .give(Event::Edited(draft, Some("No editor is named.".to_owned())))
        .sees("! No editor is named.");
    assert_eq!(screen.bytes(), before);
}

#[test]
fn concurrent_change_is_reported_and_the_next_try_uses_current_values() {
    let mut screen = Screen::demo();
    screen.keys("E");
    screen.outside_json(|json| json["llmConnections"][0]["midStreamBehavior"] = json!("steer"));
    let rename = |text: String| text.replace("(API Key)", "(mine)");
    let conflict = Refusal::Conflict(vec!["Mid-stream sends".to_owned()]).to_string();
    screen.edit(rename).reads(&capitalized(&conflict)).keys("y");
    screen.edit(|text| text).sees(&done(&edits::edited("Anthropic (mine)")));
    assert_eq!(screen.stored("anthropic-api")["name"], "Anthropic (mine)");
}

#[test]
fn a_use_by_craft_meanwhile_is_no_reason_to_refuse_and_its_stamp_stays() {
    let mut screen = Screen::demo();
    screen.keys("E");
    screen.outside_json(|json| json["llmConnections"][0]["lastUsedAt"] = json!(5));
    screen.edit(|text| text.replace("(API Key)", "(mine)"));
    screen.sees(&done(&edits::edited("Anthropic (mine)")));
    let stored = screen.stored("anthropic-api");
    assert_eq!((&stored["name"], &stored["lastUsedAt"]), (&json!("Anthropic (mine)"), &json!(5)));
}

#[test]
fn refused_text_reopens_until_discarded() {
    let mut screen = Screen::demo();
    let before = screen.bytes();
    screen
        .keys("E")
        .edit(|text| text.replace("Anthropic (API", "MINE (API") + ",")
        .reads(&messages::text_is_kept("E"))
        .keys("<esc>")
        .keys("E");
    screen
        .edit(|text| {
            assert!(text.contains("MINE (API"), "the refused text came again");
            String::new()
        })
        .sees(&messages::editor_left_nothing());
    screen.keys("E").edit(|text| {
        assert!(!text.contains("MINE"), "it was given up");
        text
    });
    assert_eq!(screen.bytes(), before);
}

/// A screen whose config.json lacks a comma in a line, and that line.
fn broken_config() -> (Screen, String, usize) {
    let mut screen = Screen::demo();
    let whole = screen.bytes();
    let line = whole.lines().position(|line| line.contains("\"slug\": \"groq\"")).expect("a line");
    let broken = whole.replacen("\"slug\": \"groq\",", "\"slug\": \"groq\"", 1);
    screen.writes(&broken).come_due(std::time::Duration::from_secs(5));
    (screen, whole, line + 2)
}

#[test]
fn refused_draft_opens_at_the_wrong_line() {
    let mut screen = Screen::demo();
    screen.keys("E").edit(|text| text.replace(r#""api_key","#, r#""api_key""#)).keys("y");
    let Some(TerminalRequest::EditJson(draft)) = screen.request() else {
        panic!("no editor was asked for");
    };
    assert_eq!(draft.position.map(|place| place.line), Some(6));
    screen.give(Event::Edited(draft, None)).keys("<esc>E");
    screen.edit(|text| text.replace(r#""api_key""#, r#""none","#)).sees("Line 5").keys("y");
    let Some(TerminalRequest::EditJson(draft)) = screen.request() else {
        panic!("no editor was asked for");
    };
    assert_eq!(draft.position, Some(TextPosition { line: 5, column: 1 }));
}

#[test]
fn broken_config_opens_at_its_line_and_the_result_is_saved() {
    let (mut screen, whole, line) = broken_config();
    screen.keys("<esc>p").sees("config.json").keys("E");
    screen.edit_file(
        |draft| assert_eq!(draft.position.map(|place| place.line), Some(line)),
        |text| text.replace("\"slug\": \"groq\"", "\"slug\": \"groq\","),
    );
    screen.sees(&messages::repaired("~/.craft-agent/config.json")).keys("<esc>");
    assert_eq!(screen.bytes(), whole);
    assert!(screen.backups().iter().any(|text| *text != whole), "the broken text is a backup");
    screen.sees("Groq").keys("jd").sees(&default_is("Bedrock (environment)"));
}

#[test]
fn e_on_the_page_opens_the_config_that_cannot_be_read() {
    let (mut screen, whole, _) = broken_config();
    screen
        .keys("E")
        .edit_file(|_| {}, |_| whole.clone())
        .reads(&messages::repaired("~/.craft-agent/config.json"));
    let mut screen = Screen::of("{\n  \"llmConnections\": [,]\n}");
    screen
        .sees(&format!("E {}", messages::EDIT_CONFIG))
        .click(&format!("E {}", messages::EDIT_CONFIG));
    screen.edit_file(
        |draft| assert_eq!(draft.position, Some(TextPosition { line: 2, column: 22 })),
        |text| text.replace("[,]", "[], \"workspaces\": []"),
    );
    screen.reads(&messages::repaired("~/.craft-agent/config.json")).sees(messages::NO_CONNECTIONS);
}

#[test]
fn a_config_that_is_still_broken_is_refused_with_its_line_and_nothing_is_lost() {
    let (mut screen, whole, _) = broken_config();
    let before = screen.bytes();
    screen.keys("E").edit_file(|_| {}, |_| "{\n  \"mine\": [1,]\n}".to_owned());
    screen.sees(&messages::not_saved("~/.craft-agent/config.json")).reads("Line 2, column 14");
    screen.reads(&messages::text_is_kept("E"));
    assert_eq!(screen.bytes(), before, "the file is as it was");
    screen.keys("n").keys("E").edit_file(
        |draft| {
            assert!(draft.text.starts_with(b"{\n  \"mine\""), "the text is gone on with");
            assert_eq!(draft.position, Some(TextPosition { line: 2, column: 14 }));
        },
        |_| "[1]".to_owned(),
    );
    screen.sees(messages::NOT_SAVED).keys("y").edit_file(|_| {}, |_| " \n".to_owned());
    screen.sees(&messages::editor_left_nothing()).keys("E").edit_file(
        |draft| assert_eq!(draft.text, before.as_bytes(), "it was given up"),
        |text| text,
    );
    screen.sees(&messages::still_broken("~/.craft-agent/config.json"));
    assert_eq!(screen.bytes(), before);
    screen
        .keys("E")
        .edit_file(|_| {}, |_| whole.clone())
        .reads(&messages::repaired("~/.craft-agent/config.json"));
}

#[test]
fn concurrent_change_is_overwritten_only_after_consent() {
    let (mut screen, whole, _) = broken_config();
    let theirs = whole.replace("Groq", "Theirs").replacen("\"slug\": \"groq\",", "\"slug\":", 1);
    std::fs::write(screen.config(), &theirs).expect("written");
    screen.keys("E");
    std::fs::write(screen.config(), theirs.replace("Theirs", "Others")).expect("written");
    screen.edit_file(|_| {}, |_| whole.clone()).reads("Another program has changed");
    assert!(screen.bytes().contains("Others"));
    screen
        .keys("y")
        .edit_file(|_| {}, |text| text)
        .reads(&messages::repaired("~/.craft-agent/config.json"));
    assert_eq!(screen.bytes(), whole);
    assert!(screen.backups().iter().any(|text| text.contains("Others")), "theirs is a backup");
}

#[test]
fn a_broken_workspace_opens_at_its_line_from_its_row_and_from_the_problems() {
    let own =
        |screen: &Screen| std::fs::read_to_string(screen.home().join("workspaces/lab/config.json"));
    for keys in ["p", "2jjj"] {
        let mut screen = Screen::demo();
        screen.keys(keys);
        for _ in 0..20 {
            if keys == "2jjj"
                || screen.lines().iter().any(|line| line.contains("▌") && line.contains("Lab"))
            {
                break;
            }
            screen.keys("j");
        }
        screen.keys("E").edit_file(
            |draft| assert_eq!(draft.position, Some(TextPosition { line: 6, column: 3 })),
            |text| text.replace("\"max\",", "\"max\"") + "\n}",
        );
        screen.reads(&messages::repaired("~/workspaces/lab/config.json")).keys("<esc>");
        screen.sees_not("trailing comma");
        assert!(serde_json::from_str::<serde_json::Value>(&own(&screen).expect("read")).is_ok());
    }
}

#[test]
fn key_reports_that_no_file_is_broken() {
    let mut screen = Screen::demo();
    screen.keys("pjE").sees(&messages::no_broken_file()).keys("<esc>GE");
    screen.reads(&RepairError::Usable(screen.config()).to_string());
    assert!(screen.request().is_none());
    screen.keys("pE").edit(|text| text).sees(messages::UNCHANGED);
}
