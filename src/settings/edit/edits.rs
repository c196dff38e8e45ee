//! Everything a person can change, each change with the values that the person saw.

use std::sync::Arc;

use serde_json::Value;

use super::diff::Change;
use super::global::Global;
use crate::settings::ConnectionId;
use crate::settings::connection::midstream::MidStream;
use crate::settings::connection::object::Connection;
use crate::settings::credential::CredentialKind;
use crate::settings::secret::Secret;
use crate::settings::workspace::defaults::Setting;

/// Everything a user can change.
#[derive(Clone)]
pub enum Edit {
    /// Adds a connection at the end of the list. The first one becomes the default.
    Add {
        /// The whole connection, including its slug and creation time.
        connection: Connection,
    },
    /// Changes single fields of a connection.
    Update { id: ConnectionId, fields: Vec<FieldEdit> },
    Rename {
        id: ConnectionId,
        /// The name the user saw.
        before: Option<Value>,
        name: String,
    },
    /// Copies a connection under the next free slug.
    Duplicate {
        id: ConnectionId,
        with_secrets: bool,
        /// In milliseconds since the epoch.
        now_ms: u64,
    },
    /// Deletes a connection and its credentials.
    Delete {
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        /// In milliseconds since the epoch.
        now_ms: u64,
    },
    SetDefault {
        id: ConnectionId,
        /// The stored default that the user saw.
        before: Option<String>,
    },
    /// Sets the mid-stream mode.
    SetMidStream {
        id: ConnectionId,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The new mode. The mode already in effect changes nothing.
        mode: MidStream,
    },
    /// Sets the model for new chats with a connection, and adds it to the list if it is missing.
    SetDefaultModel {
        id: ConnectionId,
        /// The stored model that the user saw.
        before: Option<Value>,
        /// The new model; None leaves the choice to Craft.
        model: Option<String>,
    },
    /// Sets one of config.json's settings for all connections.
    SetGlobal {
        global: Global,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The new value; None removes the key.
        after: Option<Value>,
    },
    /// Sets or clears an override of a workspace.
    SetOverride(OverrideEdit),
    /// Changes a connection's credentials, together with the edit that needs them.
    Secrets(SecretsEdit),
    /// Changes the login that all Claude connections share.
    ClaudeLogin(ClaudeEdit),
    /// Replaces the whole object with the version from an editor.
    Replace {
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        connection: Connection,
    },
    /// Several edits at once, each applied to the result of the previous one.
    All(Vec<Self>),
    /// Like `All`, where each edit fixes a problem.
    Fixes(Vec<Self>),
    /// Imports connections from a file or another program, with related settings.
    Import(ImportEdit),
    /// Replays or reverts changes.
    Restore {
        label: String,
        /// In the order to apply them.
        changes: Vec<Change>,
    },
}

/// A field's new value, and the one the user saw before.
#[derive(Clone, PartialEq)]
pub struct FieldEdit {
    pub path: &'static str,
    /// The value the user saw.
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// A new value for one of a workspace's overrides.
#[derive(Clone, PartialEq)]
pub struct OverrideEdit {
    /// The workspace's root path, as config.json writes it.
    pub workspace: String,
    pub setting: Setting,
    /// The stored value that the user saw.
    pub before: Option<Value>,
    /// The new value; None restores the default.
    pub after: Option<String>,
    /// Whether to remove the settings object if it ends up empty, because this program created it.
    pub drop_empty: bool,
    /// In milliseconds since the epoch.
    pub now_ms: u64,
}

/// Changes or removes a connection's credential.
#[derive(Clone)]
pub struct SecretEdit {
    pub kind: CredentialKind,
    /// The stamp of the credential that the user saw; None if the user has seen none and any will
    /// do.
    pub seen: Option<Option<u64>>,
    pub change: SecretChange,
}

/// A change to a credential.
#[derive(Clone)]
pub enum SecretChange {
    /// Sets or removes parts, by the names in [`crate::settings::credential::key`]. The rest stays.
    Put(Vec<(&'static str, Option<Secret>)>),
    Remove,
}

/// A connection's credentials, changed together with the edit that needs them.
#[derive(Clone)]
pub struct SecretsEdit {
    /// The connection's slug.
    pub slug: String,
    /// The edit of the connection; None if only its credentials change.
    pub edit: Option<Box<Edit>>,
    pub secrets: Vec<SecretEdit>,
    /// The stamp of the unusable file that is kept beside a new one, after confirmation; None to
    /// leave the file alone.
    pub set_aside: Option<u64>,
}

/// A change to the Claude login itself, which all its connections share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaudeEdit {
    /// Writes the entry without which Craft's next start moves the login away.
    Guard,
    /// Copies the login in a connection's own entry, by slug, to the entry that chats read.
    TakeFrom(String),
    /// Removes it from every entry that contains it.
    Remove,
}

/// The contents of an import.
#[derive(Clone)]
pub struct ImportEdit {
    pub connections: Vec<ImportedConnection>,
    /// Related settings, and connections that come with a credential.
    pub edits: Vec<Edit>,
}

/// A connection exactly as written elsewhere: only what Craft itself would reject prevents its
/// import, so that a connection from an older Craft stays unchanged.
#[derive(Clone)]
pub struct ImportedConnection {
    pub connection: Connection,
    /// The connection that it replaces, as the user saw it; None if it is new.
    pub replaces: Option<Arc<Connection>>,
}

impl Edit {
    /// A stable name for its kind.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Update { .. } => "update",
            Self::Rename { .. } => "rename",
            Self::Duplicate { .. } => "duplicate",
            Self::Delete { .. } => "delete",
            Self::SetDefault { .. } => "default",
            Self::SetMidStream { .. } => "midstream",
            Self::SetDefaultModel { .. } => "default-model",
            Self::SetGlobal { .. } => "global",
            Self::SetOverride(_) => "workspace",
            Self::Secrets(_) => "credentials",
            Self::ClaudeLogin(_) => "claude-login",
            Self::Replace { .. } => "replace",
            Self::All(_) => "several",
            Self::Fixes(_) => "fixes",
            Self::Restore { .. } => "restore",
            Self::Import(_) => "import",
        }
    }

    pub(crate) fn is_of_credentials(&self) -> bool {
        match self {
            Self::Secrets(_) | Self::ClaudeLogin(_) => true,
            _ => self.parts().iter().any(Self::is_of_credentials),
        }
    }

    /// The edits that are made one after the other; empty if it is a single one.
    pub(in crate::settings) fn parts(&self) -> &[Self] {
        match self {
            Self::All(edits) | Self::Fixes(edits) => edits,
            Self::Import(import) => &import.edits,
            _ => &[],
        }
    }
}
