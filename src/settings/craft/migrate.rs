//! The migration of a start: old types become current ones, and `models`, `defaultModel` and `modelSelectionMode` are
//! brought in step with the catalogue. Rules 1 to 12, in their order; all run.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::bedrock::inference_profile;
use super::entries::{Object, entries, filled, id_of, ids, is_falsy, same_set, set_id, text};
use crate::settings::catalogue::{
    Catalogue, CraftModel, Host, Order, SYNCED, THREE_TIERS, claude_models, stored_id,
};

/// Models of Claude's that Craft replaces: the old id, and the new one.
const CLAUDE_SUCCESSORS: [(&str, &str); 2] = [
    ("claude-opus-4-5-20251101", OPUS_4_6),
    ("claude-sonnet-4-5-20250929", "claude-sonnet-4-6"),
];
const OPUS_4_6: &str = "claude-opus-4-6";
const OPUS_4_7: &str = "claude-opus-4-7";

/// Rules 1 to 3: the types of older versions, and the two upstreams of `OpenAI`.
pub fn to_current_types(connection: &mut Object) {
    let auth = text(connection, "authType").unwrap_or_default();
    let becomes = match (text(connection, "providerType").unwrap_or_default(), auth) {
        ("openai", "oauth") => Some(("openai-codex", Some("ChatGPT Plus (via Pi)"))),
        ("openai", "api_key" | "api_key_with_endpoint") => {
            Some(("openai", Some("OpenAI API (via Pi)")))
        }
        ("openai_compat", _) => Some(("openai", None)),
        ("copilot", _) => Some(("github-copilot", Some("GitHub Copilot (via Pi)"))),
        _ => None,
    };
    if let Some((upstream, name)) = becomes {
        connection.insert("providerType".to_owned(), "pi".into());
        connection.insert("piAuthProvider".to_owned(), upstream.into());
        if let Some(name) = name {
            connection.insert("name".to_owned(), name.into());
        }
        for key in ["codexPath", "models", "defaultModel"] {
            connection.shift_remove(key);
        }
    }
    let auth = text(connection, "authType").unwrap_or_default();
    let keyed = matches!(auth, "api_key" | "api_key_with_endpoint");
    let login =
        auth == "oauth" && text(connection, "baseUrl").is_none_or(|url| url.trim().is_empty());
    if runs_in_pi(connection) {
        let upstream = match text(connection, "piAuthProvider") {
            Some("openai-codex") if keyed => "openai",
            Some("openai") if login => "openai-codex",
            _ => return,
        };
        connection.insert("piAuthProvider".to_owned(), upstream.into());
    }
}

/// Rules 4 to 10: `models`, `defaultModel` and `modelSelectionMode`.
pub fn models(connection: &mut Object, host: Host, catalogue: &'static Catalogue) {
    let offered = offered(connection, host, catalogue);
    let offered_ids: Vec<String> = offered
        .iter()
        .filter_map(id_of)
        .map(str::to_owned)
        .collect();
    if runs_in_pi(connection) && !is_falsy(connection.get("piAuthProvider")) {
        keep_in_step(connection, &offered, &offered_ids);
    }
    let none = is_falsy(connection.get("models")) || entries(connection).is_empty();
    if none && !offered.is_empty() {
        connection.insert("models".to_owned(), offered.into());
    }
    if let (true, Some(first)) = (
        is_falsy(connection.get("defaultModel")),
        offered_ids.first(),
    ) {
        connection.insert("defaultModel".to_owned(), first.as_str().into());
    }
    let default = connection.get("defaultModel");
    if !is_falsy(default) && !entries(connection).is_empty() {
        let listed = entries(connection)
            .iter()
            .any(|entry| default == id_of(entry).map(Value::from).as_ref());
        let first = entries(connection)
            .first()
            .and_then(id_of)
            .filter(|id| !id.is_empty());
        if let (false, Some(first)) = (listed, first.map(Value::from)) {
            connection.insert("defaultModel".to_owned(), first);
        }
    }
}

/// Rule 4: the models that Craft would give such a connection, as it writes them. The headless server has no catalogue
/// for `pi` while it migrates.
fn offered(connection: &Object, host: Host, catalogue: &'static Catalogue) -> Vec<Value> {
    match (text(connection, "providerType"), host) {
        (Some("pi"), Host::Desktop) => match connection.get("piAuthProvider") {
            upstream if is_falsy(upstream) => written(catalogue, None),
            Some(Value::String(upstream)) => written(catalogue, Some(upstream)),
            _ => Vec::new(),
        },
        (Some("pi"), Host::Server) | (Some("pi_compat"), _) => Vec::new(),
        _ => claude_models().to_vec(),
    }
}

fn written(catalogue: &'static Catalogue, upstream: Option<&str>) -> Vec<Value> {
    let models = catalogue.craft_models(upstream, Order::Preferred);
    models.iter().map(CraftModel::to_value).collect()
}

/// Rules 5 to 7: who keeps the list, and what that means for it.
fn keep_in_step(connection: &mut Object, offered: &[Value], offered_ids: &[String]) {
    let current = ids(connection);
    let stored = connection
        .get("modelSelectionMode")
        .filter(|mode| !mode.is_null());
    let mode: Value = match stored {
        _ if text(connection, "piAuthProvider") == Some("github-copilot") => SYNCED.into(),
        Some(stored) => stored.clone(),
        None if current.is_empty() || same_set(&current, offered_ids) => SYNCED.into(),
        None => THREE_TIERS.into(),
    };
    let synced = mode == SYNCED;
    connection.insert("modelSelectionMode".to_owned(), mode);
    if offered.is_empty() {
        return;
    }
    if synced {
        if !same_set(&current, offered_ids) {
            connection.insert("models".to_owned(), offered.into());
        }
        return;
    }
    let allowed: HashSet<&str> = offered_ids.iter().map(String::as_str).collect();
    let spelled = |id: &String| {
        let prefixed = stored_id(id);
        if !allowed.contains(id.as_str()) && allowed.contains(&*prefixed) {
            prefixed.into_owned()
        } else {
            id.clone()
        }
    };
    let canonical: Vec<String> = current.iter().map(spelled).collect();
    let kept: Vec<String> = canonical
        .iter()
        .filter(|id| allowed.contains(id.as_str()))
        .cloned()
        .collect();
    if kept.is_empty() {
        connection.insert("models".to_owned(), offered.into());
    } else if !same_set(&canonical, &current) || kept.len() != current.len() {
        connection.insert("models".to_owned(), kept.into());
    }
}

/// Rule 11: successors of Claude's models in an `anthropic` connection.
pub fn claude(connection: &mut Object, opus_restored: bool) {
    if text(connection, "providerType") != Some("anthropic") {
        return;
    }
    for (old, new) in CLAUDE_SUCCESSORS {
        if text(connection, "defaultModel") == Some(old) {
            connection.insert("defaultModel".to_owned(), new.into());
        }
        if let Some(Value::Array(models)) = connection.get_mut("models") {
            succeed(models, old, new);
        }
    }
    let Some(Value::Array(models)) = connection.get_mut("models") else {
        return;
    };
    let Some(opus) = claude_models().iter().find(|model| model["id"] == OPUS_4_6) else {
        return;
    };
    for entry in models.iter_mut().filter(|entry| **entry == OPUS_4_6) {
        *entry = opus.clone();
    }
    let lists = |id: &str| models.iter().any(|entry| id_of(entry) == Some(id));
    if !opus_restored && lists(OPUS_4_7) && !lists(OPUS_4_6) {
        models.push(opus.clone());
    }
}

/// The successor that Craft gives a model of Claude's.
pub fn successor(model: &str) -> Option<&'static str> {
    CLAUDE_SUCCESSORS
        .iter()
        .find(|(old, _)| *old == model)
        .map(|(_, new)| *new)
}

/// Puts the successor in the old model's place; the old one goes where the successor is listed already.
fn succeed(models: &mut Vec<Value>, old: &str, new: &str) {
    if models.iter().any(|entry| id_of(entry) == Some(new)) {
        models.retain(|entry| id_of(entry) != Some(old));
        return;
    }
    for entry in models.iter_mut().filter(|entry| id_of(entry) == Some(old)) {
        set_id(entry, new);
        if let Some(Value::String(name)) = entry.get_mut("name") {
            *name = name.replacen("4.5", "4.6", 1);
        }
    }
}

/// Rule 12: the three types that Craft gave up last. It comes after the rules about models, so that those see the old
/// type.
pub fn legacy_types(connection: &mut Object) {
    match text(connection, "providerType") {
        Some("bedrock") => {
            connection.insert("providerType".to_owned(), "pi".into());
            if is_falsy(connection.get("piAuthProvider")) {
                connection.insert("piAuthProvider".to_owned(), "amazon-bedrock".into());
            }
            name_profiles(connection);
        }
        Some("vertex") => {
            connection.insert("providerType".to_owned(), "pi".into());
            connection.insert("piAuthProvider".to_owned(), "google-vertex".into());
        }
        Some("anthropic_compat") => {
            connection.insert("providerType".to_owned(), "pi_compat".into());
            connection.insert(
                "customEndpoint".to_owned(),
                json!({"api": "anthropic-messages"}),
            );
        }
        Some("pi") if text(connection, "piAuthProvider") == Some("amazon-bedrock") => {
            name_profiles(connection);
        }
        _ => {}
    }
}

/// Turns Claude's ids into the names of inference profiles.
fn name_profiles(connection: &mut Object) {
    if let Some(profile) = filled(connection, "defaultModel").and_then(inference_profile) {
        connection.insert("defaultModel".to_owned(), profile.into());
    }
    if let Some(Value::Array(models)) = connection.get_mut("models") {
        for entry in models {
            if let Some(profile) = id_of(entry).and_then(inference_profile) {
                set_id(entry, &profile);
            }
        }
    }
}

/// Whether Craft runs its chats in the subprocess of its runtime.
fn runs_in_pi(connection: &Object) -> bool {
    matches!(text(connection, "providerType"), Some("pi" | "pi_compat"))
}
