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
    /// A new connection, at the end of the list. The first one becomes the default.
    Add {
        /// The whole connection, its slug and time of creation included.
        connection: Connection,
    },
    /// Single fields of a connection.
    Update { id: ConnectionId, fields: Vec<FieldEdit> },
    /// Another name.
    Rename {
        id: ConnectionId,
        /// The name the user saw.
        before: Option<Value>,
        name: String,
    },
    /// A copy under the next free slug.
    Duplicate {
        id: ConnectionId,
        /// Whether its credentials are copied too.
        with_secrets: bool,
        /// When, in milliseconds since the epoch.
        now: u64,
    },
    /// Away with it, and with its credentials.
    Delete {
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        /// When, in milliseconds since the epoch.
        now: u64,
    },
    SetDefault {
        id: ConnectionId,
        /// The stored default that the user saw.
        before: Option<String>,
    },
    /// What happens to a message sent mid-stream.
    SetMidStream {
        id: ConnectionId,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The mode to be. The one in effect changes nothing.
        mode: MidStream,
    },
    /// The model of new chats with a connection. One that its list does not have is added to it.
    SetDefaultModel {
        id: ConnectionId,
        /// The stored model that the user saw.
        before: Option<Value>,
        /// The model to be; none leaves it to Craft.
        model: Option<String>,
    },
    /// One of the settings that config.json has for all connections.
    SetGlobal {
        global: Global,
        /// The stored value that the user saw.
        before: Option<Value>,
        /// The value to be; none takes the key out.
        after: Option<Value>,
    },
    /// What a workspace sets for itself.
    SetOverride(OverrideEdit),
    /// Credentials of a connection, with the edit of it that needs them.
    Secrets(SecretsEdit),
    /// The login that all Claude connections share.
    ClaudeLogin(ClaudeEdit),
    /// The whole object, as it came back from an editor.
    Replace {
        id: ConnectionId,
        /// What the user saw.
        seen: Arc<Connection>,
        connection: Connection,
    },
    /// Several at once, each made on what the one before it left.
    All(Vec<Self>),
    /// The same where each of them fixes a problem.
    Fixes(Vec<Self>),
    /// Connections that come from a file or another program, with what is set beside them.
    Import(ImportEdit),
    /// Changes made again or taken back.
    Restore {
        label: String,
        /// In the order they are to be made.
        changes: Vec<Change>,
    },
}

/// One field's new value, and the one the user saw before.
#[derive(Clone, PartialEq)]
pub struct FieldEdit {
    pub path: &'static str,
    /// The value the user saw.
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Another value for one of the things that a workspace sets for itself.
#[derive(Clone, PartialEq)]
pub struct OverrideEdit {
    /// Which workspace, by its root path as config.json writes it.
    pub workspace: String,
    pub setting: Setting,
    /// The stored value that the user saw.
    pub before: Option<Value>,
    /// The value to be; none uses the default.
    pub after: Option<String>,
    /// Whether an object of settings that is left empty goes too: the one that this program made.
    pub drop_empty: bool,
    /// When, in milliseconds since the epoch.
    pub now: u64,
}

/// Another credential for a connection, or none any more.
#[derive(Clone)]
pub struct SecretEdit {
    pub kind: CredentialKind,
    /// The stamp of the one that the user saw; none where the user saw none yet, and any will do.
    pub seen: Option<Option<u64>>,
    pub change: SecretChange,
}

/// What becomes of a credential.
#[derive(Clone)]
pub enum SecretChange {
    /// Some of it is put in, or taken out, by the names of [`crate::settings::credential::key`].
    /// The rest stays.
    Put(Vec<(&'static str, Option<Secret>)>),
    Remove,
}

/// The credentials of a connection, changed together with the edit of it that needs them.
#[derive(Clone)]
pub struct SecretsEdit {
    /// Whose they are.
    pub slug: String,
    /// The edit of the connection; none where only its credentials change.
    pub edit: Option<Box<Edit>>,
    pub secrets: Vec<SecretEdit>,
    /// The stamp of the file that cannot be used and is kept beside a new one; none where it is
    /// left as it is. Asked before.
    pub set_aside: Option<u64>,
}

/// A change of the Claude login itself, which all its connections share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaudeEdit {
    /// The entry is written without which Craft's next start moves the login away.
    Guard,
    /// The login of a connection's own entry, by its slug, becomes the one that chats read.
    TakeFrom(String),
    /// It goes, from every entry that holds it.
    Remove,
}

/// What an import brings.
#[derive(Clone)]
pub struct ImportEdit {
    pub connections: Vec<ImportedConnection>,
    /// What is set beside them, and connections that come with a credential.
    pub edits: Vec<Edit>,
}

/// A connection exactly as it was written elsewhere: only what Craft itself would reject is in its
/// way, so that one of an older Craft comes over as it is.
#[derive(Clone)]
pub struct ImportedConnection {
    pub connection: Connection,
    /// The one whose place it takes, as the user saw it; none where it is new.
    pub replaces: Option<Arc<Connection>>,
}

impl Edit {
    /// Which kind it is, in words that stay the same.
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
            Self::All(edits) | Self::Fixes(edits) => edits.iter().any(Self::is_of_credentials),
            Self::Import(import) => import.edits.iter().any(Self::is_of_credentials),
            _ => false,
        }
    }
}
