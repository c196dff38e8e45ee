//! `export`, and what `import` makes of it elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use llm_connections::cli::messages::transfer as messages;
use llm_connections::settings::transfer::words;
use llm_connections::store::messages::export_unwritable;
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::planted::{Planted, Random, key, leaks, opaque};

/// An installation without connections, whose workspace is the one of [`Tree::new`].
fn elsewhere() -> Tree {
    let config = json!({
        "workspaces": [{"id": "ws-1", "name": "Other name", "rootPath": "~/client-a", "createdAt": 1}],
        "activeWorkspaceId": "ws-1", "activeSessionId": null, "llmConnections": [],
    });
    let tree = Tree::of(&format!("{config:#}"));
    fs::create_dir_all(tree.path("client-a")).expect("made");
    fs::write(tree.path("client-a/config.json"), r#"{"name": "Other name"}"#).expect("written");
    tree
}

/// What was exported: a file of its own kind, not what a command prints with `--json`.
fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect(&ran.out)
}

#[test]
fn export_imported_into_an_empty_home_is_the_same() {
    let tree = Tree::new();
    tree.run(&["workspace", "ws-1", "connection=home", "model=m"]).done();
    tree.run(&["default", "thinking=high"]).done();
    let exported = tree.run(&["export"]).done();
    assert!(exported.err.contains(&words::needs(
        &llm_connections::settings::transfer::NeededCredential {
            slug: "work".to_owned(),
            what: "key",
        }
    )));
    assert!(!exported.err.contains("home needs"), "it is on this machine: {}", exported.err);
    let file = document(&exported);
    assert_eq!((&file["format"], &file["version"]), (&json!("llm-connections"), &json!(1)));
    assert!(file["exportedAt"].as_str().expect("a moment").ends_with('Z'));
    assert_eq!(file["credentials"], json!([{"slug": "work", "needs": "key"}]));
    let other = elsewhere();
    other.run_with(&["import", "-", "--set-default"], &exported.out).done();
    let (here, there) = (tree.json(), other.json());
    assert_eq!(here["llmConnections"], there["llmConnections"]);
    assert_eq!(there["defaultLlmConnection"], "work");
    assert_eq!(there["defaultThinkingLevel"], "high");
    assert_eq!(tree.workspace()["defaults"], other.workspace()["defaults"]);
    // Again it changes nothing.
    let files = other.files();
    other.run_with(&["import", "-", "--set-default"], &exported.out).done().prints("here already");
    assert_eq!(other.files(), files);
}

#[test]
fn a_file_is_only_its_owners_and_replaced_only_by_force() {
    let tree = Tree::new();
    let file = tree.path("out.json");
    let name = file.display().to_string();
    let ran = tree.run(&["export", "work", "--output", &name]).done();
    assert!(ran.out.starts_with(&messages::exported(1, &file)), "{}", ran.out);
    let text: Value = serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON");
    assert_eq!(text["connections"].as_array().map(Vec::len), Some(1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    fs::write(&file, "mine").expect("written");
    tree.run(&["export", "-o", &name]).refused(messages::nothing_exported(&file));
    assert_eq!(fs::read(&file).expect("read"), b"mine");
    tree.run(&["export", "-o", &name, "--force"]).done();
    assert_ne!(fs::read(&file).expect("read"), b"mine");
    tree.run(&["export", "-o", "/nowhere/out.json"])
        .refused(export_unwritable("/nowhere/out.json", &ErrorKind::NotFound.into()));
    let folder = tree.path("");
    tree.run(&["export", "-o", &folder.display().to_string()])
        .refused(export_unwritable(folder.display(), &ErrorKind::IsADirectory.into()));
    tree.run(&["export", "wrok"]).refused("did you mean work?");
    tree.run(&["export", "--force"]).misused("--output");
}

#[test]
fn values_with_secrets_are_refused_by_name_and_never_printed() {
    let mut random = Random(7);
    for round in 0..24 {
        let secret: Planted = if round % 3 == 0 { opaque(&mut random) } else { key(&mut random) };
        let text = &secret.text;
        let (place, path) = match round % 4 {
            0 => (json!({"headers": {"Authorization": format!("Bearer {text}")}}), "headers"),
            1 => (json!({"baseUrl": format!("https://me:{text}@h.example/v1")}), "baseUrl"),
            2 => (json!({"apiKey": text}), "apiKey"),
            _ => (
                json!({"models": [{"id": "a", "note": format!("token={text}")}]}),
                "models[0].note",
            ),
        };
        let tree = Tree::new();
        let mut config = tree.json();
        let connection = config["llmConnections"][0].as_object_mut().expect("an object");
        connection.extend(place.as_object().expect("an object").clone());
        fs::write(tree.config(), format!("{config:#}")).expect("written");
        let ran = tree.run(&["export"]);
        assert!(!leaks(&ran.out, &secret) && !leaks(&ran.err, &secret), "{}{}", ran.out, ran.err);
        let ran = ran.refused("work: ").refused(path);
        assert!(ran.out.is_empty(), "{}", ran.out);
        // The others can be exported, and such a file is refused, too.
        let mut file = document(&tree.run(&["export", "home"]).done());
        file["connections"] = json!([config["llmConnections"][0]]);
        let before = tree.files();
        let ran = tree.run_with(&["import", "-"], &file.to_string()).refused("in the clear");
        assert!(!leaks(&ran.out, &secret) && !leaks(&ran.err, &secret), "{}{}", ran.out, ran.err);
        assert_eq!(tree.files(), before);
    }
}

#[test]
fn every_connection_of_an_installation_as_craft_writes_it_is_exported() {
    let listed = Tree::empty().run(&["--demo", "list", "--json"]).done().json();
    let listed = listed["connections"].as_array().expect("a list");
    let exported = document(&Tree::empty().run(&["--demo", "export"]).done());
    // The file's order, and the page's.
    let slugs =
        |list: &[Value]| list.iter().map(|c| c["slug"].to_string()).collect::<BTreeSet<_>>();
    assert_eq!(slugs(exported["connections"].as_array().expect("a list")), slugs(listed));
}

#[test]
fn export_of_named_connections_holds_only_what_refers_to_them() {
    let tree = Tree::new();
    let of_home = document(&tree.run(&["export", "home"]).done());
    assert_eq!(of_home["workspaces"], json!([]));
    assert_eq!(of_home["defaults"], json!({}));
    tree.run(&["workspace", "ws-1", "connection=home"]).done();
    let of_home = document(&tree.run(&["export", "home"]).done());
    assert_eq!(of_home["workspaces"][0]["connection"], "home");
    let of_work = document(&tree.run(&["export", "work"]).done());
    assert_eq!(of_work["workspaces"], json!([]));
    assert_eq!(of_work["defaults"], json!({"connection": "work"}));
}

#[test]
fn invalid_entry_blocks_a_full_export_but_not_named_ones() {
    let config = r#"{"workspaces": [], "llmConnections": [7,
        {"slug": "a", "name": "A", "providerType": "pi", "authType": "none", "createdAt": 1},
        {"slug": "b", "name": "B", "providerType": "pi", "authType": "none", "createdAt": 1},
        {"slug": "b", "name": "C", "providerType": "pi", "authType": "none", "createdAt": 1}]}"#;
    let tree = Tree::of(config);
    tree.run(&["export"]).refused("llmConnections[0]").refused(words::duplicate_slug("b"));
    tree.run(&["export", "a"]).done();
}
