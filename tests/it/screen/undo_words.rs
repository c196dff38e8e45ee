//! What undo and redo say: what was taken back, and what holds now.

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
fn every_kind_of_edit_names_what_was_undone_and_what_holds_again() {
    for (keys, undone, redone) in [
        ("1s", "set “A” mid-stream sends to queue → steers again", "set “A” mid-stream sends to"),
        ("1js", "set “B” mid-stream sends to steer → queues again", "set “B” mid-stream sends to"),
        ("1jd", "set default to “B” → “A” again", "set default to “B”"),
        ("1r<c-u>Z<enter>", "rename “A” to “Z” → “A” again", "rename “A” to “Z”"),
        ("1c", "duplicate “A” → removed", "duplicate “A”"),
        ("1x<enter>", "delete “A” → restored", "delete “A”"),
        (
            "1<space><space>s",
            "set “A” mid-stream sends to queue → steers again",
            "set “A” mid-stream",
        ),
        ("1<space><space>x<enter>", "delete “A” and “B” → restored", "delete “A” and “B”"),
        ("0l<enter>n<enter>", "set “A” default model to n → m again", "default model to n"),
        ("0ll<enter>high<enter>", "set Thinking to High → Craft's default again", "to High"),
        ("3<space>", "to on → off again", "to on"),
        ("2<enter>B<enter>", "set “W” connection to B → default again", "connection to B"),
        ("2ll<enter>high<enter>", "set “W” thinking to High → default again", "to High"),
    ] {
        let mut screen = screen();
        screen.keys(keys).keys("u").reads("Undid: ").reads(undone);
        screen.keys("<c-r>").reads("Redid: ").reads(redone);
        assert!(!screen.line_of("Redid: ").contains('→'), "{}", screen.text());
    }
}

#[test]
fn an_edit_of_one_field_is_named_and_of_more_is_as_before() {
    let mut one = screen();
    one.keys("1e").field("Name").keys("<c-u>Other<c-s>u");
    one.reads("Undid: rename “A” to “Other” → “A” again");
    let mut screen = screen();
    screen
        .keys("1e")
        .field("Name")
        .keys("<c-u>Other")
        .field("Mid-stream")
        .keys("<right><right><c-s>");
    screen.keys("u");
    screen.reads("Undid: edit “Other” → as before");
}
