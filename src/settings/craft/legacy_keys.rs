//! Top-level keys from older versions: a start turns them into a connection or a default model, and
//! removes them.

use serde_json::{Value, json};

use super::entries::{Object, filled, is_falsy, text};
use super::next_start::outside_connections::FileChange;
use crate::settings::DEFAULT;
use crate::settings::catalogue::{Catalogue, CraftModel, Host, Order, SYNCED, claude_models};

/// Top-level keys from older versions that a start removes (run).
pub(crate) const LEGACY_KEYS: [&str; 6] =
    ["authType", "anthropicBaseUrl", "customModel", "model", OPENAI_VARIANT, MODEL_DEFAULTS];

/// Of these, the ones that become a connection's default model.
pub(crate) const MODEL_KEYS: [&str; 2] = ["model", MODEL_DEFAULTS];

/// Removed only if it has a value.
const OPENAI_VARIANT: &str = "openaiVariant";

/// Removed when it has been moved.
const MODEL_DEFAULTS: &str = "modelDefaults";

/// Removes the top-level keys from older versions. A legacy `model` becomes the default for Claude
/// (read).
pub(super) fn remove(after: &mut Object, changes: &mut Vec<FileChange>) {
    if let Some(model) = filled(after, "model").map(str::to_owned) {
        let mut defaults =
            after.get(MODEL_DEFAULTS).and_then(Value::as_object).cloned().unwrap_or_default();
        defaults.insert("anthropic".to_owned(), model.into());
        after.insert(MODEL_DEFAULTS.to_owned(), defaults.into());
    }
    for key in LEGACY_KEYS {
        let stays = match key {
            OPENAI_VARIANT => is_falsy(after.get(key)),
            MODEL_DEFAULTS => true,
            _ => false,
        };
        if !stays && after.shift_remove(key).is_some() {
            changes.push(FileChange::LegacyKeyRemoved(key.to_owned()));
        }
    }
}

/// Moves `modelDefaults` into the default models of the matching connections, after the rules about
/// models.
pub(crate) fn move_model_defaults(
    after: &mut Object,
    connections: &mut [&mut Object],
    changes: &mut Vec<FileChange>,
) {
    if is_falsy(after.get(MODEL_DEFAULTS)) {
        return;
    }
    let Some(defaults) = after.shift_remove(MODEL_DEFAULTS) else {
        return;
    };
    let default = filled(after, DEFAULT).map(str::to_owned);
    let model = |key: &str| defaults.get(key).and_then(Value::as_str).filter(|id| !id.is_empty());
    let is = |c: &Object, types: &[&str]| {
        text(c, "providerType").is_some_and(|kind| types.contains(&kind))
    };
    let claude = connections
        .iter()
        .position(|c| is(c, &["anthropic"]) && text(c, "slug") == default.as_deref());
    let claude = claude.or_else(|| connections.iter().position(|c| is(c, &["anthropic"])));
    let openai = connections.iter().position(|c| is(c, &["openai", "openai_compat"]));
    for (key, position) in [("anthropic", claude), ("openai", openai)] {
        if let (Some(model), Some(position)) = (model(key), position) {
            let connection = &mut *connections[position];
            connection.insert("defaultModel".to_owned(), model.into());
            changes.push(FileChange::ModelDefaultMoved {
                connection: text(connection, "slug").unwrap_or_default().to_owned(),
                model: model.to_owned(),
            });
        }
    }
    changes.push(FileChange::LegacyKeyRemoved(MODEL_DEFAULTS.to_owned()));
}

/// The connection that the top-level keys from an older version describe (read).
pub(super) fn connection(root: &Object, host: Host, now_ms: u64) -> Option<Object> {
    let endpoint = filled(root, "anthropicBaseUrl");
    let codex = |upstream: &str| -> Vec<Value> {
        let models = match host {
            Host::Desktop => Catalogue::bundled().craft_models(Some(upstream), Order::Preferred),
            Host::Server => Vec::new(),
        };
        models.iter().map(CraftModel::to_value).collect()
    };
    let mut connection = match text(root, "authType")? {
        "oauth_token" => {
            json!({"slug": "claude-max", "name": "Claude Max", "providerType": "anthropic", "authType": "oauth",
            "models": claude_models()})
        }
        "codex_oauth" => {
            json!({"slug": "codex", "name": "ChatGPT Plus (via Pi)", "providerType": "pi", "authType": "oauth",
            "piAuthProvider": "openai-codex", "modelSelectionMode": SYNCED, "models": codex("openai-codex")})
        }
        "codex_api_key" => {
            json!({"slug": "codex-api", "name": "OpenAI API (via Pi)", "providerType": "pi", "authType": "api_key",
            "piAuthProvider": "openai", "modelSelectionMode": SYNCED, "models": codex("openai")})
        }
        "api_key" if endpoint.is_some() => {
            json!({"slug": "anthropic-api", "name": "Custom Anthropic-Compatible",
            "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "customEndpoint": {"api": "anthropic-messages"}, "models": []})
        }
        "api_key" => {
            json!({"slug": "anthropic-api", "name": "Anthropic (API Key)", "providerType": "anthropic",
            "authType": "api_key", "models": claude_models()})
        }
        _ => return None,
    };
    let connection = connection.as_object_mut()?;
    connection.insert("createdAt".to_owned(), now_ms.into());
    if let Some(endpoint) = endpoint {
        connection.insert("baseUrl".to_owned(), endpoint.into());
    }
    if let Some(model) = filled(root, "customModel") {
        connection.insert("defaultModel".to_owned(), model.into());
    }
    Some(std::mem::take(connection))
}
