//! The host that rows name is the one that the whole answer names.

use std::cell::Cell;
use std::fs;

use llm_connections::settings::connection::presets::presets;
use llm_connections::settings::craft::craft_request::CraftRequest;
use llm_connections::settings::{Connection, Settings};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::craft::properties::connection;

/// The upstreams with no host of their own, and Copilot, with the host that its login names.
const WITHOUT_A_HOST: [&str; 3] = ["amazon-bedrock", "google-vertex", "github-copilot"];

/// Compares the host of a connection for which a request is sent; whether there was one.
fn agrees(connection: &Connection) -> Result<bool, String> {
    let craft_request = connection.craft_request().filter(is_certain);
    let Some(request) =
        craft_request.as_ref().and_then(|craft_request| craft_request.sends.request())
    else {
        return Ok(false);
    };
    let named = connection.chat_host();
    let is_blank = request.host().trim().is_empty();
    let may_be_unknown = is_blank || WITHOUT_A_HOST.contains(&request.upstream.as_str());
    if named.map(str::trim) == Some(request.host().trim()) || named.is_none() && may_be_unknown {
        return Ok(true);
    }
    Err(format!("{named:?}, not {} of {:?}", request.host(), connection.value()))
}

/// Whether Craft was run with what decides: a list of models as Craft writes one, a default model,
/// and an upstream, without which the model chooses it.
fn is_certain(craft_request: &CraftRequest<'_>) -> bool {
    let is_filled = |key| {
        let text = craft_request.object().get(key).and_then(Value::as_str);
        text.is_some_and(|text| !text.trim().is_empty())
    };
    let has_id = |model: &Value| {
        let id = model.as_str().or_else(|| model.get("id")?.as_str());
        id.is_some_and(|id| !id.trim().is_empty())
    };
    let models = craft_request.object().get("models");
    let is_list = models
        .is_none_or(|models| models.as_array().is_some_and(|models| models.iter().all(has_id)));
    let is_claude =
        craft_request.object().get("providerType").is_some_and(|kind| kind == "anthropic");
    is_list && (is_claude || is_filled("defaultModel") && is_filled("piAuthProvider"))
}

#[test]
fn a_row_names_the_host_that_the_whole_answer_names() {
    let sent = Cell::new(0);
    let cases = if cfg!(debug_assertions) { 2_000 } else { 20_000 };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(object in connection())| {
        let agreed = agrees(&Connection::new(Value::Object(object)));
        prop_assert!(agreed.is_ok(), "{:?}", agreed);
        sent.set(sent.get() + u32::from(agreed == Ok(true)));
    });
    assert!(sent.get() > 200, "only {} requests were compared", sent.get());
}

#[test]
fn every_preset_and_both_sample_trees_name_the_host_that_is_asked() {
    let settings = Settings::from_value(json!({"workspaces": []})).expect("usable");
    let mut all: Vec<Connection> =
        presets().iter().map(|preset| preset.connection(&settings, 1)).collect();
    for tree in ["healthy", "broken"] {
        let path =
            format!("{}/assets/demo/{tree}/craft-agent/config.json", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).expect("a file");
        let config: Value = serde_json::from_str(&text).expect("JSON");
        let list = config["llmConnections"].as_array().expect("a list");
        all.extend(list.iter().cloned().map(Connection::new));
    }
    let sent = all.iter().filter(|connection| agrees(connection).expect("the same host")).count();
    assert!(sent > 40, "only {sent} requests were compared");
}
