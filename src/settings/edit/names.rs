//! What connections are called in the description of an edit.

use crate::settings::{ConnectionId, Settings};

/// How many of several edits or connections are named; more are counted.
pub(super) const NAMED: usize = 3;

/// What to call a connection; its slug where there is no such one.
pub(super) fn name_of(settings: &Settings, id: &ConnectionId) -> String {
    let found = settings.connection(id);
    found.map_or_else(|| id.slug.clone(), |connection| connection.display_name().into_owned())
}

/// Names in quotes, at most so many of them.
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

pub(super) fn count_of_problems(count: usize) -> String {
    match count {
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    }
}
