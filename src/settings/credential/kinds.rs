//! The kinds of credentials, Craft's names for them, and the parts that a person enters one by one.

use crate::settings::connection::object::Connection;

/// Craft's names for the parts of a credential.
pub mod key {
    /// The key, the access token, the secret access key, or the service account's JSON.
    pub const VALUE: &str = "value";
    /// Renews the access token.
    pub const REFRESH_TOKEN: &str = "refreshToken";
    /// When the access token expires, in milliseconds since the epoch.
    pub const EXPIRES_AT: &str = "expiresAt";
    pub(crate) const ID_TOKEN: &str = "idToken";
    pub const AWS_ACCESS_KEY_ID: &str = "awsAccessKeyId";
    /// The token of a temporary AWS access key.
    pub const AWS_SESSION_TOKEN: &str = "awsSessionToken";
    pub const AWS_REGION: &str = "awsRegion";
    pub const GCP_PROJECT: &str = "gcpProjectId";
    pub(crate) const GCP_REGION: &str = "gcpRegion";
    /// What created a login: `native` for Craft itself.
    pub const SOURCE: &str = "source";
    pub const EMAIL: &str = "serviceAccountEmail";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CredentialKind {
    /// An API key or a bearer token.
    ApiKey,
    /// The tokens of a browser login.
    OAuth,
    /// An AWS access key.
    Iam,
    ServiceAccount,
}

impl CredentialKind {
    /// All kinds: what is deleted with a connection.
    pub const ALL: [Self; 4] = [Self::ApiKey, Self::OAuth, Self::Iam, Self::ServiceAccount];

    /// The kind that an auth type needs; None for one that needs nothing or is unknown.
    pub(crate) fn of_auth(auth_type: &str) -> Option<Self> {
        match auth_type {
            "api_key" | "api_key_with_endpoint" | "bearer_token" => Some(Self::ApiKey),
            "oauth" => Some(Self::OAuth),
            "iam_credentials" => Some(Self::Iam),
            "service_account_file" => Some(Self::ServiceAccount),
            _ => None,
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::ApiKey => "llm_api_key",
            Self::OAuth => "llm_oauth",
            Self::Iam => "llm_iam",
            Self::ServiceAccount => "llm_service_account",
        }
    }

    /// Craft's name for a connection's entry.
    pub fn key_of(self, slug: &str) -> String {
        format!("{}::{slug}", self.prefix())
    }

    /// The kind and the slug in an entry's name; None for any other entry.
    pub fn of_key(key: &str) -> Option<(Self, &str)> {
        let (prefix, slug) = key.split_once("::")?;
        let kind = Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        Some((kind, slug))
    }

    /// Its name within a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ApiKey => "key",
            Self::OAuth => "login",
            Self::Iam => "AWS access key",
            Self::ServiceAccount => "service account",
        }
    }

    /// The parts without which the credential is unusable.
    pub(super) const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Iam => &[key::AWS_ACCESS_KEY_ID, key::VALUE],
            Self::ApiKey | Self::OAuth | Self::ServiceAccount => &[key::VALUE],
        }
    }
}

impl Connection {
    /// The kind of credential that its auth type needs; None if it needs nothing or is unknown.
    pub(crate) fn credential_kind(&self) -> Option<CredentialKind> {
        CredentialKind::of_auth(self.auth_type())
    }
}

/// The part of a credential that a field holds.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub kind: CredentialKind,
    /// Its name, one of those in [`key`].
    pub key: &'static str,
    pub input: Input,
}

impl Part {
    /// Whether what is stored is described as one, not part by part.
    pub fn is_whole(self) -> bool {
        self.input == Input::File || self.kind == CredentialKind::OAuth
    }

    /// Whether it can be removed alone: the credential works without it.
    pub(crate) fn goes_alone(self) -> bool {
        self.key == key::AWS_SESSION_TOKEN
    }
}

/// How a part of a credential is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Masked,
    /// Visibly: it is not secret.
    Plain,
    /// As the path of a file that contains it.
    File,
}
