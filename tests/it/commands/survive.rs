//! What the commands write is what Craft keeps: a start leaves it as it is, the validator takes it,
//! chats go where it says.

use std::path::Path;
use std::process::Command;

use llm_connections::settings::catalogue::Host;
use llm_connections::settings::connection::presets::{Preset, PresetGroup, presets};
use llm_connections::settings::craft::accepts::accepts;
use llm_connections::settings::craft::sends::{Chat, Sends, sends};
use llm_connections::settings::craft::{LiveLists, Start, Variables, next_start};
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// A JWT with a `ChatGPT` account among its claims, which is good as any other key, too.
const KEY: &str =
    "e30.eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiYWNjLTEifX0.x";

/// Before the stored login expires.
const NOW: u64 = 1_800_000_000_000;

/// Checks the whole config.json, given a credential of each kind for each of its connections.
#[track_caller]
pub fn craft_keeps(config: &Value) {
    assert_eq!(accepts(config), []);
    let live = LiveLists::default();
    let entry = json!({"value": KEY, "refreshToken": "sample", "expiresAt": NOW * 2, "awsAccessKeyId": "sample",
        "awsRegion": "eu-west-1"});
    let variables = Variables::new([
        ("AWS_PROFILE", "work"),
        ("AWS_REGION", "eu-west-1"),
        ("CLOUDFLARE_ACCOUNT_ID", "account"),
        ("CLOUDFLARE_GATEWAY_ID", "gateway"),
    ]);
    let mut kept = 0;
    for connection in config["llmConnections"].as_array().expect("a list") {
        let connection = connection.as_object().expect("an object");
        let slug = connection["slug"].as_str().expect("a slug");
        for host in [Host::Desktop, Host::Server] {
            let start = Start { host, opus_restored: true, live: &live };
            let after = next_start(connection, &start);
            assert_eq!(after.differences, [], "{slug} ({host:?})");
        }
        let stored = crate::support::stored::stored(slug, |_| Some(&entry), &variables);
        let chat =
            Chat { connection, model: None, stored: &stored, variables: &variables, now_ms: NOW };
        let sent = sends(&chat);
        let Sends::Request(request) = &sent else {
            panic!("{slug}: {sent:?}");
        };
        assert_eq!(request.instead_of, None, "{slug}");
        if let Some(url) = connection.get("baseUrl").and_then(Value::as_str) {
            assert_eq!(Some(request.host()), url.split('/').nth(2), "{slug}");
        }
        kept += 1;
    }
    assert!(kept > 0, "nothing was added");
}

/// What only the person can say of a preset.
fn typed(preset: &Preset) -> &'static [&'static str] {
    match preset.name.as_str() {
        "Azure OpenAI" => &["baseUrl=https://own.openai.azure.com/openai/v1"],
        "Custom" => &["baseUrl=https://own.example/v1", "models=own,own-mini", "defaultModel=own"],
        _ if preset.group() == PresetGroup::LocalServer => {
            &["models=qwen3-coder:30b", "defaultModel=qwen3-coder:30b"]
        }
        _ => &[],
    }
}

#[test]
fn craft_keeps_what_every_preset_adds() {
    let tree = Tree::empty();
    for preset in presets() {
        let mut arguments = vec!["add", "--preset", preset.name.as_str()];
        arguments.extend(typed(preset));
        tree.run(&arguments).done();
    }
    let config = tree.json();
    let added = config["llmConnections"].as_array().map(Vec::len);
    assert_eq!(added, Some(presets().len()));
    craft_keeps(&config);
}

/// The example in the help of a command, without the program's name.
fn example(command: &str) -> String {
    let help = Tree::empty().run(&[command, "--help"]).done().out;
    let (_, example) = help.split_once("Example: ").expect("an example");
    example.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a line of a shell with the program in its PATH.
fn shell(tree: &Tree, line: &str) {
    let binary = Path::new(env!("CARGO_BIN_EXE_llm-connections"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().expect("a folder").display());
    let surroundings = tree.program();
    let shell = Command::new("sh")
        .args(["-e", "-u", "-c", line])
        .env_clear()
        .envs(surroundings.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", path)
        .output()
        .expect("it runs");
    assert!(shell.status.success(), "{line}: {}", String::from_utf8_lossy(&shell.stderr));
}

#[test]
fn craft_keeps_what_the_examples_in_the_help_write() {
    let tree = Tree::empty();
    for command in ["add", "set"] {
        let line = example(command);
        assert!(line.starts_with("llm-connections "), "{line}");
        shell(&tree, &line);
        craft_keeps(&tree.json());
    }
    // The one of `replace` pipes through jq, which need not be installed: the test adds the same
    // model.
    let line = example("replace");
    let (_, model) = line.split_once(".models += [\"").expect("it adds a model");
    let (model, _) = model.split_once('"').expect("its id ends");
    let mut work = tree.run(&["show", "work", "--json"]).done().json();
    work["models"].as_array_mut().expect("a list").push(model.into());
    for added in ["isDefault", "authenticated", "usable", "midStream"] {
        assert!(work.as_object().expect("an object").contains_key(added));
    }
    tree.run_with(&["replace", "work"], &work.to_string()).done();
    craft_keeps(&tree.json());
    assert!(tree.connection("work")["models"].to_string().contains(model));
}
