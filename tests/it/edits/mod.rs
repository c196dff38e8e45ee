//! The rules of every edit, one by one; and an edit that changes nothing leaves the file alone.
mod defaults;
mod fields;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use crate::support::TestInstall;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::{Edit, FieldEdit, Refusal};
use llm_connections::settings::{Connection, ConnectionId, Settings, WorkspaceFile};
use serde_json::{Value, json};

const NOW: u64 = 1_770_000_000_000;

fn conn(slug: &str, name: &str) -> Value {
    json!({"slug": slug, "name": name, "providerType": "openai", "authType": "api_key", "createdAt": 1})
}

/// Settings with this list and, if it is a string, this default.
fn settings(list: Value, default: Value) -> Settings {
    let mut root = json!({"workspaces": []});
    root["llmConnections"] = list;
    if !default.is_null() {
        root["defaultLlmConnection"] = default;
    }
    Settings::from_value(root).expect("usable")
}

fn one(connection: Value) -> Settings {
    settings(Value::Array(vec![connection]), Value::Null)
}

fn abc() -> Settings {
    settings(json!([conn("a", "A"), conn("b", "B"), conn("c", "C")]), json!("b"))
}

fn id(slug: &str) -> ConnectionId {
    ConnectionId::first(slug)
}

fn nth(slug: &str, nth: usize) -> ConnectionId {
    ConnectionId { nth, ..id(slug) }
}

fn made(edit: &Edit, base: &Settings) -> Settings {
    edit.apply(base).unwrap_or_else(|why| panic!("{why}"))
}

fn refused(edit: &Edit, base: &Settings) -> Refusal {
    edit.apply(base).err().expect("refused")
}

fn delete(base: &Settings, id: ConnectionId) -> Edit {
    let seen = Arc::clone(base.connection(&id).expect("is there"));
    Edit::Delete { id, seen, now_ms: NOW }
}

fn update(base: &Settings, path: &'static str, after: Option<Value>) -> Edit {
    let id = base.id_at(0);
    let before = base.connections()[0].get(path).cloned();
    let fields = vec![FieldEdit { path, before, after }];
    Edit::Update { id, fields }
}

fn rename(base: &Settings, id: ConnectionId, name: &str) -> Edit {
    let before = base.connection(&id).and_then(|c| c.get("name")).cloned();
    Edit::Rename { id, before, name: name.to_owned() }
}

fn mid_stream(base: &Settings, id: ConnectionId, mode: MidStream) -> Edit {
    let stored = base.connection(&id).and_then(|c| c.get("midStreamBehavior"));
    let before = stored.cloned();
    Edit::SetMidStream { id, before, mode }
}

fn set_default(base: &Settings, id: ConnectionId) -> Edit {
    let before = base.stored_default().map(str::to_owned);
    Edit::SetDefault { id, before }
}

fn slugs(settings: &Settings) -> Vec<&str> {
    settings.connections().iter().map(|c| c.slug()).collect()
}

#[test]
fn the_first_connection_added_becomes_the_default_and_the_second_does_not() {
    let add = |slug| Edit::Add { connection: Connection::new(conn(slug, slug)) };
    let first = made(&add("one"), &Settings::empty());
    assert_eq!(first.stored_default(), Some("one"));
    let second = made(&add("two"), &first);
    assert_eq!(slugs(&second), ["one", "two"]);
    assert_eq!(second.stored_default(), Some("one"));
}

#[test]
fn deleted_default_moves_to_the_first_remaining_connection() {
    let named = |slugs: &[&str]| -> Value { slugs.iter().map(|s| conn(s, s)).collect() };
    for (list, default, deleted, after) in [
        (named(&["z", "m", "a"]), json!("m"), "m", json!("z")),
        (named(&["z", "m", "a"]), json!("z"), "z", json!("m")),
        (named(&["z", "m", "a"]), json!("a"), "m", json!("a")),
        (named(&["z"]), json!("z"), "z", Value::Null),
        (named(&["z", "m"]), json!("gone"), "z", json!("gone")),
        (named(&["z", "m"]), Value::Null, "z", Value::Null),
        (json!([7, conn("z", "Z"), conn("m", "M")]), json!("z"), "z", json!("m")),
    ] {
        let base = settings(list, default.clone());
        let left = made(&delete(&base, id(deleted)), &base).to_value();
        let key = left.get("defaultLlmConnection").cloned();
        assert_eq!(key.unwrap_or_default(), after, "{deleted} of {default}");
    }
}

#[test]
fn a_deletion_clears_the_workspaces_that_named_it_and_touches_no_other() {
    let mut base = abc().to_value();
    base["workspaces"] = json!([{"rootPath": "/x"}, {"rootPath": "/y"}, {"rootPath": "/z"}]);
    let file = |root: &str| match root {
        "/x" => {
            json!({"defaults": {"model": "m", "defaultLlmConnection": "b"}, "updatedAt": 5, "odd": [1]})
        }
        "/y" => json!({"defaults": {"defaultLlmConnection": "c"}, "updatedAt": 5}),
        _ => json!({"updatedAt": 5}),
    };
    let base = Settings::from_value(base).expect("usable").with_workspace_files(|root| {
        WorkspaceFile::Read(Arc::new(file(root).as_object().expect("an object").clone()))
    });
    let after = made(&delete(&base, id("b")), &base);
    let now_ms: Vec<_> = after
        .workspaces()
        .iter()
        .map(|w| Value::Object(w.object().expect("read").clone()))
        .collect();
    let cleared = json!({"defaults": {"model": "m"}, "updatedAt": NOW, "odd": [1]});
    assert_eq!(now_ms, [cleared, file("/y"), file("/z")]);
}

#[test]
fn deletion_ignores_crafts_last_use_but_no_other_change() {
    let base = abc();
    let edit = delete(&base, id("a"));
    let since = |key: &str, value: Value| {
        let mut now_ms = base.to_value();
        now_ms["llmConnections"][0][key] = value;
        Settings::from_value(now_ms).expect("usable")
    };
    assert_eq!(slugs(&made(&edit, &since("lastUsedAt", json!(9)))), ["b", "c"]);
    assert_eq!(
        refused(&edit, &since("name", json!("New"))),
        Refusal::Conflict(vec!["Name".to_owned()])
    );
    assert_eq!(
        refused(&edit, &since("unheard", json!({}))),
        Refusal::Conflict(vec!["unheard".to_owned()])
    );
}

#[test]
fn the_default_is_set_by_its_slug_and_only_over_the_one_that_was_seen() {
    let base = abc();
    let edit = set_default(&base, id("c"));
    let after = made(&edit, &base);
    assert_eq!(after.stored_default(), Some("c"));
    let again = made(&set_default(&after, id("c")), &after);
    assert!(again == after);
    let elsewhere = made(&set_default(&base, id("a")), &base);
    assert_eq!(refused(&edit, &elsewhere), Refusal::Conflict(vec!["the default".to_owned()]));
    let dangling = settings(json!([conn("a", "A")]), json!("gone"));
    let fixed = made(&set_default(&dangling, id("a")), &dangling);
    assert_eq!(fixed.stored_default(), Some("a"));
}

#[test]
fn a_copy_has_the_next_free_slug_its_own_time_of_creation_and_was_never_used() {
    let mut original = conn("a", "A");
    original["lastUsedAt"] = json!(3);
    original["unheard"] = json!({"of": [1.5]});
    let base = settings(json!([original, conn("a-2", "Other")]), json!("a"));
    let copy = Edit::Duplicate { with_secrets: false, id: id("a"), now_ms: NOW };
    let after = made(&copy, &base);
    assert_eq!(slugs(&after), ["a", "a-2", "a-3"]);
    let mut expected = conn("a-3", "A copy");
    expected["createdAt"] = json!(NOW);
    expected["unheard"] = json!({"of": [1.5]});
    assert_eq!(after.connections()[2].value(), &expected);
    assert_eq!(after.connections()[0], base.connections()[0]);
    assert_eq!(after.stored_default(), Some("a"));
}

#[test]
fn taken_slug_is_refused_with_a_free_one() {
    let base = settings(json!([conn("a", "Mine"), conn("a-2", "B")]), json!("a"));
    let add = Edit::Add { connection: Connection::new(conn("a", "New")) };
    assert_eq!(refused(&add, &base).to_string(), "The slug a is taken by “Mine”; a-3 is free.");
}

#[test]
fn a_connection_that_craft_would_not_read_is_not_added() {
    for (key, value) in [
        ("slug", Value::Null),
        ("slug", json!("Not A Slug")),
        ("name", Value::Null),
        ("providerType", json!("brand-new")),
        ("authType", json!("iam_credentials")),
        ("createdAt", Value::Null),
        ("models", json!([""])),
    ] {
        let mut connection = conn("a", "A");
        connection[key] = value.clone();
        let add = Edit::Add { connection: Connection::new(connection) };
        let Refusal::Invalid(problems) = refused(&add, &Settings::empty()) else {
            panic!("{key}: not for being wrong");
        };
        assert_eq!(problems[0].path, key, "{value}");
    }
}

#[test]
fn connections_sharing_a_slug_can_be_deleted_but_not_edited_by_field() {
    let base = settings(json!([conn("a", "One"), conn("b", "B"), conn("a", "Two")]), json!("a"));
    for n in [0, 1] {
        for edit in [
            rename(&base, nth("a", n), "X"),
            set_default(&base, nth("a", n)),
            mid_stream(&base, nth("a", n), MidStream::Queue),
            Edit::Duplicate { with_secrets: false, id: nth("a", n), now_ms: NOW },
            Edit::Update { id: nth("a", n), fields: Vec::new() },
        ] {
            assert!(matches!(refused(&edit, &base), Refusal::NotEditable { .. }));
        }
    }
    for (n, left) in [(0, ["B", "Two"]), (1, ["One", "B"])] {
        let after = made(&delete(&base, nth("a", n)), &base);
        let names: Vec<_> = after.connections().iter().map(|c| c.display_name()).collect();
        assert_eq!(names, left);
        assert_eq!(after.stored_default(), Some("a"), "the other one still has the slug");
    }
    let apart = Edit::Replace {
        id: nth("a", 1),
        seen: Arc::clone(&base.connections()[2]),
        connection: Connection::new(conn("a-2", "Two")),
    };
    assert_eq!(slugs(&made(&apart, &base)), ["a", "b", "a-2"], "their JSON is the way out");
}

#[test]
fn edit_of_a_removed_connection_is_refused() {
    let before = abc();
    let now_ms = made(&delete(&before, id("a")), &before);
    for edit in [
        rename(&before, id("a"), "X"),
        delete(&before, id("a")),
        set_default(&now_ms, id("a")),
        mid_stream(&before, id("a"), MidStream::Queue),
        Edit::Duplicate { with_secrets: false, id: id("a"), now_ms: NOW },
        update(&before, "name", Some(json!("X"))),
    ] {
        assert_eq!(refused(&edit, &now_ms), Refusal::Gone("a".to_owned()));
    }
}

#[test]
fn an_edit_that_changes_nothing_leaves_the_file_the_backups_and_the_history_alone() {
    let text = abc().to_value().to_string();
    let install = TestInstall::new(&text);
    let look = || {
        let file = fs::metadata(install.config()).expect("there");
        (install.bytes(), file.modified().expect("a time"), file.ino())
    };
    let before = look();
    let mut store = install.open();
    let base = store.settings().clone();
    for edit in [
        mid_stream(&base, id("a"), MidStream::Steer),
        set_default(&base, id("b")),
        rename(&base, id("a"), " A "),
        update(&base, "authType", Some(json!("api_key"))),
    ] {
        let commit = store.commit(&edit).expect("fits");
        assert!(commit.changes.is_empty(), "{}", commit.label);
    }
    assert_eq!(look(), before);
    assert!(store.history().entries().is_empty());
    assert!(!install.root().join("state").exists());
}
