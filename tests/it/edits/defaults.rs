//! Edits of what a new chat begins with.

use std::sync::Arc;

use llm_connections::settings::connection::models::list::ID_MISSING;
use llm_connections::settings::edit::messages::{no_connection_with, no_thinking_level};
use llm_connections::settings::edit::{Edit, Global, OverrideEdit, Refusal};
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::settings::workspace::object::{
    NOT_READ_YET, defaults_not_an_object, folder_not_found, no_config_in,
};
use llm_connections::settings::workspace::performance::Switch;
use llm_connections::settings::workspace::thinking::Thinking;
use llm_connections::settings::{Settings, WorkspaceFile};
use llm_connections::text::sentence;
use serde_json::{Value, json};

use super::{NOW, abc, id, made, one, refused};

fn model(base: &Settings, model: Option<&str>) -> Edit {
    Edit::SetDefaultModel {
        id: base.id_at(0),
        before: base.connections()[0].get("defaultModel").cloned(),
        model: model.map(str::to_owned),
    }
}

fn global(base: &Settings, global: Global, after: Option<Value>) -> Edit {
    Edit::SetGlobal { global, before: base.to_value().get(global.key()).cloned(), after }
}

/// Settings with one workspace, whose own file says this.
fn office(own: &Value) -> Settings {
    let mut root = abc().to_value();
    root["workspaces"] = json!([{"rootPath": "/w", "name": "Office"}]);
    let own = own.as_object().expect("an object").clone();
    Settings::from_value(root)
        .expect("usable")
        .with_workspace_files(|_| WorkspaceFile::Read(Arc::new(own.clone())))
}

fn set(base: &Settings, setting: Setting, after: Option<&str>) -> OverrideEdit {
    OverrideEdit {
        workspace: "/w".to_owned(),
        setting,
        before: base.workspace("/w").and_then(|w| w.stored(setting)).cloned(),
        after: after.map(str::to_owned),
        drop_empty: false,
        now_ms: NOW,
    }
}

fn own(settings: &Settings) -> Value {
    let object = settings.workspace("/w").and_then(|w| w.object());
    Value::Object(object.expect("read").clone())
}

/// A connection whose models are its own.
fn compatible(slug: &str) -> Value {
    json!({"slug": slug, "name": "A", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1",
        "customEndpoint": {"api": "openai-completions"}, "createdAt": 1})
}

#[test]
fn unlisted_model_is_added_and_a_listed_one_changes_nothing_else() {
    let mut connection = compatible("a");
    connection["models"] = json!(["m", {"id": "n", "x": 1}]);
    let base = one(connection);
    let inside = made(&model(&base, Some("n")), &base);
    assert_eq!(inside.connections()[0].text("defaultModel"), Some("n"));
    assert_eq!(inside.connections()[0].get("models"), base.connections()[0].get("models"));
    let outside = made(&model(&base, Some(" new ")), &base);
    assert_eq!(outside.connections()[0].text("defaultModel"), Some("new"));
    assert_eq!(
        outside.connections()[0].get("models"),
        Some(&json!(["m", {"id": "n", "x": 1}, "new"]))
    );
    let mut unlisted = compatible("a");
    for key in ["models", "defaultModel"] {
        unlisted.as_object_mut().expect("an object").remove(key);
    }
    let unlisted = one(unlisted);
    let free = made(&model(&unlisted, Some("x")), &unlisted);
    assert_eq!(free.connections()[0].get("models"), None, "no list is begun");
    let craft = made(&model(&outside, None), &outside);
    assert_eq!(craft.connections()[0].get("defaultModel"), None);
}

#[test]
fn model_without_id_and_one_replacing_another_programs_are_refused() {
    let base = one(compatible("a"));
    for bad in ["", "  ", "a\nb"] {
        assert!(matches!(
            refused(&model(&base, Some(bad)), &base),
            Refusal::Invalid(p) if p[0].path == "defaultModel"
        ));
    }
    let since = made(&model(&base, Some("theirs")), &base);
    assert_eq!(
        refused(&model(&base, Some("mine")), &since),
        Refusal::Conflict(vec!["Default model".to_owned()])
    );
}

#[test]
fn thinking_levels_are_stored_by_name_and_an_equivalent_old_name_is_kept() {
    let base = abc();
    for level in Thinking::ALL {
        let after = made(&global(&base, Global::Thinking, Some(level.value().into())), &base);
        assert_eq!(after.stored_thinking(), Some(&level.value().into()));
    }
    let old = made(&global(&base, Global::Thinking, Some(json!("think"))), &base);
    let again = made(&global(&old, Global::Thinking, Some(json!("medium"))), &old);
    assert_eq!(again.stored_thinking(), Some(&json!("think")));
    let bad = global(&base, Global::Thinking, Some(json!("ultra")));
    assert_eq!(refused(&bad, &base).to_string(), no_thinking_level(None));
}

#[test]
fn switch_is_true_false_or_absent_never_null() {
    let base = abc();
    for switch in Switch::ALL {
        let to = |base: &Settings, after| global(base, Global::Switch(switch), after);
        let on = made(&to(&base, Some(json!(true))), &base);
        assert!(on.is_on(switch) && !base.is_on(switch));
        let off = made(&to(&on, Some(json!(false))), &on);
        assert_eq!(off.stored_switch(switch), Some(&json!(false)));
        assert!(made(&to(&off, None), &off) == base);
        for bad in [json!(null), json!("yes"), json!(1)] {
            assert!(matches!(refused(&to(&base, Some(bad)), &base), Refusal::Invalid(_)));
        }
        let stale = to(&base, Some(json!(true)));
        assert_eq!(refused(&stale, &off), Refusal::Conflict(vec![switch.key().to_owned()]));
    }
}

#[test]
fn a_workspace_sets_one_thing_keeps_the_rest_and_is_stamped() {
    let base = office(
        &json!({"name": "Office", "defaults": {"permissionMode": "ask", "model": "m"}, "updatedAt": 5, "x": [1]}),
    );
    let edit = set(&base, Setting::Connection, Some("c"));
    let after = made(&Edit::SetOverride(edit), &base);
    let expected = json!({"name": "Office", "updatedAt": NOW, "x": [1],
        "defaults": {"permissionMode": "ask", "model": "m", "defaultLlmConnection": "c"}});
    assert_eq!(own(&after), expected);
    let cleared = set(&after, Setting::Connection, None);
    let back = made(&Edit::SetOverride(cleared), &after);
    let mut expected = own(&base);
    expected["updatedAt"] = json!(NOW);
    assert_eq!(own(&back), expected);
    let same = set(&after, Setting::Connection, Some("c"));
    let again = made(&Edit::SetOverride(OverrideEdit { now_ms: 9, ..same }), &after);
    assert_eq!(own(&again), own(&after), "what is so already is not stamped");
}

#[test]
fn empty_settings_object_is_removed_only_on_request() {
    let base = office(&json!({"updatedAt": 5}));
    let added = made(&Edit::SetOverride(set(&base, Setting::Thinking, Some("high"))), &base);
    assert_eq!(own(&added)["defaults"], json!({"thinkingLevel": "high"}));
    for (drop_empty, left) in [(false, Some(json!({}))), (true, None)] {
        let edit = OverrideEdit { drop_empty, ..set(&added, Setting::Thinking, None) };
        let after = made(&Edit::SetOverride(edit), &added);
        assert_eq!(own(&after).get("defaults"), left.as_ref());
    }
}

#[test]
fn invalid_workspace_value_is_refused_with_valid_ones() {
    let base = office(&json!({}));
    for (setting, value, message) in [
        (Setting::Connection, "gone", no_connection_with("gone")),
        (Setting::Model, " ", sentence(ID_MISSING)),
        (Setting::Thinking, "ultra", no_thinking_level(Some("ultra"))),
    ] {
        let edit = Edit::SetOverride(set(&base, setting, Some(value)));
        assert_eq!(refused(&edit, &base).to_string(), message);
    }
    let stale = Edit::SetOverride(OverrideEdit {
        before: Some(json!("seen")),
        ..set(&base, Setting::Model, Some("m"))
    });
    assert_eq!(refused(&stale, &base), Refusal::Conflict(vec!["Model of “Office”".to_owned()]));
}

#[test]
fn workspace_with_an_unusable_file_is_not_edited() {
    let base = office(&json!({}));
    let edit = Edit::SetOverride(set(&base, Setting::Connection, Some("a")));
    let of_file = |file: WorkspaceFile| base.clone().with_workspace_files(|_| file.clone());
    let odd = "it is odd".to_owned();
    for (unusable, why) in [
        (of_file(WorkspaceFile::Unread), NOT_READ_YET.to_owned()),
        (of_file(WorkspaceFile::Missing { folder: false }), folder_not_found("/w")),
        (of_file(WorkspaceFile::Missing { folder: true }), no_config_in("/w")),
        (of_file(WorkspaceFile::Unusable(odd.clone())), odd),
        (office(&json!({"defaults": 7})), defaults_not_an_object(&json!(7))),
    ] {
        let refused = refused(&edit, &unusable);
        assert!(refused.to_string().ends_with(&why), "{refused}");
        assert_eq!(refused, Refusal::Workspace { name: "Office".to_owned(), why });
    }
    assert_eq!(refused(&edit, &abc()), Refusal::Gone("/w".to_owned()));
}

#[test]
fn choosing_the_current_default_changes_nothing() {
    let base = abc();
    let edit = Edit::SetDefault { id: id("b"), before: Some("b".to_owned()) };
    assert!(made(&edit, &base) == base);
}
