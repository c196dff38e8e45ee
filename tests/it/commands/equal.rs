//! Every edit that the screen can make, a command can make, and the files are the same to the byte.

use std::fs;
use std::path::PathBuf;

use llm_connections::settings::ConnectionId;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::connection::presets::presets;
use llm_connections::settings::credential::CredentialKind;
use llm_connections::settings::edit::{Edit, FieldEdit, Global, ImportEdit, ImportedConnection};
use llm_connections::settings::edit::{SecretChange, SecretEdit, SecretsEdit};
use llm_connections::settings::secret::Secret;
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::settings::workspace::performance::Switch;
use llm_connections::settings::{Connection, Settings};
use llm_connections::store::{Paths, Store};
use serde_json::json;

use crate::commands::harness::Tree;

/// The store that the screen would have.
fn store(tree: &Tree) -> Store {
    let mut store = Store::open(Paths {
        config_dir: tree.path(".craft-agent"),
        home: Some(tree.path("")),
        state_dir: tree.path("state/llm-connections"),
    });
    store.read_all();
    store
}

/// The files of both kinds of configuration, but for the moments in them.
fn files(tree: &Tree) -> Vec<(PathBuf, String)> {
    let files = ["config.json", "client-a/config.json"];
    let read = |name: &str| {
        let path = if name == "config.json" { tree.config() } else { tree.path(name) };
        let text = fs::read_to_string(path).expect("it is there");
        (PathBuf::from(name), without_moments(&text))
    };
    files.map(read).to_vec()
}

/// Every moment of a making or a change that is not the sample's own, as one and the same.
fn without_moments(text: &str) -> String {
    let line = |line: &str| {
        let keys = ["\"createdAt\": ", "\"updatedAt\": "];
        let value = keys.iter().find_map(|key| Some(line.find(key)? + key.len()));
        match value {
            Some(value) if line[value..].trim_end_matches(',') != "1" => {
                format!(
                    "{}NOW{}",
                    &line[..value],
                    line[value..].trim_start_matches(|c: char| c.is_ascii_digit())
                )
            }
            _ => line.to_owned(),
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The command that makes an edit, and what it gets on standard input. Exhaustive: an edit that no
/// command makes does not compile.
fn command(edit: &Edit) -> (Vec<String>, String) {
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut input = String::new();
    let command = match edit {
        Edit::Add { .. } => {
            words(&["add", "--preset", "Groq", "models=gemma2-9b-it", "defaultModel=gemma2-9b-it"])
        }
        Edit::Update { id, .. } => {
            words(&["set", &id.slug, "name=Other", "models=a,groq/compound"])
        }
        Edit::Rename { id, name, .. } => words(&["rename", &id.slug, name]),
        Edit::Duplicate { id, .. } => words(&["duplicate", &id.slug]),
        Edit::Delete { id, .. } => words(&["delete", &id.slug, "--yes"]),
        Edit::SetDefault { id, .. } => words(&["default", &id.slug]),
        Edit::SetMidStream { id, mode, .. } => words(&["midstream", &id.slug, mode.value()]),
        Edit::SetDefaultModel { model, .. } => {
            let model = format!("model={}", model.as_deref().unwrap_or_default());
            words(&["default", &model])
        }
        Edit::SetGlobal { global, after, .. } => match global {
            Global::Thinking => {
                let level = after.as_ref().and_then(|value| value.as_str());
                words(&["default", &format!("thinking={}", level.unwrap_or_default())])
            }
            Global::Switch(switch) => words(&["performance", &format!("{}=true", switch.key())]),
        },
        Edit::SetOverride(edit) => {
            let value = edit.after.as_deref().unwrap_or_default();
            words(&["workspace", "Client A", &format!("model={value}")])
        }
        Edit::Secrets(edit) => {
            "gsk_1".clone_into(&mut input);
            words(&["secret", "set", &edit.slug])
        }
        Edit::Replace { id, connection, .. } => {
            input = connection.value().to_string();
            words(&["replace", &id.slug])
        }
        Edit::ClaudeLogin(_) | Edit::Fixes(_) => words(&["check", "--fix"]),
        Edit::All(_) => words(&["default", "home", "thinking=low"]),
        Edit::Import(import) => {
            let all = import.connections.iter().map(|it| it.connection.value());
            let all: Vec<_> = all.collect();
            input = json!({"format": "llm-connections", "version": 1, "connections": all,
                "workspaces": [{"id": "ws-1", "name": "", "model": "b"}]})
            .to_string();
            words(&["import", "-"])
        }
        Edit::Restore { .. } => words(&["restore", "--yes"]),
    };
    (command, input)
}

/// The edits that the screen makes.
fn edits(settings: &Settings) -> Vec<Edit> {
    let work = ConnectionId::first("work");
    let seen = settings.connection(&work).expect("is there").clone();
    let groq = presets().iter().find(|preset| preset.name == "Groq").expect("a preset");
    let added = groq
        .connection(settings, 2)
        .with("models", Some(json!(["pi/gemma2-9b-it"])))
        .with("defaultModel", Some("pi/gemma2-9b-it".into()));
    let field = |path: &'static str, after: serde_json::Value| FieldEdit {
        path,
        before: seen.get(path).cloned(),
        after: Some(after),
    };
    let mut replaced = (*seen).clone();
    replaced.set("new", Some(json!({"a": 1})));
    vec![
        Edit::Add { connection: in_the_order_of_the_command(&added) },
        Edit::Update {
            id: work.clone(),
            fields: vec![
                field("name", "Other".into()),
                field("models", json!(["pi/a", "pi/groq/compound"])),
                field("defaultModel", json!("pi/a")),
            ],
        },
        settings.rename(&work, "Another"),
        Edit::Duplicate { id: work.clone(), with_secrets: false, now_ms: 2 },
        settings.delete(&work, 2).expect("is there"),
        settings.make_default(&ConnectionId::first("home")),
        settings.choose_mid_stream(&work, MidStream::Queue),
        settings.choose_model(&work, Some("groq/compound")),
        settings.choose_thinking(Some("max")),
        settings.turn(Switch::ExtendedContext, Some(true)),
        Edit::SetOverride(settings.override_in("~/client-a", Setting::Model, Some("b"), 2)),
        Edit::Secrets(SecretsEdit {
            slug: "work".to_owned(),
            edit: None,
            secrets: vec![SecretEdit {
                kind: CredentialKind::ApiKey,
                seen: None,
                change: SecretChange::Put(vec![("value", Some(Secret::new("gsk_1".to_owned())))]),
            }],
            set_aside: None,
        }),
        Edit::Replace { id: work.clone(), seen: seen.clone(), connection: replaced },
        Edit::Import(ImportEdit {
            connections: vec![ImportedConnection {
                connection: Connection::new(json!({"slug": "new", "name": "New", "createdAt": 1,
                    "providerType": "pi", "authType": "none", "own": {"x": [1, 2]}})),
                replaces: None,
            }],
            edits: vec![Edit::SetOverride(settings.override_in(
                "~/client-a",
                Setting::Model,
                Some("b"),
                2,
            ))],
        }),
        Edit::All(vec![
            settings.make_default(&ConnectionId::first("home")),
            settings.choose_thinking(Some("low")),
        ]),
    ]
}

/// The form puts what is typed behind what the preset has; a command has it before the moment of
/// its making.
fn in_the_order_of_the_command(connection: &Connection) -> Connection {
    let created = connection.get("createdAt").cloned();
    connection.clone().with("createdAt", None).with("createdAt", created)
}

#[test]
fn a_command_makes_each_edit_of_the_screen_with_the_same_bytes() {
    let sample = Tree::new();
    let count = edits(store(&sample).settings()).len();
    for n in 0..count {
        let (by_screen, by_command) = (Tree::new(), Tree::new());
        let mut store = store(&by_screen);
        let edit = edits(store.settings()).remove(n);
        let (arguments, input) = command(&edit);
        store.commit(&edit).expect("made");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        by_command.run_with(&arguments, &input).done();
        assert_eq!(files(&by_command), files(&by_screen), "{arguments:?}");
    }
}

#[test]
fn restore_brings_back_the_same_as_undo() {
    let (by_screen, by_command) = (Tree::new(), Tree::new());
    let mut store = store(&by_screen);
    let id = ConnectionId::first("work");
    let edit = store.settings().rename(&id, "Other");
    store.commit(&edit).expect("made");
    store.undo().expect("undone");
    by_command.run(&["rename", "work", "Other"]).done();
    by_command.run(&["restore", "--yes"]).done();
    assert_eq!(files(&by_command), files(&by_screen));
}
