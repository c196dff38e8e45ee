//! What undo and redo say: what was taken back, and what holds now.

use llm_connections::tui::messages;
use serde_json::json;

use crate::screen::harness::Screen;

/// A steering and a queueing connection, the first of which is the default, and a workspace.
fn screen() -> Screen {
    let connection = |slug: &str, mode: &str| {
        json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat",
            "authType": "none", "baseUrl": "http://localhost:1/v1",
            "customEndpoint": {"api": "openai-completions"}, "models": ["m", "n"],
            "defaultModel": "m", "midStreamBehavior": mode, "createdAt": 1})
    };
    Screen::with_workspace(&json!([connection("a", "steer"), connection("b", "queue")]), "{}")
}

#[test]
fn undo_and_redo_messages_state_the_result() {
    for (keys, undone, redone) in [
        ("1s", "“A” steers again", "“A” now queues mid-stream messages"),
        ("1js", "“B” queues again", "“B” now steers mid-stream messages"),
        ("1jd", "default is “A” again", "Default is now “B”"),
        ("1r<c-u>Z<enter>", "“Z” is “A” again", "Renamed “A” to “Z”"),
        ("1c", "the copy of “A” is removed", "Duplicated “A”"),
        ("1x<enter>", "“A” is back", "Deleted “A”"),
        ("1<space><space>s", "“A” steers again", "“A” now queues mid-stream messages"),
        ("1<space><space>x<enter>", "“A” and “B” are back", "Deleted “A” and “B”"),
        ("0l<enter>n<enter>", "“A” default model is m again", "“A” default model is now n"),
        ("0ll<enter>high<enter>", "Thinking is Craft's default again", "Thinking is now High"),
        ("3<space>", "is off again", "is now on"),
        ("2<enter>B<enter>", "“W” inherits its connection again", "“W” connection is now “B”"),
        ("2ll<enter>high<enter>", "“W” inherits its thinking again", "“W” thinking is now High"),
    ] {
        let mut screen = screen();
        screen.keys(keys).keys("u").reads(&messages::undone("")).reads(undone);
        screen.keys("<c-r>").reads(&messages::redone("")).reads(redone);
    }
}

#[test]
fn undo_of_a_changed_override_names_the_value_that_holds_again() {
    let mut screen = screen();
    screen.keys("2<enter>B<enter>").keys("2<enter>A<enter>").keys("u");
    screen.reads(&messages::undone("“W” connection is “B” again"));
    screen.keys("2ll<enter>high<enter>").keys("2ll<enter>low<enter>").keys("u");
    screen.reads(&messages::undone("“W” thinking is High again"));
}

#[test]
fn undo_of_a_form_names_one_field_and_of_more_the_connection() {
    let mut one = screen();
    one.keys("1e").field("Name").keys("<c-u>Other<c-s>u");
    one.reads(&messages::undone("“Other” is “A” again"));
    let mut screen = screen();
    screen
        .keys("1e")
        .field("Name")
        .keys("<c-u>Other")
        .field("Mid-stream")
        .keys("<right><right><c-s>");
    screen.keys("u");
    screen.reads(&messages::undone("“Other” is as before"));
}
