//! `schema`, and that what commands print with `--json` is what their schemas say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use llm_connections::cli::commands_with_json;
use llm_connections::cli::json_schema::Output;
use llm_connections::cli::messages;
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::output_schema::OutputSchema;

/// The schema that the program prints.
fn printed(arguments: &[&str]) -> Value {
    let ran = Tree::empty().run(&[&["schema"], arguments].concat()).done();
    serde_json::from_str(&ran.out).expect(&ran.out)
}

#[test]
fn every_command_with_json_has_a_schema_and_every_schema_is_one() {
    let all = printed(&[]);
    assert_eq!(all["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let listed = all["x-commands"].as_object().expect("an object").keys().cloned();
    assert_eq!(listed.collect::<BTreeSet<_>>(), commands_with_json().into_iter().collect());
    OutputSchema::new(all);
    for name in commands_with_json() {
        assert!(!Output::printed_by(&name).is_empty(), "{name} prints no known output");
        let words: Vec<&str> = name.split(' ').collect();
        let schema = printed(&words);
        assert_eq!(schema["title"], format!("llm-connections {name} --json"));
        OutputSchema::new(schema);
    }
}

#[test]
fn a_command_without_json_is_refused_with_those_that_have_it() {
    for name in ["man", "nope", "secret"] {
        let all = commands_with_json();
        let why = messages::no_schema(name, &all);
        Tree::empty().run(&["schema", name]).misused(why);
    }
}

#[test]
fn extra_missing_or_mistyped_keys_are_detected() {
    let schema = OutputSchema::of(&[Output::MidStream]);
    assert_eq!(schema.fault(&json!({"schemaVersion": 1, "slug": "a", "midStream": "queue"})), None);
    for wrong in [
        json!({"slug": "a", "midStream": "queue"}),
        json!({"schemaVersion": 2, "slug": "a", "midStream": "queue"}),
        json!({"schemaVersion": 1, "slug": "a"}),
        json!({"schemaVersion": 1, "slug": "a", "midStream": "queue", "new": 1}),
        json!({"schemaVersion": 1, "slug": 7, "midStream": "queue"}),
        json!([]),
    ] {
        assert!(schema.fault(&wrong).is_some(), "{wrong}");
    }
}

/// What is run one after the other, with standard input.
const RUNS: &[(&str, &[&str], &str)] = &[
    ("doctor", &[], ""),
    ("config", &[], ""),
    ("list", &[], ""),
    ("show", &["work"], ""),
    ("show", &["nope"], ""),
    ("check", &[], ""),
    ("resolve", &[], ""),
    ("resolve", &["--workspace", "ws-1"], ""),
    ("resolve", &["--session", "s1"], ""),
    ("default", &[], ""),
    ("midstream", &["work"], ""),
    ("workspace", &[], ""),
    ("workspace", &["ws-1"], ""),
    ("performance", &[], ""),
    ("models", &["work"], ""),
    ("presets", &[], ""),
    ("fields", &[], ""),
    ("login", &["--status"], ""),
    ("backups", &[], ""),
    ("secret status", &["work"], ""),
    ("secret set", &["work", "--yes"], "gsk_some-key-of-a-test"),
    ("secret status", &["work"], ""),
    ("add", &["--preset", "Anthropic", "claude"], ""),
    ("add", &["--local"], ""),
    ("set", &["work", "name=Renamed"], ""),
    ("set", &["work", "baseUrl=nonsense"], ""),
    ("rename", &["work", "Other", "--dry-run"], ""),
    ("rename", &["work", "Other"], ""),
    ("rename", &["work", "Other"], ""),
    ("duplicate", &["work", "--with-secrets"], ""),
    ("default", &["work", "thinking=high"], ""),
    ("midstream", &["work", "queue"], ""),
    ("workspace", &["ws-1", "thinking=", "connection=work"], ""),
    ("workspace", &["ws-1"], ""),
    ("performance", &["enable1MContext=true"], ""),
    (
        "replace",
        &["work"],
        r#"{"slug": "work", "name": "W", "providerType": "pi", "authType": "api_key", "createdAt": 1}"#,
    ),
    ("validate", &["home", "--timeout", "1"], ""),
    ("validate", &["--all", "--timeout", "1"], ""),
    ("validate", &["--draft", "providerType=nope"], ""),
    ("import", &["-", "--dry-run"], EXPORT),
    ("import", &["-"], EXPORT),
    ("import", &["--from", "env"], ""),
    ("secret clear", &["work", "--yes"], ""),
    ("delete", &["work", "--yes"], ""),
    ("logout", &["work", "--yes"], ""),
    ("check", &["--fix", "--yes", "--dry-run"], ""),
    ("check", &["--fix", "--yes"], ""),
    ("backups", &[], ""),
    ("restore", &["--yes"], ""),
    ("list", &[], ""),
];

/// What is run in a demo, which is unpacked anew each time.
const IN_DEMOS: [&str; 12] = [
    "check",
    "doctor",
    "list",
    "login",
    "logout",
    "models",
    "performance",
    "resolve",
    "secret status",
    "show",
    "validate",
    "workspace",
];

/// One connection that is new, and one that differs.
const EXPORT: &str = r#"{"format": "llm-connections", "version": 1, "connections": [
    {"slug": "work", "name": "Elsewhere", "providerType": "pi", "authType": "api_key", "createdAt": 1},
    {"slug": "brought", "name": "Brought", "providerType": "pi", "piAuthProvider": "groq", "authType": "api_key", "createdAt": 1}]}"#;

/// Runs those of these commands, and answers how often each has printed something.
fn run_each(
    is_run: impl Fn(&str) -> bool,
    run: impl Fn(&[&str], &str) -> Ran,
) -> BTreeMap<&'static str, usize> {
    let mut printed = BTreeMap::new();
    for (command, arguments, input) in RUNS.iter().filter(|(command, ..)| is_run(command)) {
        let all: Vec<&str> = command.split(' ').chain(arguments.iter().copied()).collect();
        let ran = run(&[&all[..], &["--json"]].concat(), input);
        if ran.out.is_empty() {
            // Why is a sentence for a person.
            assert!(ran.code != 0 && !ran.err.is_empty(), "{all:?}: {}", ran.err);
            continue;
        }
        let value: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{all:?}: {why}"));
        let first = value.as_object().and_then(|object| object.keys().next());
        assert_eq!(first.map(String::as_str), Some("schemaVersion"), "{all:?}");
        let schema = OutputSchema::of(Output::printed_by(command));
        if let Some(why) = schema.fault(&value) {
            panic!("{all:?}: {why}\n{value:#}");
        }
        *printed.entry(*command).or_default() += 1;
    }
    printed
}

/// The files of a demo, as a home of its own.
fn demo(name: &str) -> Tree {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("made");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).expect("copied");
            }
        }
    }
    let tree = Tree::empty();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo").join(name);
    copy(&root.join("craft-agent"), &tree.path(".craft-agent"));
    copy(&root.join("workspaces"), &tree.path("workspaces"));
    tree
}

#[test]
fn every_output_fits_its_schema_in_homes_of_every_kind() {
    let trees = [Tree::new(), demo("broken"), Tree::of("{ broken"), Tree::empty()];
    // Whether they are half-written would be waited for again and again.
    fs::remove_file(trees[1].path(".craft-agent/credentials.enc")).expect("removed");
    let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
    for tree in &trees {
        // Providers of a demo's connections are on the internet: none is asked.
        let run = |arguments: &[&str], input: &str| {
            let mut program = tree.program();
            let nowhere = "http://127.0.0.1:9";
            program.env("HTTPS_PROXY", nowhere).env("HTTP_PROXY", nowhere).args(arguments);
            Ran::of_with(program, input)
        };
        for (command, times) in run_each(|_| true, run) {
            *printed.entry(command).or_default() += times;
        }
    }
    for demo in ["--demo", "--demo=broken"] {
        let run = |arguments: &[&str], input: &str| {
            let words = arguments.iter().copied();
            let arguments: Vec<&str> =
                words.map(|word| if word == "work" { "openrouter" } else { word }).collect();
            let arguments = match &arguments[..] {
                ["logout", _, rest @ ..] => [&["logout", "chatgpt-plus"], rest].concat(),
                all => all.to_vec(),
            };
            Tree::empty().run_with(&[&[demo], &arguments[..]].concat(), input)
        };
        for (command, times) in run_each(|command| IN_DEMOS.contains(&command), run) {
            *printed.entry(command).or_default() += times;
        }
    }
    let silent: Vec<String> =
        commands_with_json().into_iter().filter(|name| !printed.contains_key(&**name)).collect();
    assert!(silent.is_empty(), "never printed: {silent:?}; {printed:?}");
}

#[test]
fn output_fits_the_schema_with_unusable_credentials() {
    let tree = Tree::new();
    fs::write(tree.path(".craft-agent/credentials.enc"), "something else").expect("written");
    for arguments in [&["secret", "status", "work"][..], &["list"], &["doctor"], &["check"]] {
        let value = tree.run(&[arguments, &["--json"]].concat()).json();
        OutputSchema::of(Output::printed_by(&arguments[..arguments.len().min(2)].join(" ")))
            .assert_fits(&value);
    }
}

#[test]
fn show_output_is_accepted_by_replace() {
    let tree = Tree::new();
    let before = tree.json();
    let shown = tree.run(&["show", "work", "--json"]).done().out;
    tree.run_with(&["replace", "work"], &shown).done();
    assert_eq!(tree.json(), before);
}
