//! The sample trees of `--demo`: a start of Craft leaves the healthy one as it is, and each chat
//! goes where it says.

use std::fs;
use std::path::{Path, PathBuf};

use llm_connections::cli::demo;
use llm_connections::settings::catalogue::Host;
use llm_connections::settings::craft::accepts::{Rejection, RejectionReason, accepts};
use llm_connections::settings::craft::next_start::outside_connections::{
    WorkspaceChange, credential_moves, start_of_workspace,
};
use llm_connections::settings::craft::sends::{Chat, Sends, sends};
use llm_connections::settings::craft::start_of_file::{FileChange, start_of_file};
use llm_connections::settings::craft::stored::{StoredKey, Variables};
use llm_connections::settings::craft::{Difference, LiveLists, next_start};
use llm_connections::vault::{Keys, Vault};
use serde_json::Value;

use crate::craft::data::{HOSTS, Object, offline};

/// A time before the logins of the healthy tree expire.
const NOW: u64 = 1_800_000_000_000;

fn tree(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "assets/demo", name].iter().collect()
}

fn read(path: impl AsRef<Path>) -> Value {
    let text = fs::read_to_string(path.as_ref()).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn config(name: &str) -> Value {
    read(tree(name).join("craft-agent/config.json"))
}

fn connections(config: &Value) -> Vec<&Object> {
    let list = config["llmConnections"].as_array().expect("a list");
    list.iter().map(|entry| entry.as_object().expect("an object")).collect()
}

fn slug(connection: &Object) -> &str {
    connection["slug"].as_str().expect("a slug")
}

/// What the credential file of a tree holds.
fn credentials(name: &str) -> Value {
    let bytes = fs::read(tree(name).join("craft-agent/credentials.enc")).expect("a file");
    let vault = Vault::open(&bytes, &Keys::new(demo::machine())).expect("it opens");
    let mut root: Value = serde_json::from_slice(&vault.contents.text()).expect("JSON");
    root["credentials"].take()
}

#[test]
fn a_start_of_craft_leaves_every_healthy_connection_as_it_is() {
    let config = config("healthy");
    let live = LiveLists::default();
    for (host, key) in HOSTS {
        let start = offline(host, &live);
        for connection in connections(&config) {
            let after = next_start(connection, &start);
            assert_eq!(after.differences, [], "{} ({key})", slug(connection));
            assert_eq!(&after.migrated, connection, "{} ({key})", slug(connection));
            assert_eq!(&after.after, connection, "{} ({key})", slug(connection));
        }
        let root = config.as_object().expect("an object");
        let after = start_of_file(root, &start, NOW);
        assert_eq!((&after.after, after.changes), (root, vec![]), "{key}");
    }
}

#[test]
fn craft_takes_the_healthy_file_and_moves_no_credential() {
    assert_eq!(accepts(&config("healthy")), []);
    let stored = credentials("healthy");
    assert_eq!(credential_moves(|name| stored.get(name).is_some()), []);
}

#[test]
fn the_healthy_workspaces_and_sessions_name_connections_that_exist() {
    let config = config("healthy");
    let slugs: Vec<&str> = connections(&config).into_iter().map(slug).collect();
    assert!(slugs.contains(&config["defaultLlmConnection"].as_str().expect("a default")));
    let (mut overrides, mut sessions) = (0, 0);
    for workspace in config["workspaces"].as_array().expect("a list") {
        let root = workspace["rootPath"].as_str().expect("a path");
        let folder = tree("healthy").join(root.strip_prefix("~/").expect("in the home"));
        let own = read(folder.join("config.json"));
        assert_eq!((&own["id"], &own["name"]), (&workspace["id"], &workspace["name"]));
        let defaults = own["defaults"].as_object().expect("an object");
        assert_eq!(start_of_workspace(defaults, &slugs), []);
        overrides += usize::from(defaults.contains_key("defaultLlmConnection"));
        for session in fs::read_dir(folder.join("sessions")).into_iter().flatten().flatten() {
            let text = fs::read_to_string(session.path().join("session.jsonl")).expect("a session");
            let head: Value =
                serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
            let named = head["llmConnection"].as_str();
            assert!(named.is_none_or(|slug| slugs.contains(&slug)), "{head}");
            sessions += 1;
        }
    }
    assert_eq!((overrides, sessions), (2, 8));
}

/// The only connection without a credential, so that the demo shows what that looks like.
const WITHOUT_A_KEY: &str = "kimi";

#[test]
fn each_healthy_chat_is_sent_to_the_connections_host() {
    let config = config("healthy");
    let entries = credentials("healthy");
    let variables = Variables::new([("AWS_PROFILE", "work"), ("AWS_REGION", "eu-central-1")]);
    let mut hosts = Vec::new();
    for connection in connections(&config) {
        let slug = slug(connection);
        let mut stored = crate::support::stored::stored(slug, |name| entries.get(name), &variables);
        if slug == WITHOUT_A_KEY {
            assert_eq!(stored.api_key, None);
            stored.api_key = StoredKey::of("sk-kimi-sample", &variables);
        }
        let chat =
            Chat { connection, model: None, stored: &stored, variables: &variables, now_ms: NOW };
        let sent = sends(&chat);
        let Sends::Request(request) = &sent else {
            panic!("{slug}: {sent:?}");
        };
        assert_eq!(request.instead_of, None, "{slug}");
        if let Some(url) = connection.get("baseUrl").and_then(Value::as_str) {
            let named = url.split('/').nth(2).expect("a host");
            assert_eq!(request.host(), named, "{slug}");
        }
        hosts.push(format!("{slug} {}", request.host()));
    }
    assert_eq!(
        hosts,
        [
            "anthropic api.anthropic.com",
            "claude-max api.anthropic.com",
            "openai api.openai.com",
            "chatgpt-plus chatgpt.com",
            "github-copilot api.individual.githubcopilot.com",
            "google generativelanguage.googleapis.com",
            "openrouter openrouter.ai",
            "azure craft-demo.openai.azure.com",
            "bedrock bedrock-runtime.eu-west-1.amazonaws.com",
            "bedrock-env bedrock-runtime.eu-central-1.amazonaws.com",
            "groq api.groq.com",
            "mistral api.mistral.ai",
            "deepseek api.deepseek.com",
            "xai api.x.ai",
            "cerebras api.cerebras.ai",
            "zai api.z.ai",
            "hugging-face router.huggingface.co",
            "minimax api.minimax.io",
            "kimi api.kimi.com",
            "vercel ai-gateway.vercel.sh",
            "manifest app.manifest.build",
            "ollama localhost:11434",
            "lm-studio localhost:1234",
            "team-gateway llm.team.example",
        ]
    );
}

fn kind(difference: &Difference) -> &'static str {
    match difference {
        Difference::Converted { .. } => "converted",
        Difference::Upstream { .. } => "upstream",
        Difference::Renamed { .. } => "renamed",
        Difference::KeysDropped(_) => "keys dropped",
        Difference::Models(_) => "models",
        Difference::DefaultModel { .. } => "default model",
        Difference::Mode { .. } => "mode",
        Difference::KeyChanged(_) => "key changed",
    }
}

#[test]
fn the_broken_demo_shows_what_a_start_changes() {
    let config = config("broken");
    let live = LiveLists::default();
    let changed = HOSTS.map(|(host, _)| {
        let start = offline(host, &live);
        let each = connections(&config).into_iter().map(|connection| {
            let found = next_start(connection, &start).differences;
            let kinds: Vec<&str> = found.iter().map(kind).collect();
            format!("{}: {}", slug(connection), kinds.join(", "))
        });
        each.collect::<Vec<_>>()
    });
    let desktop = [
        "anthropic-api: models",
        "claude-max: models, default model",
        "openrouter: converted, key changed",
        "openrouter-openai: converted, upstream, models, default model, mode",
        "codex: converted, upstream, renamed, models, default model, mode, keys dropped",
        "bedrock-iam: converted, upstream, models, default model, keys dropped",
        "bedrock-env: converted, upstream, models, default model, keys dropped",
        "vertex: converted, upstream, models, default model, keys dropped",
        "ollama: converted, upstream, models, default model, mode",
        "groq: models, default model",
        "kimi: ",
        "copilot: converted, upstream, renamed, models, default model, mode",
        "mistral-eu: models, default model, mode",
        "proxy: converted, models, default model, key changed",
        "together: ",
        "together: ",
    ];
    assert_eq!(changed[0], desktop);
    // The server does not have the catalog yet when it migrates: it leaves a list of the person's
    // own.
    let server = desktop.map(|line| match line {
        "mistral-eu: models, default model, mode" => "mistral-eu: default model, mode",
        same => same,
    });
    assert_eq!(changed[1], server);
    let start = offline(Host::Desktop, &live);
    let path = "llmConnections[15].slug".to_owned();
    assert_eq!(accepts(&config), [Rejection { path, reason: RejectionReason::DuplicateSlug }]);
    let root = config.as_object().expect("an object");
    let of_file = start_of_file(root, &start, NOW).changes;
    let replaced = FileChange::DefaultReplaced {
        from: Some("anthropic".to_owned()),
        to: "anthropic-api".to_owned(),
    };
    assert_eq!(of_file, [FileChange::MigrationMarked, replaced]);
    let slugs: Vec<&str> = connections(&config).into_iter().map(slug).collect();
    let own = read(tree("broken").join("workspaces/client-b/config.json"));
    let defaults = own["defaults"].as_object().expect("an object");
    assert_eq!(
        start_of_workspace(defaults, &slugs),
        [WorkspaceChange::DefaultRemoved("azure-eu".to_owned())]
    );
}
