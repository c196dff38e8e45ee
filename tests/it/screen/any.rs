//! Whatever is pressed, clicked, pasted and resized: no panic, and a file that is whole.

use std::fs;

use crossterm::event::{Event as TerminalEvent, MouseButton, MouseEventKind};
use llm_connections::tui::event::Event;
use llm_connections::tui::keymap::BINDINGS;
use proptest::prelude::*;
use ratatui::layout::Position;
use serde_json::Value;

use crate::screen::harness::{Screen, sealed};

#[derive(Clone, Debug)]
enum Operation {
    /// The key of a row of the table.
    Bound(prop::sample::Index, prop::sample::Index),
    Typed(char),
    Mouse(MouseEventKind, u16, u16),
    Paste(String),
    Resize(u16, u16),
}

fn act() -> impl Strategy<Value = Operation> {
    let kind = prop::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ]);
    prop_oneof![
        12 => (any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(row, key)| Operation::Bound(row, key)),
        4 => prop::char::any().prop_filter("no name begins here", |c| *c != '<').prop_map(Operation::Typed),
        4 => (kind, 0..90_u16, 0..26_u16).prop_map(|(kind, x, y)| Operation::Mouse(kind, x, y)),
        1 => any::<String>().prop_map(Operation::Paste),
        1 => (0..130_u16, 0..42_u16).prop_map(|(width, height)| Operation::Resize(width, height)),
    ]
}

fn perform(screen: &mut Screen, act: Operation) {
    match act {
        Operation::Bound(row, key) => {
            let key = key.get(&row.get(BINDINGS).keys).event();
            screen.give(Event::Terminal(TerminalEvent::Key(key)));
        }
        Operation::Typed(c) => drop(screen.keys(&c.to_string()).lines()),
        Operation::Mouse(kind, x, y) => drop(screen.mouse(kind, Position { x, y }).lines()),
        Operation::Paste(text) => drop(screen.paste(&text).lines()),
        Operation::Resize(width, height) => drop(screen.resize(width, height).lines()),
    }
}

/// Connections with keys that no program knows.
fn marked() -> Value {
    let text = r#"[
        {"slug": "a", "name": "A", "providerType": "anthropic", "authType": "api_key", "createdAt": 1,
         "later": {"x": 1.50}},
        {"slug": "b", "name": "日本", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1",
         "customEndpoint": {"api": "openai-completions", "later": [1]}, "models": ["m", {"id": "n", "later": null}],
         "createdAt": 2, "later": {"x": 1.50}},
        {"slug": "c", "providerType": "later", "authType": "later", "createdAt": 3, "later": {"x": 1.50}},
        "none"
    ]"#;
    serde_json::from_str(text).expect("it is JSON")
}

/// The own file of a workspace, with keys that no program knows.
const OWN: &str = r#"{"name": "W", "defaults": {"later": 1, "defaultLlmConnection": "gone"}, "later": {"x": 1.50}}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_sequence_leaves_a_whole_file(acts in prop::collection::vec(act(), 1..60)) {
        let mut screen = Screen::with_workspace(&marked(), OWN);
        let theirs = serde_json::json!({"mail::theirs": {"x": 1.50}, "llm_api_key::a": {"value": "k"}});
        screen.outside_credentials(|path| fs::write(path, sealed(&theirs)).expect("written"));
        let before = screen.json();
        for act in acts {
            perform(&mut screen, act);
        }
        let after = screen.json();
        prop_assert_eq!(&after["keep"], &before["keep"]);
        prop_assert_eq!(&after["workspaces"], &before["workspaces"]);
        let own: Value = serde_json::from_str(&screen.own_of_workspace()).expect("it is JSON");
        prop_assert_eq!(own["later"].to_string(), r#"{"x":1.50}"#);
        prop_assert_eq!(&own["defaults"]["later"], &Value::from(1));
        prop_assert_eq!(&screen.entries()["mail::theirs"], &theirs["mail::theirs"]);
        for entry in after["llmConnections"].as_array().expect("a list") {
            let slug = entry["slug"].as_str().unwrap_or_default();
            if ["a", "b", "c"].contains(&slug) {
                prop_assert_eq!(entry["later"].to_string(), r#"{"x":1.50}"#);
            }
        }
    }
}
