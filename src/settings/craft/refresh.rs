//! The refresh of a start: models come anew from the catalogue or from the provider, and whatever Craft then writes
//! back keeps only the fields that it knows. Rules 13 to 17; all run.

use serde_json::Value;

use super::entries::{Object, entries, id_of, is_falsy, text};
use super::live::{LiveLists, anthropic_entries, copilot_entries};
use crate::settings::catalogue::{Catalogue, CraftModel, Order, THREE_TIERS, claude_models};

/// The keys that Craft writes back, in its order.
pub const KEPT: [&str; 14] = [
    "slug",
    "name",
    "providerType",
    "type",
    "authType",
    "createdAt",
    "baseUrl",
    "models",
    "defaultModel",
    "modelSelectionMode",
    "piAuthProvider",
    "customEndpoint",
    "midStreamBehavior",
    "lastUsedAt",
];

/// Rules 13 to 16: the models that a refresh writes; none where it writes nothing.
pub fn models(
    connection: &Object,
    live: &LiveLists,
    catalogue: &'static Catalogue,
) -> Option<Vec<Value>> {
    let models = match text(connection, "providerType")? {
        "anthropic" => match live.anthropic.as_deref().map(anthropic_entries) {
            Some(list) if !list.is_empty() => list,
            _ if entries(connection).is_empty() => claude_models().to_vec(),
            _ => return None,
        },
        "pi" => of_pi(connection, live, catalogue)?,
        _ => return None,
    };
    (!models.is_empty()).then_some(models)
}

/// Rules 14 and 16: of a `pi` connection.
fn of_pi(
    connection: &Object,
    live: &LiveLists,
    catalogue: &'static Catalogue,
) -> Option<Vec<Value>> {
    let upstream = match connection.get("piAuthProvider") {
        upstream if is_falsy(upstream) => None,
        Some(Value::String(upstream)) => Some(upstream.as_str()),
        _ => return None,
    };
    let copilot = upstream == Some("github-copilot");
    if copilot {
        let list = live.copilot.as_deref().map(copilot_entries);
        if let Some(list) = list.filter(|list| !list.is_empty()) {
            return Some(list);
        }
    } else if text(connection, "modelSelectionMode") == Some(THREE_TIERS) {
        return None;
    }
    let models = catalogue.craft_models(upstream, Order::Plain);
    Some(models.iter().map(CraftModel::to_value).collect())
}

/// The object as Craft writes it back with other models: the default stays where it is listed, and becomes the first
/// else; rule 17 says which keys stay.
pub fn written(connection: &Object, models: Vec<Value>) -> Object {
    let default = connection.get("defaultModel");
    let listed = models
        .iter()
        .any(|entry| default == id_of(entry).map(Value::from).as_ref());
    let first = models.first().and_then(id_of).map(Value::from);
    let default = if listed { default.cloned() } else { first };
    let mut all = connection.clone();
    all.insert("models".to_owned(), models.into());
    if let Some(default) = default {
        all.insert("defaultModel".to_owned(), default);
    }
    kept(&all)
}

/// Rule 17: only the keys that Craft knows, in its order.
pub fn kept(connection: &Object) -> Object {
    let known = KEPT.iter().filter_map(|key| connection.get_key_value(*key));
    known
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
