//! Credentials: which kind an auth type needs, what is known of those that are stored, and whether
//! a connection has what it needs. No secret is in here: of a stored credential only what may be
//! shown is known.

pub mod edit;
pub mod environment;
pub mod exposed;
pub mod fields;
pub mod key_format;
pub mod key_mismatch;
pub mod login;
pub mod replacement;
pub mod save;
pub mod service_account;
mod status;
pub mod with_secrets;

use std::collections::BTreeMap;

use serde_json::Value;

use login::{CLAUDE_LOGIN, OLD_ANTHROPIC_KEY, TokenForm};
use replacement::Replacement;
pub use status::{Authentication, NOT_AUTHENTICATED, Status};

use super::connection::endpoint::is_loopback;
use super::connection::object::Connection;

/// The names under which Craft keeps what belongs to a credential.
pub mod key {
    /// The key, the access token, the secret access key, or the service account's JSON.
    pub const VALUE: &str = "value";
    /// What gets another access token.
    pub const REFRESH_TOKEN: &str = "refreshToken";
    /// When the access token ends, in milliseconds since the epoch.
    pub const EXPIRES_AT: &str = "expiresAt";
    /// Who logged in.
    pub const ID_TOKEN: &str = "idToken";
    /// The id of an AWS access key.
    pub const AWS_ACCESS_KEY_ID: &str = "awsAccessKeyId";
    /// The token of a temporary AWS access key.
    pub const AWS_SESSION_TOKEN: &str = "awsSessionToken";
    /// The AWS region.
    pub const AWS_REGION: &str = "awsRegion";
    /// The GCP project.
    pub const GCP_PROJECT: &str = "gcpProjectId";
    /// The GCP region.
    pub const GCP_REGION: &str = "gcpRegion";
    /// Who made a login: `native` for Craft's own.
    pub const SOURCE: &str = "source";
    /// Who a service account is.
    pub const EMAIL: &str = "serviceAccountEmail";
}

/// The kinds of credentials that a connection may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CredentialKind {
    /// An API key or a bearer token.
    ApiKey,
    /// The tokens of a login in a browser.
    OAuth,
    /// An AWS access key.
    Iam,
    /// A GCP service account.
    ServiceAccount,
}

impl CredentialKind {
    /// All of them: what goes with a connection.
    pub const ALL: [Self; 4] = [Self::ApiKey, Self::OAuth, Self::Iam, Self::ServiceAccount];

    /// The kind that an auth type needs; none for one that needs nothing, or that this program does
    /// not know.
    pub fn of_auth(auth_type: &str) -> Option<Self> {
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

    /// Where Craft keeps it for a connection.
    pub fn key_of(self, slug: &str) -> String {
        format!("{}::{slug}", self.prefix())
    }

    /// The kind and the slug in the name that Craft gives an entry; none for an entry of anything
    /// else.
    pub fn of_key(key: &str) -> Option<(Self, &str)> {
        let (prefix, slug) = key.split_once("::")?;
        let kind = Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        Some((kind, slug))
    }

    /// Whether an entry has to do with a connection, or with the login of several.
    pub fn concerns_connections(key: &str) -> bool {
        [CLAUDE_LOGIN, OLD_ANTHROPIC_KEY].contains(&key) || Self::of_key(key).is_some()
    }

    /// What it is called in the middle of a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ApiKey => "key",
            Self::OAuth => "login",
            Self::Iam => "AWS access key",
            Self::ServiceAccount => "service account",
        }
    }

    /// What must be there for the credential to be of use.
    const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Iam => &[key::AWS_ACCESS_KEY_ID, key::VALUE],
            Self::ApiKey | Self::OAuth | Self::ServiceAccount => &[key::VALUE],
        }
    }
}

/// What of a stored credential may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What there is of it, by the names in [`key`].
    has: Vec<&'static str>,
    /// When its access token ends, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
    /// Its AWS region.
    pub aws_region: Option<String>,
    /// Its GCP project.
    pub gcp_project: Option<String>,
    /// Its GCP region.
    pub gcp_region: Option<String>,
    /// Who the service account is.
    pub email: Option<String>,
    /// What its value is, as far as a token's text shows that.
    pub form: TokenForm,
    /// What Craft's runtime sends in place of its value.
    pub replacement: Option<Replacement>,
    /// Another one when anything of the credential is. It says nothing else, and nothing outside of
    /// this run.
    pub stamp: u64,
}

/// Those of which it is known whether they are there.
const KNOWN: [&str; 4] =
    [key::VALUE, key::REFRESH_TOKEN, key::AWS_ACCESS_KEY_ID, key::AWS_SESSION_TOKEN];

impl Facts {
    /// What may be shown of a credential as it is stored, where no environment variable counts.
    pub fn of(stored: &Value, stamp: u64) -> Self {
        Self::beside_variables(stored, stamp, |_| false)
    }

    /// What may be shown of a credential as it is stored; `is_variable` answers whether a text is
    /// the name of an environment variable.
    pub fn beside_variables(
        stored: &Value,
        stamp: u64,
        is_variable: impl FnOnce(&str) -> bool,
    ) -> Self {
        let text = |key: &str| {
            let text = stored.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty())
        };
        let owned = |key: &str| text(key).map(str::to_owned);
        Self {
            has: KNOWN.into_iter().filter(|k| text(k).is_some()).collect(),
            expires_at: stored.get(key::EXPIRES_AT).and_then(milliseconds),
            aws_region: owned(key::AWS_REGION),
            gcp_project: owned(key::GCP_PROJECT),
            gcp_region: owned(key::GCP_REGION),
            email: owned(key::EMAIL),
            form: text(key::VALUE).map(TokenForm::of).unwrap_or_default(),
            replacement: text(key::VALUE).and_then(|value| Replacement::of(value, is_variable)),
            stamp,
        }
    }

    /// Whether there is something under a name of [`key`].
    pub fn has(&self, key: &str) -> bool {
        self.has.contains(&key)
    }

    /// Whether Craft gets another token by itself when this one ends.
    pub fn renews(&self) -> bool {
        self.has(key::REFRESH_TOKEN)
    }

    /// Whether all is there that such a credential needs.
    pub fn is_complete(&self, kind: CredentialKind) -> bool {
        kind.needs().iter().all(|needed| self.has(needed))
    }

    /// Whether an access token has ended, or is about to, and nothing renews it.
    fn has_ended(&self, now: u64) -> bool {
        let ends = self.expires_at.is_some_and(|at| at < now.saturating_add(status::FRESH));
        ends && !self.renews()
    }
}

/// Craft writes a number, of which JavaScript may make a fraction, or something too large for
/// either of us.
fn milliseconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        // What is before the epoch has ended long ago.
        let whole = format!("{:.0}", number.clamp(0.0, 1e18));
        whole.parse().ok()
    })
}

/// What is known of the credentials that are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// The file was not read yet.
    #[default]
    Unread,
    /// It cannot be used.
    Unusable {
        /// Why, in a sentence without its end.
        why: String,
        /// Its stamp, where a new one may be begun beside it: it was read, and holds nothing that
        /// this machine could use.
        replaceable: Option<u64>,
    },
    /// What it holds, by the names that Craft gives its entries.
    Known(BTreeMap<String, Facts>),
}

impl Credentials {
    /// What is known of one credential of a connection; none where there is none, or nobody knows.
    pub fn of(&self, kind: CredentialKind, slug: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(&kind.key_of(slug)),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// The kinds that are stored for a connection, and go with it.
    pub fn kinds_of(&self, slug: &str) -> Vec<CredentialKind> {
        let all = CredentialKind::ALL.into_iter();
        all.filter(|kind| {
            self.of(*kind, slug).is_some() && !self.guards_claude_login(&kind.key_of(slug))
        })
        .collect()
    }
}

impl Connection {
    /// Whether it asks this machine, which needs no key.
    pub fn is_on_this_machine(&self) -> bool {
        self.endpoint().is_some_and(is_loopback)
    }
}
