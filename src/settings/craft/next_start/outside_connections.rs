//! What a start of Craft changes besides connections: top-level keys of config.json, a workspace's
//! own file, and which entry stores a credential.

use super::super::entries::{Object, filled, text};
use super::migrate;

/// One change outside the connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// A top-level key from an older version is removed.
    LegacyKeyRemoved(String),
    /// A file without a list of connections gets one, with this connection in it if the legacy keys
    /// specify one (read).
    ListMade(Option<String>),
    /// `modelDefaults` is removed, and its model becomes this connection's default (read).
    ModelDefaultMoved {
        /// The connection's slug.
        connection: String,
        /// The model's id.
        model: String,
    },
    /// The migration's name is added to `migrationsApplied`.
    MigrationMarked,
    /// The default is missing or names no connection: the first in the list replaces it.
    DefaultReplaced { from: Option<String>, to: String },
}

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

/// A credential that a start moves (run), by the names of its entries. The old entry is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialMove {
    /// The entry that is removed.
    pub from: &'static str,
    /// The entry that is created, even if no such connection exists.
    pub to: &'static str,
    /// Whether chats of all connections with a Claude login lose their token.
    pub breaks_claude_chats: bool,
}

/// The credentials that a start may move.
const MOVES: [CredentialMove; 2] = [
    CredentialMove {
        from: "claude_oauth::global",
        to: "llm_oauth::claude-max",
        breaks_claude_chats: true,
    },
    CredentialMove {
        from: "anthropic_api_key::global",
        to: "llm_api_key::anthropic-api",
        breaks_claude_chats: false,
    },
];

/// The credentials that a start moves, given which entries hold a non-empty value. A credential
/// stays if its new entry already exists.
pub fn credential_moves(holds: impl Fn(&str) -> bool) -> Vec<CredentialMove> {
    MOVES.into_iter().filter(|moved| holds(moved.from) && !holds(moved.to)).collect()
}
