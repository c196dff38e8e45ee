//! The fields in which two connections differ, what that means for an edit, and which fields a save
//! removes because they do not apply.

use super::edits::{Edit, FieldEdit};
use crate::settings::ConnectionId;
use crate::settings::connection::fields::{FIELDS, Field, Role, field, is_known_key};
use crate::settings::connection::object::Connection;

/// Whether a change affects how an endpoint is reached.
pub(super) fn changes_reach(before: &Connection, after: &Connection) -> bool {
    let mut fields = FIELDS.iter().filter(|field| field.role == Role::Endpoint);
    // The whole key: another part of it may come without the protocol.
    fields.any(|field| before.get(field.key()) != after.get(field.key()))
}

/// The edit that turns one connection into the other, field by field; None if nothing changes.
pub(super) fn update_between(
    id: &ConnectionId,
    seen: &Connection,
    draft: &Connection,
) -> Option<Edit> {
    let fields: Vec<_> = FIELDS
        .iter()
        .filter(|f| seen.get(f.path) != draft.get(f.path))
        .map(|f| FieldEdit {
            path: f.path,
            before: seen.get(f.path).cloned(),
            after: draft.get(f.path).cloned(),
        })
        .collect();
    (!fields.is_empty()).then(|| Edit::Update { id: id.clone(), fields })
}

/// The label of a field; for any other key, the path itself.
pub(super) fn label_of(path: &str) -> String {
    field(path).map_or(path, |f| f.label).to_owned()
}

/// The labels of the fields, and the names of other keys, in which two connections differ.
pub(super) fn changed_keys(a: &Connection, b: &Connection) -> Vec<String> {
    let (Some(old), Some(new)) = (a.object(), b.object()) else {
        return if a == b { Vec::new() } else { vec!["the whole entry".to_owned()] };
    };
    let known =
        FIELDS.iter().filter(|f| a.get(f.path) != b.get(f.path)).map(|f| f.label.to_owned());
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    let other = keys.filter(|key| !is_known_key(key) && old.get(*key) != new.get(*key)).cloned();
    known.chain(other).collect()
}

/// The draft as saved, and the fields of which a save removes the value. A field that does not
/// apply to the draft loses its value if it applied to the original connection, and otherwise keeps
/// the value it had.
pub(super) fn without_unused_fields(
    seen: &Connection,
    draft: &Connection,
) -> (Connection, Vec<&'static Field>) {
    let mut saved = draft.clone();
    let mut removed = Vec::new();
    for field in FIELDS.iter().filter(|f| !(f.applies)(draft)) {
        let applied = (field.applies)(seen);
        let value = seen.get(field.path).filter(|_| !applied);
        if applied && seen.get(field.path).is_some() {
            removed.push(field);
        }
        if saved.get(field.path) != value {
            saved.set(field.path, value.cloned());
        }
    }
    (saved, removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_fields_of_the_endpoint_change_how_it_is_reached() {
        let before = Connection::new(json!({"providerType": "anthropic_compat", "models": []}));
        for (path, reaches) in [
            ("authType", true),
            ("baseUrl", true),
            ("customEndpoint.api", true),
            // The protocol may be missing beside it.
            ("customEndpoint.supportsImages", true),
            ("defaultModel", false),
            ("name", false),
            ("lastUsedAt", false),
        ] {
            let after = before.clone().with(path, Some(json!("x")));
            assert_eq!(changes_reach(&before, &after), reaches, "{path}");
        }
    }

    #[test]
    fn only_fields_that_stop_applying_are_cleared() {
        let seen = Connection::new(
            json!({"providerType": "bedrock", "authType": "environment", "awsRegion": "eu-west-1", "codexPath": "/x"}),
        );
        let draft = seen.clone().with("providerType", Some(json!("vertex")));
        let (cleaned, gone) = without_unused_fields(&seen, &draft);
        assert_eq!(gone.iter().map(|f| f.path).collect::<Vec<_>>(), ["awsRegion"]);
        assert_eq!(cleaned.text("awsRegion"), None);
        assert_eq!(
            cleaned.text("codexPath"),
            Some("/x"),
            "it never applied, so it is not ours to take"
        );
    }

    #[test]
    fn hidden_field_input_is_not_saved() {
        let seen = Connection::new(json!({"providerType": "openai_compat", "authType": "none"}));
        let draft = seen.clone().with("awsRegion", Some(json!("eu-west-1")));
        assert_eq!(without_unused_fields(&seen, &draft).0, seen);
    }
}
