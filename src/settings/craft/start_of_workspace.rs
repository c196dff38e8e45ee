//! What a start of Craft does to a workspace's own config.json.

use super::entries::{Object, filled, text};
use super::next_start::migrate;

/// What a start does to a workspace's own config.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkspaceChange {
    /// Its default connection is not in config.json and is removed (run).
    DefaultRemoved(String),
    /// Its default model is replaced with its successor: ids (read).
    ModelReplaced { from: String, to: &'static str },
}

/// What a start does to the `defaults` of a workspace, given the slugs of config.json's
/// connections.
pub fn start_of_workspace(defaults: &Object, slugs: &[&str]) -> Vec<WorkspaceChange> {
    let mut changes = Vec::new();
    let dangling = filled(defaults, "defaultLlmConnection")
        .filter(|slug| !slugs.is_empty() && !slugs.contains(slug));
    changes.extend(dangling.map(|slug| WorkspaceChange::DefaultRemoved(slug.to_owned())));
    let successor =
        text(defaults, "model").and_then(|model| Some((model, migrate::successor(model)?)));
    changes.extend(
        successor.map(|(from, to)| WorkspaceChange::ModelReplaced { from: from.to_owned(), to }),
    );
    changes
}
