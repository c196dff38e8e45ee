//! How a connection spells model ids. Craft prefixes them in the file for its own `pi` connections
//! and strips the prefix before sending them to a provider. People never see or type the prefix.

use std::borrow::Cow;

use serde_json::Value;

use super::{ModelEntry, entry_id};
use crate::settings::catalogue::{shown_id, stored_id};
use crate::settings::connection::object::Connection;

/// How a connection treats Craft's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Stored with the prefix, shown and sent without it: `pi`.
    Prefixed,
    /// Stored as typed, shown and sent without the prefix: `pi_compat`.
    Stripped,
    /// The id is the provider's own and never changes: every other type.
    Plain,
}

impl Spelling {
    /// A stored id without the prefix, as shown to people and sent to the provider.
    pub fn shown(self, id: &str) -> &str {
        match self {
            Self::Prefixed | Self::Stripped => shown_id(id),
            Self::Plain => id,
        }
    }

    /// The stored form of a typed id.
    pub fn stored(self, id: &str) -> Cow<'_, str> {
        match self {
            Self::Prefixed => stored_id(id),
            Self::Stripped | Self::Plain => Cow::Borrowed(id),
        }
    }

    /// Whether two ids, stored or typed, refer to the same model.
    pub(crate) fn is_same(self, one: &str, other: &str) -> bool {
        self.shown(one) == self.shown(other)
    }
}

impl Connection {
    /// How this connection treats Craft's prefix.
    pub fn spelling(&self) -> Spelling {
        match self.provider_type() {
            "pi" => Spelling::Prefixed,
            "pi_compat" => Spelling::Stripped,
            _ => Spelling::Plain,
        }
    }

    /// A stored model id as shown to people and sent to the provider.
    pub(crate) fn shown_model<'a>(&self, id: &'a str) -> &'a str {
        self.spelling().shown(id)
    }

    /// The stored form of a typed model id: as the list spells it, since Craft compares letter by
    /// letter, else by the type's rule.
    pub(crate) fn stored_model(&self, id: &str) -> String {
        let listed = self.model_ids().find(|listed| self.spelling().is_same(listed, id));
        listed.map_or_else(|| self.spelling().stored(id).into_owned(), str::to_owned)
    }

    /// Whether the list contains a model.
    pub(crate) fn lists_model(&self, id: &str) -> bool {
        self.model_ids().any(|listed| self.spelling().is_same(listed, id))
    }

    /// A value entered for a field, with model ids in their stored form.
    pub(crate) fn stored_value(&self, path: &str, value: Value) -> Value {
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
    fn only_pi_stores_the_prefix_and_listed_ids_keep_their_spelling() {
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
    fn prefix_is_shown_where_craft_sends_it() {
        let shown = |provider| of(provider).shown_model("pi/other").to_owned();
        assert_eq!(["pi", "pi_compat", "anthropic"].map(shown), ["other", "other", "pi/other"]);
        assert!(of("pi").lists_model("pi/listed") && !of("anthropic").lists_model("other"));
    }

    #[test]
    fn entries_of_an_entered_list_are_stored_in_their_form() {
        let value = json!(["new", {"id": "more", "x": 1}, {"no": "id"}, 7]);
        let stored = of("pi").stored_value("models", value);
        assert_eq!(stored, json!(["pi/new", {"id": "pi/more", "x": 1}, {"no": "id"}, 7]));
        assert_eq!(of("pi").stored_value("name", json!("new")), json!("new"));
    }
}
