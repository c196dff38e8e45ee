//! Which connection is used: compares the program's answer with that of a second, deliberately
//! simple implementation, on random trees read from disk.

use std::fs;
use std::path::Path;

use crate::support::{TestInstall, paths};
use llm_connections::settings::workspace::resolution::ResolutionStep;
use llm_connections::settings::workspace::session::{Session, SessionFile};
use llm_connections::store::Store;
use llm_connections::store::read_all::{read_sessions, read_workspaces};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Values in the place of a slug; the last three match nothing.
const SLUGS: [&str; 7] = ["\"a\"", "\"b\"", "\"c\"", "\"gone\"", "\"\"", "7", "null"];

fn slug() -> impl Strategy<Value = Option<Value>> {
    let value = select(SLUGS.to_vec()).prop_map(|text| serde_json::from_str(text).expect("JSON"));
    prop::option::of(value)
}

/// A workspace's own file: with its own default, without one, without settings, or unusable.
fn own() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        4 => slug().prop_map(|slug| {
            let mut own = json!({"name": "W", "defaults": {"model": "m"}});
            if let Some(slug) = slug {
                own["defaults"]["defaultLlmConnection"] = slug;
            }
            Some(own.to_string())
        }),
        1 => select(vec!["{}", "{\"defaults\": 7}", "[]", "{\"cut", ""]).prop_map(|text| Some(text.to_owned())),
        1 => Just(None),
    ]
}

#[derive(Clone, Debug)]
struct Tree {
    connections: Vec<Value>,
    default: Option<Value>,
    /// Each with its own file and the connections of its sessions.
    workspaces: Vec<(Option<String>, Vec<Option<Value>>)>,
}

fn tree() -> impl Strategy<Value = Tree> {
    let connection = select(vec!["a", "b", "c"]).prop_map(|slug| json!({"slug": slug}));
    let entry = prop_oneof![8 => connection, 1 => Just(json!("text")), 1 => Just(json!({"name": "no slug"}))];
    let workspace = (own(), prop::collection::vec(slug(), 0..4));
    let parts =
        (prop::collection::vec(entry, 0..5), slug(), prop::collection::vec(workspace, 0..4));
    parts.prop_map(|(connections, default, workspaces)| Tree { connections, default, workspaces })
}

impl Tree {
    fn write(&self) -> TestInstall {
        let install = TestInstall::new("");
        let root = install.root().to_owned();
        let rows: Vec<Value> = (0..self.workspaces.len())
            .map(|n| json!({"rootPath": root.join(format!("w{n}"))}))
            .collect();
        let mut config = json!({"workspaces": rows, "llmConnections": self.connections});
        if let Some(default) = &self.default {
            config["defaultLlmConnection"] = default.clone();
        }
        fs::write(install.config(), config.to_string()).expect("written");
        for (n, (own, sessions)) in self.workspaces.iter().enumerate() {
            let folder = root.join(format!("w{n}"));
            fs::create_dir_all(&folder).expect("made");
            if let Some(own) = own {
                fs::write(folder.join("config.json"), own).expect("written");
            }
            for (n, connection) in sessions.iter().enumerate() {
                write_session(&folder, n, connection.as_ref());
            }
        }
        install
    }
}

fn write_session(workspace: &Path, n: usize, connection: Option<&Value>) {
    let folder = workspace.join(format!("sessions/s{n}"));
    fs::create_dir_all(&folder).expect("made");
    let mut header =
        json!({"id": format!("s{n}"), "lastUsedAt": n, "connectionLocked": n.is_multiple_of(2)});
    if let Some(connection) = connection {
        header["llmConnection"] = connection.clone();
    }
    let text = format!("{header}\n{{\"type\": \"user\"}}\n");
    fs::write(folder.join("session.jsonl"), text).expect("written");
}

/// The rule once more: the session's connection, the workspace's, the global default, the first; a
/// missing session connection ends it.
fn naive(
    connections: &[Value],
    session: Option<&Value>,
    workspace: Option<&Value>,
    global: Option<&Value>,
) -> Option<(ResolutionStep, usize)> {
    let named = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let position = |slug: &str| connections.iter().position(|c| c["slug"] == slug);
    if let Some(slug) = named(session).filter(|slug| !slug.is_empty()) {
        return position(&slug).map(|n| (ResolutionStep::Session, n));
    }
    for (step, value) in [(ResolutionStep::Workspace, workspace), (ResolutionStep::Global, global)]
    {
        if let Some(n) = named(value).and_then(|slug| position(&slug)) {
            return Some((step, n));
        }
    }
    (!connections.is_empty()).then_some((ResolutionStep::First, 0))
}

fn opened(install: &TestInstall) -> Store {
    let mut store = install.open();
    let listed = store.settings().workspaces().iter();
    let roots: Vec<String> = listed.map(|w| w.root_path.clone()).collect();
    let paths = paths(install.root());
    store.take_workspaces(read_workspaces(&paths, &roots));
    store.take_sessions(read_sessions(&paths, &roots).into());
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_program_and_the_plain_rule_agree(tree in tree()) {
        let install = tree.write();
        let store = opened(&install);
        let settings = store.settings();
        let global = tree.default.as_ref();
        prop_assert_eq!(
            settings.resolve(None, None).winner(),
            naive(&tree.connections, None, None, global)
        );
        for (n, (own, sessions)) in tree.workspaces.iter().enumerate() {
            let workspace = &settings.workspaces()[n];
            let own: Option<Value> = own.as_ref().and_then(|own| serde_json::from_str(own).ok());
            let default = own.as_ref().and_then(|own| own.get("defaults")?.get("defaultLlmConnection"));
            prop_assert_eq!(
                settings.resolve(None, Some(workspace)).winner(),
                naive(&tree.connections, None, default, global)
            );
            for (s, connection) in sessions.iter().enumerate() {
                let header = json!({"llmConnection": connection}).to_string();
                let session = Session::parse(&workspace.root_path.as_str().into(), "s", header.as_bytes());
                prop_assert_eq!(
                    settings.resolve(session.as_ref(), Some(workspace)).winner(),
                    naive(&tree.connections, connection.as_ref(), default, global)
                );
                // The index has each session under its connection, and under no other.
                let named = connection.as_ref().and_then(Value::as_str).filter(|slug| !slug.is_empty());
                for slug in ["a", "b", "c", "gone"] {
                    let listed = settings.sessions().of(slug).iter();
                    let is_it = |x: &&std::sync::Arc<Session>| *x.workspace == *workspace.root_path && x.id == format!("s{s}");
                    prop_assert_eq!(listed.filter(is_it).count(), usize::from(named == Some(slug)));
                }
            }
        }
        prop_assert_eq!(settings.sessions().unreadable(), 0);
        let none = SessionFile::Nothing;
        prop_assert!(settings.sessions().knows("/nowhere", "s", &none));
    }
}
