//! Credentials beside a running Craft, which writes its own back: asked before, and named after.

use std::fs;

use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::support::craft::HeldLock;

fn two() -> Value {
    json!([
        {"slug": "a", "name": "Alpha", "providerType": "anthropic", "authType": "api_key", "createdAt": 1},
        {"slug": "b", "name": "Beta", "providerType": "anthropic", "authType": "api_key", "createdAt": 2},
    ])
}

/// Two connections, the first with a key, beside a Craft that is running.
pub fn beside_craft() -> (Screen, HeldLock) {
    let screen = Screen::with_credentials(&two(), &json!({"llm_api_key::a": {"value": "k"}}));
    let folder = screen.credentials();
    let home = folder.ancestors().nth(2).expect("a home");
    let craft = HeldLock::take(home);
    (screen, craft)
}

#[test]
fn key_is_stored_beside_a_running_craft_only_after_consent() {
    let (mut screen, craft) = beside_craft();
    let before = screen.entries();
    let warning = format!("Craft is running (process {})", craft.pid());
    screen
        .keys("e")
        .field("API key")
        .keys("new<c-s>")
        .sees(&warning)
        .sees("overwrite credentials.enc")
        .keys("<enter>")
        .sees_not(&warning)
        .sees(messages::CHANGED);
    assert_eq!(screen.entries(), before, "the marked button is Cancel");
    screen.keys("<c-s>").sees(&warning).keys("y").sees("✓ Stored the key of “Alpha”");
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "new"}}));
    // The form has closed: what was to come after the save came after the answer.
    screen.sees_not(messages::CHANGED).sees(messages::CONNECTIONS);
    screen.keys("u").sees(&warning).keys("n");
    assert_eq!(screen.entries(), json!({"llm_api_key::a": {"value": "new"}}));
    screen.keys("u").keys("y").sees(&messages::undid("store the key"));
    assert_eq!(screen.entries(), before);
    screen.keys("<c-r>").sees(&warning).keys("y").sees(&messages::redid("store the key"));
    drop(craft);
    screen.keys("u").sees(&messages::undid("store the key"));
    assert_eq!(screen.entries(), before, "nothing is asked when Craft has ended");
}

#[test]
fn a_deletion_and_a_copy_with_credentials_ask_and_one_without_does_not() {
    let (mut screen, craft) = beside_craft();
    let warning = format!("Craft is running (process {})", craft.pid());
    screen.keys("xy").sees(&warning).keys("n").sees_not("Deleted").sees("Alpha");
    screen.keys("cy").sees(&warning).keys("y").sees("✓ Duplicated “Alpha”");
    let copies = screen.entries().as_object().map_or(0, serde_json::Map::len);
    assert_eq!(copies, 2);
    // Beta has nothing stored.
    let (mut screen, craft) = beside_craft();
    let warning = format!("Craft is running (process {})", craft.pid());
    screen.keys("jxy").sees_not(&warning).sees("✓ Deleted “Beta”");
}

#[test]
fn edits_without_credentials_ask_no_question() {
    let (mut screen, _craft) = beside_craft();
    screen.keys("s").sees("✓ “Alpha”");
    let config = screen.credentials().with_file_name("config.json");
    assert!(fs::read_to_string(config).expect("there").contains("steer"));
}
