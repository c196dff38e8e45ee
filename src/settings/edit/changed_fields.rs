//! The fields in which two connections differ, and what that means for an edit.

use super::object::{Edit, FieldEdit};
use crate::settings::ConnectionId;
use crate::settings::connection::fields::{FIELDS, field, is_known_key};
use crate::settings::connection::object::Connection;

/// The fields that decide how an endpoint is reached; they are completed together.
const REACH: [&str; 5] =
    ["providerType", "authType", "piAuthProvider", "baseUrl", "customEndpoint"];

/// Whether a change affects how an endpoint is reached.
pub(super) fn changes_reach(before: &Connection, after: &Connection) -> bool {
    REACH.iter().any(|path| before.get(path) != after.get(path))
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
