//! How few keys it takes. Letters that are typed to name something are counted apart.

use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::keys::keys;
use crate::screen::validate::local;
use crate::support::model_servers::{at_ports, ollama};

/// The most keys beside the letters.
const MOST: usize = 2;

/// Presses keys around a name that is typed, and returns how many there were beside its letters.
fn press(screen: &mut Screen, before: &str, name: &str, behind: &str) -> usize {
    screen.keys(before).keys(name).keys(behind);
    keys(before).len() + keys(behind).len()
}

/// The name and the slug of each connection of the demo.
fn connections() -> Vec<(String, String)> {
    let json = Screen::healthy_demo().json();
    let all = json["llmConnections"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    all.map(|connection| (text(&connection["name"]), text(&connection["slug"]))).collect()
}

#[test]
fn every_connection_becomes_the_default_with_two_keys_and_its_name() {
    let all = connections();
    assert_eq!(all.len(), 24);
    let mut screen = Screen::healthy_demo();
    for (name, slug) in all.into_iter().filter(|(_, slug)| slug != "anthropic") {
        let pressed = press(&mut screen, "D", &name.to_lowercase(), "<enter>");
        assert_eq!(screen.json()["defaultLlmConnection"], slug, "{name}");
        assert!(pressed <= MOST, "{pressed} keys");
    }
}

#[test]
fn every_connection_flips_its_mode_with_two_keys_and_its_name() {
    let mut screen = Screen::healthy_demo();
    for (name, slug) in connections() {
        let before = screen.stored(&slug)["midStreamBehavior"].clone();
        let pressed = press(&mut screen, "S", &name.to_lowercase(), "<enter>");
        let after = if before == "queue" { "steer" } else { "queue" };
        assert_eq!(screen.stored(&slug)["midStreamBehavior"], after, "{name}");
        assert!(pressed <= MOST, "{pressed} keys");
        screen.keys("u");
        assert_eq!(screen.stored(&slug)["midStreamBehavior"], before, "{name}");
    }
}

#[test]
fn a_selected_connection_becomes_the_default_or_flips_by_one_key() {
    let mut screen = Screen::healthy_demo();
    screen.keys("/mistral<enter>").keys("s");
    assert_eq!(screen.stored("mistral")["midStreamBehavior"], "queue");
    screen.keys("d");
    assert_eq!(screen.json()["defaultLlmConnection"], "mistral");
}

#[test]
fn a_local_server_that_was_found_is_the_default_by_one_key() {
    let server = ollama(&["m"]);
    for others in [json!([]), json!([local("a", "http://localhost:1/v1")])] {
        let mut screen = Screen::with(&others);
        screen.asking_in_place_of(&at_ports(&[(11434, &server)])).keys("l").all_answered();
        screen.keys("d").all_answered().sees("●✓ Ollama");
        assert_eq!(screen.json()["defaultLlmConnection"], "ollama");
    }
}
