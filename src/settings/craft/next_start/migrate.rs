//! The migration during a start: old types become current ones, and `models`, `defaultModel` and
//! `modelSelectionMode` are synced with the catalog. Rules 1 to 12, in order; all run.

use serde_json::{Value, json};

use crate::settings::catalogue::{Host, Order, SYNCED, THREE_TIERS, claude_models, stored_id};
use crate::settings::craft::bedrock::inference_profile;
use crate::settings::craft::draft::{CraftList, StartDraft};
use crate::settings::craft::entries::{
    Object, filled, id_of, ids, is_falsy, same_set, set_id, text,
};

/// Claude models that Craft replaces: the old id and the new one.
const CLAUDE_SUCCESSORS: [(&str, &str); 2] =
    [("claude-opus-4-5-20251101", OPUS_4_6), ("claude-sonnet-4-5-20250929", "claude-sonnet-4-6")];
const OPUS_4_6: &str = "claude-opus-4-6";
const OPUS_4_7: &str = "claude-opus-4-7";

/// Rules 1 to 3: types from older versions, and the two upstreams of `OpenAI`.
pub(crate) fn to_current_types(connection: &mut Object) {
    if let Some((upstream, name)) = first_removed_type(connection) {
        connection.insert("providerType".to_owned(), "pi".into());
        connection.insert("piAuthProvider".to_owned(), upstream.into());
        if let Some(name) = name {
            connection.insert("name".to_owned(), name.into());
        }
        for key in ["codexPath", "models", "defaultModel"] {
            connection.shift_remove(key);
        }
    }
    if let Some(upstream) = next_upstream(connection) {
        connection.insert("piAuthProvider".to_owned(), upstream.into());
    }
}

/// Rules 2 and 3 for a connection that already uses `pi`: its upstream after a start, if that
/// changes.
pub(in crate::settings::craft) fn next_upstream(connection: &Object) -> Option<&'static str> {
    let upstream = text(connection, "piAuthProvider").unwrap_or_default();
    replacement_upstream(upstream, connection).filter(|_| runs_in_pi(connection))
}

/// Rule 1: the upstream of a type that Craft removed first, and its new name.
fn first_removed_type(connection: &Object) -> Option<(&'static str, Option<&'static str>)> {
    let auth = text(connection, "authType").unwrap_or_default();
    match (text(connection, "providerType")?, auth) {
        ("openai", "oauth") => Some(("openai-codex", Some("ChatGPT Plus (via Pi)"))),
        ("openai", "api_key" | "api_key_with_endpoint") => {
            Some(("openai", Some("OpenAI API (via Pi)")))
        }
        ("openai_compat", _) => Some(("openai", None)),
        ("copilot", _) => Some(("github-copilot", Some("GitHub Copilot (via Pi)"))),
        _ => None,
    }
}

/// Rules 2 and 3: the replacement for an upstream.
fn replacement_upstream(upstream: &str, connection: &Object) -> Option<&'static str> {
    let auth = text(connection, "authType").unwrap_or_default();
    let without_url = || text(connection, "baseUrl").is_none_or(|url| url.trim().is_empty());
    match (upstream, auth) {
        ("openai-codex", "api_key" | "api_key_with_endpoint") => Some("openai"),
        ("openai", "oauth") if without_url() => Some("openai-codex"),
        _ => None,
    }
}

/// The type and upstream that a start gives a connection of an older type, by rules 1, 3 and 12;
/// None for current and unknown types.
pub(crate) fn converted_type(connection: &Object) -> Option<(&'static str, Option<&str>)> {
    if let Some((upstream, _)) = first_removed_type(connection) {
        return Some(("pi", Some(replacement_upstream(upstream, connection).unwrap_or(upstream))));
    }
    let stored = filled(connection, "piAuthProvider");
    match text(connection, "providerType")? {
        "bedrock" => Some(("pi", Some(stored.unwrap_or("amazon-bedrock")))),
        "vertex" => Some(("pi", Some("google-vertex"))),
        "anthropic_compat" => Some(("pi_compat", stored)),
        _ => None,
    }
}

/// Rules 4 to 10: `models`, `defaultModel` and `modelSelectionMode`.
pub(in crate::settings::craft) fn models(connection: &mut StartDraft, host: Host) {
    let offered = offered(&connection.keys, host);
    if runs_in_pi(&connection.keys) && !is_falsy(connection.keys.get("piAuthProvider")) {
        follow_selection_mode(connection, offered);
    }
    let offered = offered.filter(|offered| !offered.is_empty());
    if let Some(offered) = offered.filter(|_| connection.has_no_models()) {
        connection.set_list(offered);
    }
    let first = offered.and_then(CraftList::first_id);
    if let (true, Some(first)) = (is_falsy(connection.keys.get("defaultModel")), first) {
        connection.keys.insert("defaultModel".to_owned(), first.into());
    }
    let default = connection.keys.get("defaultModel");
    if !is_falsy(default) && !connection.has_no_models() {
        let listed = connection.lists(default);
        let first = connection.first_id();
        let first = first.filter(|id| !id.is_empty()).map(Value::from);
        if let (false, Some(first)) = (listed, first) {
            connection.keys.insert("defaultModel".to_owned(), first);
        }
    }
}

/// Rule 4: the models that Craft would give such a connection, as it writes them. The headless
/// server has no `pi` catalog during its migration.
fn offered(connection: &Object, host: Host) -> Option<&'static CraftList> {
    let of = |upstream| CraftList::of_upstream(upstream, Order::Preferred);
    match (text(connection, "providerType"), host) {
        (Some("pi"), Host::Desktop) => match connection.get("piAuthProvider") {
            upstream if is_falsy(upstream) => Some(of(None)),
            Some(Value::String(upstream)) => Some(of(Some(upstream))),
            _ => None,
        },
        (Some("pi"), Host::Server) | (Some("pi_compat"), _) => None,
        _ => Some(CraftList::of_claude()),
    }
}

/// Rules 5 to 7: the selection mode and its effect on the list.
fn follow_selection_mode(connection: &mut StartDraft, offered: Option<&'static CraftList>) {
    let current = ids(&connection.keys);
    let is_same =
        |ids: &[String]| offered.map_or(ids.is_empty(), |offered| offered.is_same_set(ids));
    let stored = connection.keys.get("modelSelectionMode").filter(|mode| !mode.is_null());
    let mode: Value = match stored {
        _ if text(&connection.keys, "piAuthProvider") == Some("github-copilot") => SYNCED.into(),
        Some(stored) => stored.clone(),
        None if current.is_empty() || is_same(&current) => SYNCED.into(),
        None => THREE_TIERS.into(),
    };
    let synced = mode == SYNCED;
    connection.keys.insert("modelSelectionMode".to_owned(), mode);
    let Some(offered) = offered.filter(|offered| !offered.is_empty()) else {
        return;
    };
    if synced {
        if !is_same(&current) {
            connection.set_list(offered);
        }
        return;
    }
    let spelled = |id: &String| {
        let prefixed = stored_id(id);
        if !offered.contains(id) && offered.contains(&prefixed) {
            prefixed.into_owned()
        } else {
            id.clone()
        }
    };
    let canonical: Vec<String> = current.iter().map(spelled).collect();
    let offered_ids: Vec<String> =
        canonical.iter().filter(|id| offered.contains(id)).cloned().collect();
    if offered_ids.is_empty() {
        connection.set_list(offered);
    } else if !same_set(&canonical, &current) || offered_ids.len() != current.len() {
        connection.keys.insert("models".to_owned(), offered_ids.into());
    }
}

/// Rule 11: successors of Claude models in an `anthropic` connection.
pub(in crate::settings::craft) fn claude(connection: &mut StartDraft, opus_restored: bool) {
    if text(&connection.keys, "providerType") != Some("anthropic") {
        return;
    }
    let connection = connection.whole();
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

/// Craft's successor for a Claude model.
pub(crate) fn successor(model: &str) -> Option<&'static str> {
    CLAUDE_SUCCESSORS.iter().find(|(old, _)| *old == model).map(|(_, new)| *new)
}

/// Replaces the old model with its successor, or removes it if the successor is already listed.
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

/// Rule 12: the three types that Craft removed last. It follows the rules about models, which must
/// see the old type.
pub(crate) fn legacy_types(draft: &mut StartDraft) {
    let connection = &mut draft.keys;
    match text(connection, "providerType") {
        Some("bedrock") => {
            connection.insert("providerType".to_owned(), "pi".into());
            if is_falsy(connection.get("piAuthProvider")) {
                connection.insert("piAuthProvider".to_owned(), "amazon-bedrock".into());
            }
            map_to_profiles(draft);
        }
        Some("vertex") => {
            connection.insert("providerType".to_owned(), "pi".into());
            connection.insert("piAuthProvider".to_owned(), "google-vertex".into());
        }
        Some("anthropic_compat") => {
            connection.insert("providerType".to_owned(), "pi_compat".into());
            connection.insert("customEndpoint".to_owned(), json!({"api": "anthropic-messages"}));
        }
        Some("pi") if text(connection, "piAuthProvider") == Some("amazon-bedrock") => {
            map_to_profiles(draft);
        }
        _ => {}
    }
}

/// Maps Claude ids to inference profiles.
fn map_to_profiles(draft: &mut StartDraft) {
    if let Some(profile) = filled(&draft.keys, "defaultModel").and_then(inference_profile) {
        draft.keys.insert("defaultModel".to_owned(), profile.into());
    }
    if !draft.has_id(|id| inference_profile(id).is_some()) {
        return;
    }
    let connection = draft.whole();
    if let Some(Value::Array(models)) = connection.get_mut("models") {
        for entry in models {
            if let Some(profile) = id_of(entry).and_then(inference_profile) {
                set_id(entry, &profile);
            }
        }
    }
}

/// Whether Craft runs its chats in its runtime's subprocess.
fn runs_in_pi(connection: &Object) -> bool {
    matches!(text(connection, "providerType"), Some("pi" | "pi_compat"))
}
