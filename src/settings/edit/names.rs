//! The names of connections in descriptions of edits.

use crate::settings::{ConnectionId, Settings};

/// How many edits or connections are named; the rest are counted.
pub(super) const NAMED: usize = 3;

/// The display name of a connection; its slug if it does not exist.
pub(super) fn name_of(settings: &Settings, id: &ConnectionId) -> String {
    let found = settings.connection(id);
    found.map_or_else(|| id.slug.clone(), |connection| connection.display_name().into_owned())
}

/// Names in quotes, at most `most` of them.
pub(super) fn named(names: impl Iterator<Item = String>, all: usize, most: usize) -> String {
    let mut parts: Vec<String> = names.take(most).map(|name| format!("“{name}”")).collect();
    if all > parts.len() {
        parts.push(format!("{} more", all - parts.len()));
    }
    match parts.pop() {
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
        None => String::new(),
    }
}
