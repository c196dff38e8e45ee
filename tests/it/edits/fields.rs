//! Edits of a connection's fields.

use std::sync::Arc;

use llm_connections::settings::Connection;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::{Edit, FieldEdit, Refusal};
use serde_json::{Value, json};

use super::{abc, conn, id, made, mid_stream, one, refused, rename, update};

#[test]
fn the_mode_in_effect_is_not_written_and_the_other_one_is() {
    for (provider, stored, in_effect) in [
        ("anthropic", None, MidStream::Queue),
        ("anthropic", Some("steer"), MidStream::Steer),
        ("anthropic", Some("later"), MidStream::Queue),
        ("anthropic_compat", None, MidStream::Steer),
        ("openai", None, MidStream::Steer),
        ("openai_compat", Some("queue"), MidStream::Queue),
        ("bedrock", None, MidStream::Steer),
        ("vertex", None, MidStream::Steer),
        ("pi", None, MidStream::Steer),
        ("pi_compat", Some("x"), MidStream::Steer),
        ("copilot", None, MidStream::Steer),
    ] {
        let mut connection = conn("a", "A");
        connection["providerType"] = json!(provider);
        if let Some(stored) = stored {
            connection["midStreamBehavior"] = json!(stored);
        }
        let base = one(connection);
        for mode in MidStream::ALL {
            let after = made(&mid_stream(&base, id("a"), mode), &base);
            let expected = if mode == in_effect { stored } else { Some(mode.value()) };
            let stored_now = after.connections()[0].text("midStreamBehavior");
            assert_eq!(stored_now, expected, "{provider}, {stored:?}, {mode:?}");
        }
    }
}

#[test]
fn a_new_name_keeps_the_slug_and_a_name_must_be_one_line_of_something() {
    let base = abc();
    let after = made(&rename(&base, id("a"), "  Größer 日本 "), &base);
    assert_eq!(after.connections()[0].value(), &conn("a", "Größer 日本"));
    for bad in ["", "   ", "a\nb", "bell\u{7}"] {
        assert!(
            matches!(refused(&rename(&base, id("a"), bad), &base), Refusal::Invalid(p) if p[0].path == "name"),
            "{bad:?}"
        );
    }
}

#[test]
fn a_slug_never_changes_whichever_edit_asks_for_it() {
    let base = abc();
    let replace = Edit::Replace {
        id: id("a"),
        seen: Arc::clone(&base.connections()[0]),
        connection: Connection::new(conn("new", "A")),
    };
    for edit in [replace, update(&base, "slug", Some(json!("new")))] {
        let Refusal::Invalid(problems) = refused(&edit, &base) else { panic!("not invalid") };
        assert_eq!(problems.iter().map(|problem| problem.path).collect::<Vec<_>>(), ["slug"]);
    }
}

#[test]
fn no_optional_field_becomes_null() {
    let base = one(conn("a", "A"));
    for path in [
        "baseUrl",
        "models",
        "midStreamBehavior",
        "defaultModel",
        "codexPath",
        "awsRegion",
        "gcpProjectId",
        "gcpRegion",
        "piAuthProvider",
        "modelSelectionMode",
        "lastUsedAt",
        "customEndpoint.supportsImages",
    ] {
        let edit = update(&base, path, Some(Value::Null));
        assert!(
            matches!(refused(&edit, &base), Refusal::Invalid(p) if p.iter().any(|p| p.path == path)),
            "{path}"
        );
    }
}

#[test]
fn an_unknown_value_survives_an_edit_of_another_field_but_cannot_come_in() {
    let odd = json!({"slug": "a", "name": "A", "providerType": "copilot", "authType": "passkey",
        "modelSelectionMode": "tarot", "awsRegion": null, "x": {"y": [null]}, "createdAt": 1});
    let base = one(odd.clone());
    let after = made(&update(&base, "baseUrl", Some(json!("https://h/v1"))), &base);
    let mut expected = odd;
    expected["baseUrl"] = json!("https://h/v1");
    assert_eq!(after.connections()[0].value(), &expected);
    let plain = one(conn("a", "A"));
    for (path, value) in
        [("providerType", "copilot"), ("authType", "passkey"), ("modelSelectionMode", "tarot")]
    {
        let edit = update(&plain, path, Some(json!(value)));
        assert!(
            matches!(refused(&edit, &plain), Refusal::Invalid(p) if p.iter().any(|p| p.path == path)),
            "{path}"
        );
    }
}

#[test]
fn custom_endpoint_always_has_its_protocol() {
    for (provider, auth, api) in [
        ("anthropic_compat", "api_key_with_endpoint", "anthropic-messages"),
        ("openai_compat", "none", "openai-completions"),
    ] {
        let base =
            one(json!({"slug": "a", "name": "A", "providerType": provider, "authType": auth,
            "baseUrl": "http://localhost:1", "createdAt": 1}));
        let images =
            made(&update(&base, "customEndpoint.supportsImages", Some(json!(true))), &base);
        let endpoint = images.connections()[0].get("customEndpoint");
        assert_eq!(endpoint, Some(&json!({"supportsImages": true, "api": api})), "{provider}");
        let kept = made(&update(&images, "customEndpoint.api", None), &images);
        assert!(kept == images, "{provider}");
    }
    let free = one(
        json!({"slug": "a", "name": "A", "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions", "k": 1}, "createdAt": 1}),
    );
    assert!(matches!(
        refused(&update(&free, "customEndpoint.api", None), &free),
        Refusal::Invalid(p) if p[0].path == "customEndpoint.api"
    ));
}

#[test]
fn an_edit_on_a_stale_view_names_every_field_that_another_program_changed() {
    let base = one(conn("a", "A"));
    let field = |path, before: Option<Value>| FieldEdit { path, before, after: Some(json!("x")) };
    let fields = vec![
        field("name", Some(json!("Old"))),
        field("defaultModel", Some(json!("gone"))),
        field("midStreamBehavior", None),
    ];
    let edit = Edit::Update { id: id("a"), fields };
    assert_eq!(
        refused(&edit, &base),
        Refusal::Conflict(vec!["Name".to_owned(), "Default model".to_owned()])
    );
}
