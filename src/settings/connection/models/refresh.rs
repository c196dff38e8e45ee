//! Refreshes a stored model list from the endpoint's list: a preview of the changes for
//! confirmation, and the change itself.

use super::list::ModelList;
use super::listed::{ChangedModel, ListedModel, is_same, lists};
use crate::settings::connection::object::Connection;

/// The differences between a stored list and the endpoint's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refresh {
    /// The listed chat models that are not stored.
    pub new: Vec<ListedModel>,
    pub changed: Vec<ChangedModel>,
    /// The shown ids of stored models that are not listed: removed by the provider, or typed by a
    /// person.
    pub unlisted: Vec<String>,
    /// The default model's shown id, if it is not listed.
    pub unlisted_default: Option<String>,
}

impl Refresh {
    /// What a refresh of a connection's list would change.
    pub fn of(connection: &Connection, listed: &[ListedModel]) -> Self {
        let stored = ModelList::of(connection);
        let find = |id: &str| listed.iter().find(|model| is_same(&model.id, id));
        let is_stored = |model: &&ListedModel| {
            stored.entries.iter().any(|entry| is_same(stored.shown_id(entry), &model.id))
        };
        let new = listed.iter().filter(|model| model.answers_chats() && !is_stored(model));
        let reads_entries = connection.reads_model_entries();
        let read = stored.entries.iter().filter(|_| reads_entries);
        let changed =
            read.filter_map(|entry| ChangedModel::between(entry, find(stored.shown_id(entry))?));
        let ids = stored.entries.iter().map(|entry| stored.shown_id(entry));
        let unlisted = ids.filter(|id| !id.is_empty() && !lists(listed, id));
        let default = stored.shown_default().filter(|id| !lists(listed, id));
        Self {
            new: new.cloned().collect(),
            changed: changed.collect(),
            unlisted: unlisted.map(str::to_owned).collect(),
            unlisted_default: default.map(str::to_owned),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self, removes_unlisted: bool) -> bool {
        let removes_none = !removes_unlisted || self.unlisted.is_empty();
        self.new.is_empty() && self.changed.is_empty() && removes_none
    }

    /// The connection with its list refreshed. If its default model is removed, the first in the
    /// list becomes the default.
    #[must_use]
    pub fn applied(&self, connection: &Connection, removes_unlisted: bool) -> Connection {
        let mut list = ModelList::of(connection);
        let had_default = list.default.is_some();
        list.update(&self.changed);
        let unwanted: &[String] = if removes_unlisted { &self.unlisted } else { &[] };
        list.choose(&self.new, unwanted);
        if had_default && list.default.is_none() && !list.entries.is_empty() {
            list.toggle_default(0);
        }
        connection.changed(&list.changes(connection))
    }
}

#[cfg(test)]
mod tests {
    use super::super::stated::{Basis, Stated, StatedBy};
    use super::*;
    use serde_json::{Value, json};

    fn listed(id: &str, window: Option<(u64, Basis)>, images: Option<bool>) -> ListedModel {
        let source = |basis| StatedBy { server: None, key: "k", basis };
        ListedModel {
            id: id.to_owned(),
            context_window: window.map(|(value, basis)| Stated { value, source: source(basis) }),
            supports_images: images.map(|value| Stated { value, source: source(Basis::Stated) }),
            ..ListedModel::default()
        }
    }

    fn connection(models: &Value, default: &str) -> Connection {
        Connection::new(
            json!({"providerType": "pi_compat", "models": models, "defaultModel": default, "x": 1}),
        )
    }

    #[test]
    fn refresh_separates_new_changed_and_unlisted_and_preserves_keys() {
        let stored = connection(
            &json!(["own", {"id": "a", "name": "A", "contextWindow": 5, "y": [1]}, "b:latest"]),
            "own",
        );
        let list = [
            listed("a", Some((32_768, Basis::Served)), Some(true)),
            listed("b", None, None),
            listed("c", None, Some(false)),
            listed("nomic-embed-text", None, None),
        ];
        let refresh = Refresh::of(&stored, &list);
        let ids = |models: &[ListedModel]| models.iter().map(|m| m.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&refresh.new), ["c"]);
        assert_eq!(refresh.unlisted, ["own"]);
        assert_eq!(refresh.unlisted_default.as_deref(), Some("own"));
        assert_eq!(
            (refresh.changed[0].context_window, refresh.changed[0].supports_images),
            (Some((Some(5), 32_768)), Some((None, true)))
        );
        let a = json!({"id": "a", "name": "A", "contextWindow": 32_768, "y": [1], "supportsImages": true});
        let c = json!({"id": "c", "supportsImages": false});
        assert_eq!(
            refresh.applied(&stored, false),
            connection(&json!(["own", a, "b:latest", c]), "own")
        );
        assert_eq!(
            refresh.applied(&stored, true),
            connection(&json!([a, "b:latest", c]), "a"),
            "the first is the default in the place of the one that goes"
        );
    }

    #[test]
    fn upper_bound_fills_gap_but_replaces_no_number() {
        let list = [listed("a", Some((131_072, Basis::UpTo)), None)];
        let of = |models: Value| Refresh::of(&connection(&models, "a"), &list);
        assert_eq!(of(json!([{"id": "a", "contextWindow": 8_192}])), Refresh::default());
        let filled = of(json!(["a"]));
        assert_eq!(filled.changed[0].context_window, Some((None, 131_072)));
        let served = [listed("a", Some((4_096, Basis::Served)), None)];
        let stored = connection(&json!([{"id": "a", "contextWindow": 8_192}]), "a");
        let refresh = Refresh::of(&stored, &served);
        assert_eq!(refresh.changed[0].context_window, Some((Some(8_192), 4_096)));
        assert!(!refresh.is_empty(false));
    }

    #[test]
    fn only_ids_are_stored_if_chats_ignore_entries() {
        let stored = Connection::new(
            json!({"providerType": "pi", "piAuthProvider": "openrouter", "models": ["pi/a"]}),
        );
        let window = Some((32_768, Basis::Served));
        let list = [listed("a", window, Some(true)), listed("b", window, Some(true))];
        let refresh = Refresh::of(&stored, &list);
        assert_eq!(refresh.changed, []);
        let models = refresh.applied(&stored, false).get("models").cloned();
        assert_eq!(models, Some(json!(["pi/a", "pi/b"])));
    }

    #[test]
    fn current_list_is_unchanged() {
        let stored = connection(&json!(["pi/a", {"id": "own"}]), "a");
        let refresh = Refresh::of(&stored, &[listed("a", None, None)]);
        assert!(refresh.is_empty(false) && !refresh.is_empty(true));
        assert_eq!(refresh.applied(&stored, false), stored);
    }
}
