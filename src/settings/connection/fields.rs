//! The single table of a connection's fields. The form, its errors, the details pane and the
//! reference in assets/manual/reference.md are generated from it.

use serde_json::Value;

pub use super::choices::Choice;
use super::choices::{
    auth_types, mid_stream_modes, protocols, providers, selection_modes, upstreams,
};
use super::object::Connection;
use super::provider::ProtocolSource;
use crate::settings::credential::Part;

/// What a field holds, which decides how it is edited and shown.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Text,
    /// A slug: text that cannot change once the connection exists.
    Slug,
    Url,
    /// One of a few values, which may depend on the rest of the connection.
    Choice(fn(&Connection) -> Vec<Choice>),
    /// True, false, or not set.
    Toggle,
    Models,
    Model,
    /// A file on this machine.
    Path,
    /// A part of a credential, stored separately from the connection.
    Secret(Part),
    /// Milliseconds since the epoch; shown, never edited.
    Timestamp,
}

/// Whether a field must have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it Craft ignores the whole file or, for a part of a credential, chats fail.
    Required,
    Optional,
}

/// What depends on a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its name and slug: no request depends on them.
    Label,
    /// Nothing: Craft records its own use.
    Usage,
    /// How the endpoint is reached; these fields are completed together.
    Endpoint,
    /// Something else in a request of a probe.
    Request,
    /// Only chats.
    Chat,
}

/// One row of the table.
#[derive(Debug)]
pub struct Field {
    /// Its path in the connection's object: keys joined by dots.
    pub path: &'static str,
    /// Its label on the screen.
    pub label: &'static str,
    pub help: &'static str,
    pub kind: Kind,
    /// Whether it applies to a connection.
    pub applies: fn(&Connection) -> bool,
    /// Whether a connection requires it.
    pub need: fn(&Connection) -> Need,
    /// The connections it applies to, in words.
    pub scope: &'static str,
    pub role: Role,
    /// Its position among the keys that Craft keeps when it rewrites a connection, at a refresh of
    /// its models or at the first edit in Craft. None if Craft drops it, or if it is not stored
    /// with the connection.
    pub position_in_craft: Option<u8>,
}

/// The defaults of a row: an optional field of all connections, which requests depend on and Craft
/// does not keep.
pub(crate) const OPTIONAL: Field = Field {
    path: "",
    label: "",
    help: "",
    kind: Kind::Text,
    applies: always,
    need: optional,
    scope: "all",
    role: Role::Request,
    position_in_craft: None,
};

/// Every field of a connection, in form order.
pub const FIELDS: &[Field] = &[
    Field {
        path: "name",
        label: "Name",
        help: "Display name in Craft.",
        kind: Kind::Text,
        need: required,
        role: Role::Label,
        position_in_craft: Some(1),
        ..OPTIONAL
    },
    Field {
        path: "slug",
        label: "Slug",
        help: "Unique id: lowercase letters, digits and dashes. Sessions and keys refer to it, so it can't change later.",
        kind: Kind::Slug,
        need: required,
        role: Role::Label,
        position_in_craft: Some(0),
        ..OPTIONAL
    },
    Field {
        path: "providerType",
        label: "Provider",
        help: "Which API it uses; determines the fields below.",
        kind: Kind::Choice(providers),
        need: required,
        role: Role::Endpoint,
        position_in_craft: Some(2),
        ..OPTIONAL
    },
    Field {
        path: "authType",
        label: "Authentication",
        help: "How it authenticates.",
        kind: Kind::Choice(auth_types),
        need: required,
        role: Role::Endpoint,
        position_in_craft: Some(4),
        ..OPTIONAL
    },
    Field {
        path: "piAuthProvider",
        label: "Upstream",
        help: "The provider that Craft's own backend uses.",
        kind: Kind::Choice(upstreams),
        applies: |c| matches!(c.provider_type(), "pi" | "pi_compat"),
        scope: "pi, pi_compat",
        role: Role::Endpoint,
        position_in_craft: Some(10),
        ..OPTIONAL
    },
    Field {
        path: "baseUrl",
        label: "Endpoint",
        help: "The API's URL, such as https://api.example.com/v1. Optional if the provider has its own.",
        kind: Kind::Url,
        applies: |c| c.provider_type() != "bedrock",
        need: |c| {
            if c.requires_endpoint() { Need::Required } else { Need::Optional }
        },
        scope: "all but bedrock; required for the compatible ones and Azure",
        role: Role::Endpoint,
        position_in_craft: Some(6),
    },
    Field {
        path: "customEndpoint.api",
        label: "Protocol",
        help: "The API format the endpoint speaks.",
        kind: Kind::Choice(protocols),
        applies: Connection::is_compat,
        need: |c| match c.provider().map(|p| p.protocol) {
            Some(ProtocolSource::CustomEndpoint) => Need::Required,
            _ => Need::Optional,
        },
        scope: "the compatible ones; required for pi_compat",
        role: Role::Endpoint,
        position_in_craft: Some(11),
    },
    Field {
        path: "customEndpoint.supportsImages",
        label: "Images",
        help: "Whether the endpoint's models accept images. A model's own setting overrides this. Not set: text only.",
        kind: Kind::Toggle,
        applies: Connection::is_compat,
        scope: "the compatible ones",
        role: Role::Chat,
        position_in_craft: Some(11),
        ..OPTIONAL
    },
    Field {
        path: "models",
        label: "Models",
        help: "Models you can pick in Craft. On a custom endpoint a model has a 131,072-token context and accepts text only, unless set.",
        kind: Kind::Models,
        role: Role::Request,
        position_in_craft: Some(7),
        ..OPTIONAL
    },
    Field {
        path: "defaultModel",
        label: "Default model",
        help: "The model for new chats. If Models isn't empty, it must be one of them.",
        kind: Kind::Model,
        role: Role::Request,
        position_in_craft: Some(8),
        ..OPTIONAL
    },
    Field {
        path: "modelSelectionMode",
        label: "Model selection",
        help: "Craft syncs the models with the provider, or you choose three tiers yourself.",
        kind: Kind::Choice(selection_modes),
        role: Role::Chat,
        position_in_craft: Some(9),
        ..OPTIONAL
    },
    Field {
        path: "midStreamBehavior",
        label: "Mid-stream sends",
        help: "A message you send while the agent is answering redirects the answer (steer) or waits for it to finish (queue).",
        kind: Kind::Choice(mid_stream_modes),
        role: Role::Chat,
        position_in_craft: Some(12),
        ..OPTIONAL
    },
    Field {
        path: "codexPath",
        label: "Codex binary",
        help: "Path to the Codex binary. Empty: Craft finds it.",
        kind: Kind::Path,
        applies: |c| c.provider_type() == "openai",
        scope: "openai",
        role: Role::Request,
        ..OPTIONAL
    },
    Field {
        path: "awsRegion",
        label: "AWS region",
        help: "Such as us-east-1.",
        kind: Kind::Text,
        applies: |c| c.provider_type() == "bedrock",
        scope: "bedrock",
        role: Role::Request,
        ..OPTIONAL
    },
    Field {
        path: "gcpProjectId",
        label: "GCP project",
        help: "Project id, such as my-project-123.",
        kind: Kind::Text,
        applies: |c| c.provider_type() == "vertex",
        scope: "vertex",
        role: Role::Request,
        ..OPTIONAL
    },
    Field {
        path: "gcpRegion",
        label: "GCP region",
        help: "Such as us-east5 or global.",
        kind: Kind::Text,
        applies: |c| c.provider_type() == "vertex",
        scope: "vertex",
        role: Role::Request,
        ..OPTIONAL
    },
    Field {
        path: "createdAt",
        label: "Created",
        help: "When it was added.",
        kind: Kind::Timestamp,
        need: required,
        role: Role::Usage,
        position_in_craft: Some(5),
        ..OPTIONAL
    },
    Field {
        path: "lastUsedAt",
        label: "Last used",
        help: "When Craft last used it.",
        kind: Kind::Timestamp,
        role: Role::Usage,
        position_in_craft: Some(13),
        ..OPTIONAL
    },
];

/// The table row for a path.
pub fn field(path: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.path == path)
}

/// Whether the table contains a key of a connection.
pub(crate) fn is_known_key(key: &str) -> bool {
    FIELDS.iter().any(|f| f.key() == key)
}

impl Connection {
    /// The keys that are not in the table.
    pub(crate) fn unknown_keys(&self) -> impl Iterator<Item = (&String, &Value)> {
        let all = self.object().into_iter().flatten();
        all.filter(|(key, _)| !is_known_key(key))
    }
}

/// Whether a key only labels a connection or records its use.
pub(crate) fn is_inert(key: &str) -> bool {
    field(key).is_some_and(|field| matches!(field.role, Role::Label | Role::Usage))
}

impl Field {
    /// Whether a probe depends on it, so that a change invalidates the last result.
    pub(crate) const fn is_probed(&self) -> bool {
        matches!(self.role, Role::Endpoint | Role::Request)
    }

    /// The key of the connection's object that holds it.
    pub fn key(&self) -> &'static str {
        self.path.split('.').next().unwrap_or(self.path)
    }

    /// Whether a person can edit it: only Craft writes a timestamp.
    pub(crate) const fn is_editable(&self) -> bool {
        !matches!(self.kind, Kind::Timestamp)
    }

    /// Its part of a credential; None for a field of the connection itself.
    pub const fn secret(&self) -> Option<Part> {
        match self.kind {
            Kind::Secret(part) => Some(part),
            _ => None,
        }
    }

    /// The choices for a connection; empty if the field is not a choice. A stored value may be none
    /// of them.
    pub fn choices(&self, connection: &Connection) -> Vec<Choice> {
        match self.kind {
            Kind::Choice(list) => list(connection),
            Kind::Toggle => [("Not set", None), ("Yes", Some("true")), ("No", Some("false"))]
                .map(|(label, value)| Choice { value, label: label.to_owned() })
                .to_vec(),
            _ => Vec::new(),
        }
    }
}

fn always(_: &Connection) -> bool {
    true
}

pub(crate) fn required(_: &Connection) -> Need {
    Need::Required
}

fn optional(_: &Connection) -> Need {
    Need::Optional
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::provider::PROVIDERS;
    use serde_json::json;

    /// The documented fields of Craft's connections.
    const DOCUMENTED: &[&str] = &[
        "slug",
        "name",
        "providerType",
        "authType",
        "baseUrl",
        "models",
        "customEndpoint.api",
        "customEndpoint.supportsImages",
        "midStreamBehavior",
        "defaultModel",
        "codexPath",
        "awsRegion",
        "gcpProjectId",
        "gcpRegion",
        "piAuthProvider",
        "modelSelectionMode",
        "createdAt",
        "lastUsedAt",
    ];

    #[test]
    fn table_contains_each_documented_field_once() {
        let mut paths: Vec<_> = FIELDS.iter().map(|f| f.path).collect();
        let mut documented = DOCUMENTED.to_vec();
        paths.sort_unstable();
        documented.sort_unstable();
        assert_eq!(paths, documented);
    }

    #[test]
    fn choice_offers_auth_types_of_provider() {
        for provider in PROVIDERS {
            let c = Connection::new(json!({"providerType": provider.value}));
            let mut offered: Vec<_> = auth_types(&c).into_iter().filter_map(|c| c.value).collect();
            let mut takes = provider.auth.to_vec();
            offered.sort_unstable();
            takes.sort_unstable();
            assert_eq!(offered, takes, "{}", provider.value);
        }
    }

    #[test]
    fn required_fields_always_apply() {
        for provider in PROVIDERS {
            for auth in provider.auth {
                let c = Connection::new(json!({"providerType": provider.value, "authType": auth}));
                for field in FIELDS.iter().filter(|f| (f.need)(&c) == Need::Required) {
                    assert!((field.applies)(&c), "{} of {}", field.path, provider.value);
                }
            }
        }
    }
}
