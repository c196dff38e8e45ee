//! How a connection spells a model's id: Craft puts a prefix before it in the file of its own `pi`
//! connections, and takes it off before a provider sees it. People never read or type it.

use std::borrow::Cow;

use serde_json::Value;

use super::{ModelEntry, entry_id};
use crate::settings::catalogue::{shown_id, stored_id};
use crate::settings::connection::object::Connection;

/// What Craft's prefix means in a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Stored with the prefix, shown and sent without: `pi`.
    Prefixed,
    /// Stored as typed, shown and sent without the prefix: `pi_compat`.
    Stripped,
    /// The id is the provider's own and is never changed: every other type.
    Plain,
}

impl Spelling {
    /// A stored id as people read it and as the provider takes it.
    pub fn shown(self, id: &str) -> &str {
        match self {
            Self::Prefixed | Self::Stripped => shown_id(id),
            Self::Plain => id,
        }
    }

    /// A typed id as it is stored.
    pub fn stored(self, id: &str) -> Cow<'_, str> {
        match self {
            Self::Prefixed => stored_id(id),
            Self::Stripped | Self::Plain => Cow::Borrowed(id),
        }
    }

    /// Whether two ids, stored or typed, mean the same model.
    pub fn is_same(self, one: &str, other: &str) -> bool {
        self.shown(one) == self.shown(other)
    }
}

impl Connection {
    /// What Craft's prefix means here.
    pub fn spelling(&self) -> Spelling {
        match self.provider_type() {
            "pi" => Spelling::Prefixed,
            "pi_compat" => Spelling::Stripped,
            _ => Spelling::Plain,
        }
    }

    /// A stored id of a model as people read it and as the provider takes it.
    pub fn shown_model<'a>(&self, id: &'a str) -> &'a str {
        self.spelling().shown(id)
    }

    /// A typed id of a model as it is stored: as the list spells it, which Craft compares letter by
    /// letter, else by the type's rule.
    pub(crate) fn stored_model(&self, id: &str) -> String {
        let listed = self.model_ids().find(|listed| self.spelling().is_same(listed, id));
        listed.map_or_else(|| self.spelling().stored(id).into_owned(), str::to_owned)
    }

    /// Whether a model is among those of the list.
    pub(crate) fn lists_model(&self, id: &str) -> bool {
        self.model_ids().any(|listed| self.spelling().is_same(listed, id))
    }

    /// A value that a person gave for a field, with the ids of models as they are stored.
    pub fn stored_value(&self, path: &str, value: Value) -> Value {
        match (path, value) {
            ("defaultModel", Value::String(id)) => self.stored_model(&id).into(),
            ("models", Value::Array(entries)) => {
                let stored = |entry: Value| {
                    let id = self.spelling().stored(entry_id(&entry)).into_owned();
                    let mut entry = ModelEntry::new(entry);
                    if !id.is_empty() {
                        entry.set_id(&id);
                    }
                    entry.value().clone()
                };
                entries.into_iter().map(stored).collect()
            }
            (_, value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(provider: &str) -> Connection {
        Connection::new(json!({"providerType": provider, "models": ["listed", {"id": "pi/other"}]}))
    }

    #[test]
    fn only_a_pi_connection_stores_the_prefix_and_an_id_of_the_list_stays_as_it_is_there() {
        let stored = |provider, id| of(provider).stored_model(id);
        assert_eq!(
            ["new", "pi/new", "listed", "other"].map(|id| stored("pi", id)),
            ["pi/new", "pi/new", "listed", "pi/other"]
        );
        assert_eq!(
            ["new", "pi/new", "other"].map(|id| stored("pi_compat", id)),
            ["new", "pi/new", "pi/other"]
        );
        assert_eq!(["new", "pi/listed"].map(|id| stored("anthropic", id)), ["new", "pi/listed"]);
    }

    #[test]
    fn the_prefix_is_shown_where_craft_sends_it() {
        let shown = |provider| of(provider).shown_model("pi/other").to_owned();
        assert_eq!(["pi", "pi_compat", "anthropic"].map(shown), ["other", "other", "pi/other"]);
        assert!(of("pi").lists_model("pi/listed") && !of("anthropic").lists_model("other"));
    }

    #[test]
    fn each_entry_of_a_given_list_is_stored_in_its_form() {
        let value = json!(["new", {"id": "more", "x": 1}, {"no": "id"}, 7]);
        let stored = of("pi").stored_value("models", value);
        assert_eq!(stored, json!(["pi/new", {"id": "pi/more", "x": 1}, {"no": "id"}, 7]));
        assert_eq!(of("pi").stored_value("name", json!("new")), json!("new"));
    }
}
