//! What a start changes in config.json beside the connections.

/// One change beside the connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// A top-level key of an older version goes.
    LegacyKeyRemoved(String),
    /// A file without a list of connections gets one, with this connection in it where the legacy
    /// keys name one (read).
    ListMade(Option<String>),
    /// `modelDefaults` goes, and this connection gets its model as default (read).
    ModelDefaultMoved {
        /// The connection's slug.
        connection: String,
        /// The model's id.
        model: String,
    },
    /// The name of the migration is added to `migrationsApplied`.
    MigrationMarked,
    /// The default is missing, or names no connection: the first of the list becomes it.
    DefaultReplaced {
        /// The stored default.
        from: Option<String>,
        /// The first connection's slug.
        to: String,
    },
}
