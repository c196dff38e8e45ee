//! Credentials beside a running Craft, which writes its own back: asked before, and named after.

use std::fs;

use llm_connections::settings::edit::messages as edits;
use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::screen::seen::{done, now_stored};
use crate::support::craft::HeldLock;

fn two() -> Value {
    json!([
        {"slug": "a", "name": "Alpha", "providerType": "anthropic", "authType": "api_key", "createdAt": 1},
        {"slug": "b", "name": "Beta", "providerType": "anthropic", "authType": "api_key", "createdAt": 2},
    ])
}

/// Two connections, the first with a key, beside a Craft that is running.
pub fn while_craft_runs() -> (Screen, HeldLock) {
    let screen = Screen::with_credentials(&two(), &json!({"llm_api_key::a": {"value": "k"}}));
    let folder = screen.credentials();
    let home = folder.ancestors().nth(2).expect("a home");
    let craft = HeldLock::take(home);
    (screen, craft)
}

/// What is said before credentials are written beside this Craft.
fn warning(craft: &HeldLock) -> String {
    craft.found().warning()
}

#[test]
fn key_is_stored_beside_a_running_craft_only_after_consent() {
    let (mut screen, craft) = while_craft_runs();
    let before = screen.entries();
    let warning = &warning(&craft);
    screen
        .keys("e")
        .field("API key")
        .keys("new<c-s>")
        .reads(warning)
        .keys("<enter>")
        .sees_not(messages::CRAFT_IS_RUNNING)
        .sees(messages::CHANGED);
    assert_eq!(screen.entries(), before, "the marked button is Cancel");
    screen.keys("<c-s>").reads(warning).keys("y").sees(&now_stored("key"));
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "new"}}));
    // The form has closed: what was to come after the save came after the answer.
    screen.sees_not(messages::CHANGED).sees(messages::CONNECTIONS);
    screen.keys("u").reads(warning).keys("n");
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "new"}}));
    let undone = messages::undone(&edits::secret_as_before("key", "Alpha"));
    screen.keys("u").keys("y").sees(&undone);
    assert_eq!(screen.entries(), before);
    screen
        .keys("<c-r>")
        .reads(warning)
        .keys("y")
        .sees(&messages::redone(&edits::stored_secret("key", "Alpha")));
    drop(craft);
    screen.keys("u").sees(&undone);
    assert_eq!(screen.entries(), before, "nothing is asked when Craft has ended");
}

#[test]
fn a_deletion_and_a_copy_with_credentials_ask_and_one_without_does_not() {
    let (mut screen, craft) = while_craft_runs();
    let asked = warning(&craft);
    screen.keys("xy").reads(&asked).keys("n").sees_not("Deleted").sees("Alpha");
    let duplicated = edits::duplicated("Alpha");
    screen.keys("cy").reads(&asked).keys("y").sees(&done(&duplicated));
    let copies = screen.entries().as_object().map_or(0, serde_json::Map::len);
    assert_eq!(copies, 2);
    // Beta has nothing stored.
    let (mut screen, _craft) = while_craft_runs();
    screen.keys("jxy").sees_not(messages::CRAFT_IS_RUNNING).sees(&done(&edits::deleted("“Beta”")));
}

#[test]
fn edits_without_credentials_ask_no_question() {
    let (mut screen, _craft) = while_craft_runs();
    screen.keys("s").sees("✓ “Alpha”");
    let config = screen.credentials().with_file_name("config.json");
    assert!(fs::read_to_string(config).expect("there").contains("steer"));
}
