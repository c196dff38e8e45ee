//! Models that providers are known to have, and what people call them: suggestions, where a connection lists none.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::connection::Connection;
use super::listed::ListedModel;
use super::models::{entry_id, entry_name};
use super::redact::redacted_text;

/// One model that a connection may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Offer {
    /// As the provider calls it.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// Whether only the endpoint says that there is one.
    #[serde(skip)]
    pub only_listed: bool,
}

/// Those of `assets/models.json`, by the upstream's value of `piAuthProvider`.
static MODELS: LazyLock<HashMap<String, Vec<Offer>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../assets/models.json"))
        .expect("the models are data of this program, held by a test")
});

static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let all = MODELS.values().flatten();
    all.map(|m| (m.id.as_str(), m.name.as_str())).collect()
});

impl Connection {
    /// The models to choose from: its own, else those that its provider is known to have.
    pub fn offered_models(&self) -> Vec<Offer> {
        let mut own: Vec<Offer> = self
            .models()
            .unwrap_or_default()
            .iter()
            .filter(|entry| !entry.id().is_empty())
            .map(|entry| Offer {
                id: entry.id().to_owned(),
                name: self.model_name(entry.id()),
                only_listed: false,
            })
            .collect();
        own.dedup();
        if !own.is_empty() {
            return own;
        }
        let known = self.upstream().and_then(|key| MODELS.get(key));
        known.cloned().unwrap_or_default()
    }

    /// The same, and behind them what its endpoint lists besides.
    pub fn offered_models_with(&self, listed: &[ListedModel]) -> Vec<Offer> {
        let mut offered = self.offered_models();
        let known: HashSet<String> = offered.iter().map(|offer| offer.id.clone()).collect();
        let others = listed.iter().filter(|model| !known.contains(&model.id));
        offered.extend(others.map(|model| Offer {
            id: model.id.clone(),
            name: redacted_text(model.name.as_deref().unwrap_or(&model.id)),
            only_listed: true,
        }));
        offered
    }

    /// What people call a model of it: by its own entry, else by its known name, else by its id; never what looks like a key.
    pub fn model_name(&self, id: &str) -> String {
        let entries = self.get("models").and_then(Value::as_array);
        let own = entries.into_iter().flatten().find(|e| entry_id(e) == id);
        let name = own.and_then(entry_name).or_else(|| NAMES.get(id).copied());
        redacted_text(name.unwrap_or(id))
    }

    /// Whose models it reaches; none for an endpoint of the user's own.
    pub(super) fn upstream(&self) -> Option<&str> {
        match self.provider_type() {
            "anthropic" => Some("anthropic"),
            "pi" => self.text("piAuthProvider"),
            _ if self.is_compat() => None,
            _ => self.becomes().and_then(|(_, upstream)| upstream),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn its_own_models_go_before_the_known_ones_and_an_own_endpoint_has_none_that_are_known() {
        let ids = |value| -> Vec<String> {
            let offered = Connection::new(value).offered_models();
            offered.into_iter().map(|offer| offer.id).collect()
        };
        assert_eq!(
            ids(json!({"providerType": "anthropic", "models": ["mine"]})),
            ["mine"]
        );
        assert!(
            ids(json!({"providerType": "anthropic"})).contains(&"claude-sonnet-4-6".to_owned())
        );
        let codex = json!({"providerType": "openai", "authType": "oauth"});
        assert!(ids(codex).iter().all(|id| id.contains("codex")));
        assert_eq!(ids(json!({"providerType": "openai_compat"})), [""; 0]);
    }

    #[test]
    fn a_model_is_called_by_its_entry_then_by_its_known_name_then_by_its_id() {
        let connection = Connection::new(
            json!({"providerType": "anthropic", "models": [{"id": "a", "name": "Mine"}, "claude-opus-4-6", "b"]}),
        );
        let name = |id| connection.model_name(id);
        assert_eq!(
            [name("a"), name("claude-opus-4-6"), name("b"), name("c")],
            ["Mine", "Opus 4.6", "b", "c"]
        );
    }
}
