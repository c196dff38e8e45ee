//! The host that rows name is the one that the whole answer names.

use std::cell::Cell;
use std::fs;

use llm_connections::settings::connection::presets::presets;
use llm_connections::settings::craft::request::CraftRequest;
use llm_connections::settings::{Connection, Settings};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::properties::connection;

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
    let named = connection.asked_host();
    let is_blank = request.host().trim().is_empty();
    let may_be_unknown = is_blank || WITHOUT_A_HOST.contains(&request.upstream.as_str());
    if named == Some(request.host()) || named.is_none() && may_be_unknown {
        return Ok(true);
    }
    Err(format!("{named:?}, not {} of {:?}", request.host(), connection.value()))
}

/// Whether the model does not choose the upstream, as it does where none is named, and Craft was
/// run: it was not without a default model, and a start takes none from a list that begins with
/// what is no model.
fn is_certain(craft_request: &CraftRequest) -> bool {
    let text =
        |key| craft_request.object.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    let first = craft_request.object.get("models").and_then(|models| models.get(0));
    let id = first.map(|model| model.as_str().or_else(|| model.get("id")?.as_str()));
    let begins_empty = id.is_some_and(|id| id.unwrap_or_default().is_empty());
    text("providerType") == "anthropic"
        || !begins_empty && !text("defaultModel").is_empty() && !text("piAuthProvider").is_empty()
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
