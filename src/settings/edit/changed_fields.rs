//! The fields in which two connections differ, and what that means for an edit.

use super::object::{Edit, FieldEdit};
use crate::settings::ConnectionId;
use crate::settings::connection::fields::{FIELDS, Role, field, is_known_key};
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
}
