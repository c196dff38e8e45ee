//! That a connection made from a preset is what Craft's own set-up makes, but for differences that
//! have a reason.

use std::path::Path;

use llm_connections::settings::Settings;
use llm_connections::settings::catalogue::{Catalogue, CraftModel, Order, claude_models};
use llm_connections::settings::connection::presets::presets;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What Craft's set-up on the desktop wrote for a choice that is a preset here, without the moment.
#[derive(Deserialize)]
struct Expected {
    preset: String,
    connection: Map<String, Value>,
}

/// The fields in which a preset is another connection than Craft's, and why.
const DIFFERENCES: &[(&str, &[&str], &str)] = &[
    (
        "OpenAI EU",
        &[
            "name",
            "providerType",
            "authType",
            "piAuthProvider",
            "customEndpoint",
            "models",
            "defaultModel",
        ],
        "Craft's own choice sends no request: openai-eu is no upstream. A compatible endpoint reaches the host.",
    ),
    (
        "OpenAI US",
        &[
            "name",
            "providerType",
            "authType",
            "piAuthProvider",
            "customEndpoint",
            "models",
            "defaultModel",
        ],
        "As for the EU.",
    ),
    ("DeepSeek", &["name"], "Craft knows no label for it and calls it API Key."),
    (
        "Minimax Global",
        &["models", "defaultModel"],
        "Craft fills in M2.5, which its catalogue does not have: the desktop's next start replaces it.",
    ),
    ("Custom", &["models", "defaultModel", "baseUrl"], "A person types them."),
    (
        "Ollama",
        &["slug", "name", "baseUrl", "models", "defaultModel"],
        "Craft's slug anthropic-api also gets an old Anthropic key at a start; without /v1 the address answers 404; a person has \
         the models.",
    ),
];

fn expected() -> Vec<Expected> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/presets.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("parsed")
}

/// The entries that the data's words stand for.
fn models(connection: &Map<String, Value>) -> Option<Value> {
    let upstream = connection.get("piAuthProvider").and_then(Value::as_str);
    match connection.get("models")?.as_str() {
        Some("every model of Claude") => Some(claude_models().iter().cloned().collect()),
        Some("every model of the upstream") => {
            let all = Catalogue::bundled().craft_models(upstream, Order::Plain);
            Some(all.iter().map(CraftModel::to_value).collect())
        }
        _ => connection.get("models").cloned(),
    }
}

#[test]
fn a_connection_of_a_preset_is_the_one_that_crafts_set_up_makes() {
    let all = expected();
    assert_eq!(all.len(), 26);
    for Expected { preset: name, mut connection } in all {
        if let Some(models) = models(&connection) {
            connection.insert("models".to_owned(), models);
        }
        let preset = presets().iter().find(|preset| preset.name == name);
        let made =
            preset.unwrap_or_else(|| panic!("no preset {name}")).connection(&Settings::empty(), 0);
        let mut made = made.object().expect("an object").clone();
        made.shift_remove("createdAt");
        let known = DIFFERENCES.iter().find(|(preset, ..)| *preset == name);
        let fields = known.map_or(&[] as &[&str], |(_, fields, _)| fields);
        let mut differing: Vec<&String> = made.keys().chain(connection.keys()).collect();
        differing.sort_unstable();
        differing.dedup();
        differing.retain(|key| made.get(*key) != connection.get(*key));
        let mut reasoned = fields.to_vec();
        reasoned.sort_unstable();
        assert_eq!(differing, reasoned, "{name}: {made:#?}");
    }
}

#[test]
fn preset_model_facts_match_the_catalogue() {
    let mut count = 0;
    for preset in presets() {
        let upstream = match preset.name.as_str() {
            "OpenAI EU" | "OpenAI US" => "openai",
            "OpenRouter (Anthropic protocol)" => "openrouter",
            _ => continue,
        };
        let connection = preset.connection(&Settings::empty(), 0);
        for entry in connection.models().expect("models") {
            let known =
                Catalogue::bundled().upstream(upstream).and_then(|found| found.model(entry.id()));
            let known = known.unwrap_or_else(|| panic!("{}: {}", preset.name, entry.id()));
            assert_eq!(entry.context_window(), Some(known.context_window), "{}", entry.id());
            assert_eq!(entry.supports_images(), Some(known.images), "{}", entry.id());
            count += 1;
        }
    }
    assert_eq!(count, 9);
}

#[test]
fn endpoint_with_a_key_has_the_upstream_of_its_protocol() {
    for preset in presets() {
        let connection = preset.connection(&Settings::empty(), 0);
        if connection.provider_type() == "pi_compat" && connection.auth_type() != "none" {
            let upstream = match connection.text("customEndpoint.api") {
                Some("openai-completions") => "openai",
                Some("anthropic-messages") => "anthropic",
                other => panic!("{}: {other:?}", preset.name),
            };
            assert_eq!(connection.text("piAuthProvider"), Some(upstream), "{}", preset.name);
        }
    }
}
