//! What a start changes in config.json outside the connections.

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
