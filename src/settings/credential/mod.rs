//! Credentials: which kind an auth type needs, what is known of those that are stored, and whether a connection has what it
//! needs. No secret is in here: of a stored credential only what may be shown is known.

mod diagnostics;
pub mod edit;
pub mod fields;
pub mod held;
pub mod key_format;
pub mod look;
pub mod save;
pub mod service_account;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Settings;
use super::connection::Connection;
use super::endpoint::is_loopback;

/// How long an access token must still hold to count, in milliseconds.
const FRESH: u64 = 5 * 60 * 1000;

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

    /// The kind that an auth type needs; none for one that needs nothing, or that this program does not know.
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

    /// The kind and the slug in the name that Craft gives an entry; none for an entry of anything else.
    pub fn of_key(key: &str) -> Option<(Self, &str)> {
        let (prefix, slug) = key.split_once("::")?;
        let kind = Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
        Some((kind, slug))
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
    /// Another one when anything of the credential is. It says nothing else, and nothing outside of this run.
    pub stamp: u64,
}

/// Those of which it is known whether they are there.
const KNOWN: [&str; 4] = [
    key::VALUE,
    key::REFRESH_TOKEN,
    key::AWS_ACCESS_KEY_ID,
    key::AWS_SESSION_TOKEN,
];

impl Facts {
    /// What may be shown of a credential as it is stored.
    pub fn of(stored: &Value, stamp: u64) -> Self {
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
        let ends = self
            .expires_at
            .is_some_and(|at| at < now.saturating_add(FRESH));
        ends && !self.renews()
    }
}

/// Craft writes a number, of which JavaScript may make a fraction, or something too large for either of us.
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
        /// Its stamp, where a new one may be begun beside it: it was read, and holds nothing that this machine could use.
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

    /// The kinds that are stored for a connection.
    pub fn kinds_of(&self, slug: &str) -> Vec<CredentialKind> {
        let all = CredentialKind::ALL.into_iter();
        all.filter(|kind| self.of(*kind, slug).is_some()).collect()
    }
}

/// Whether a connection has what it needs to prove who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// It needs nothing that Craft keeps.
    NotNeeded,
    /// It is stored.
    Stored,
    /// It is not stored, or not all of it.
    Missing,
    /// It is stored, and its time has passed or does so within minutes; when, in milliseconds since the epoch.
    Ended(u64),
    /// Nobody knows: the credentials were not read, or the auth type is another version's.
    Unknown,
}

impl Authentication {
    /// Whether the provider would refuse it.
    pub const fn is_lacking(&self) -> bool {
        matches!(self, Self::Missing | Self::Ended(_))
    }
}

/// What a row says of a connection that lacks what it needs.
pub const NOT_AUTHENTICATED: &str = "Not authenticated";

impl Settings {
    /// Whether a connection has what it needs, `now` in milliseconds since the epoch.
    pub fn authentication(&self, connection: &Connection, now: u64) -> Authentication {
        let Some(kind) = CredentialKind::of_auth(connection.auth_type()) else {
            return if connection.needs_a_secret() {
                Authentication::Unknown
            } else {
                Authentication::NotNeeded
            };
        };
        if !matches!(self.credentials(), Credentials::Known(_)) {
            return Authentication::Unknown;
        }
        let found = self.credentials().of(kind, connection.slug());
        match found.filter(|facts| facts.is_complete(kind)) {
            Some(facts) if facts.has_ended(now) => {
                Authentication::Ended(facts.expires_at.unwrap_or_default())
            }
            Some(_) => Authentication::Stored,
            None if kind == CredentialKind::ApiKey && connection.is_on_this_machine() => {
                Authentication::NotNeeded
            }
            None => Authentication::Missing,
        }
    }

    /// When the authentication of some connection changes by itself next, after `now`; both in milliseconds since the epoch.
    pub fn next_end(&self, now: u64) -> Option<u64> {
        let Credentials::Known(all) = self.credentials() else {
            return None;
        };
        let ends = all.values().filter(|facts| !facts.renews());
        let ends = ends.filter_map(|facts| facts.expires_at?.checked_sub(FRESH));
        ends.map(|at| at + 1).filter(|at| *at > now).min()
    }
}

impl Connection {
    /// Whether it asks this machine, which needs no key.
    pub fn is_on_this_machine(&self) -> bool {
        self.endpoint().is_some_and(is_loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Arc;

    const NOW: u64 = 1_800_000_000_000;

    fn authentication(connection: Value, stored: &Value) -> Authentication {
        let all = stored.as_object().expect("an object");
        let facts = |(key, value): (&String, &Value)| (key.clone(), Facts::of(value, 0));
        let mut settings = Settings::empty();
        let known = Credentials::Known(all.iter().map(facts).collect());
        settings.set_credentials(Arc::new(known));
        settings.authentication(&Connection::new(connection), NOW)
    }

    fn of(auth: &str, stored: &Value) -> Authentication {
        authentication(
            json!({"slug": "a", "providerType": "pi", "authType": auth}),
            stored,
        )
    }

    #[test]
    fn what_needs_nothing_is_always_authenticated() {
        for auth in ["none", "environment"] {
            assert_eq!(of(auth, &json!({})), Authentication::NotNeeded);
        }
    }

    #[test]
    fn each_auth_type_needs_the_credential_of_its_own_kind_and_slug() {
        for (auth, key) in [
            ("api_key", "llm_api_key::a"),
            ("api_key_with_endpoint", "llm_api_key::a"),
            ("bearer_token", "llm_api_key::a"),
            ("oauth", "llm_oauth::a"),
            ("service_account_file", "llm_service_account::a"),
        ] {
            assert_eq!(
                of(auth, &json!({key: {"value": "x"}})),
                Authentication::Stored,
                "{auth}"
            );
            for lacking in [json!({}), json!({key: {"value": ""}}), json!({key: 7})] {
                assert_eq!(of(auth, &lacking), Authentication::Missing, "{auth}");
            }
            let of_another = key.replace("::a", "::b");
            let stored = json!({of_another: {"value": "x"}});
            assert_eq!(of(auth, &stored), Authentication::Missing, "{auth}");
        }
    }

    #[test]
    fn an_aws_key_needs_its_id_and_its_secret_but_no_session_token() {
        let stored = |entry: Value| of("iam_credentials", &json!({"llm_iam::a": entry}));
        let whole = json!({"value": "s", "awsAccessKeyId": "AKIA"});
        assert_eq!(stored(whole), Authentication::Stored);
        assert_eq!(stored(json!({"value": "s"})), Authentication::Missing);
        assert_eq!(
            stored(json!({"awsAccessKeyId": "AKIA"})),
            Authentication::Missing
        );
    }

    #[test]
    fn a_token_that_ends_within_five_minutes_counts_only_where_it_is_renewed() {
        let stored = |entry: Value| of("oauth", &json!({"llm_oauth::a": entry}));
        let at = |ms: u64| json!({"value": "t", "expiresAt": ms});
        assert_eq!(stored(at(NOW + FRESH)), Authentication::Stored);
        assert_eq!(
            stored(at(NOW + FRESH - 1)),
            Authentication::Ended(NOW + FRESH - 1)
        );
        let mut renewed = at(NOW - 1);
        renewed["refreshToken"] = "r".into();
        assert_eq!(stored(renewed), Authentication::Stored);
        assert_eq!(stored(json!({"value": "t"})), Authentication::Stored);
        let fraction = json!({"value": "t", "expiresAt": 12.5});
        assert_eq!(stored(fraction), Authentication::Ended(12));
    }

    #[test]
    fn this_machine_needs_no_key_and_keeps_one_that_was_given() {
        let local = json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": "http://localhost:11434"});
        let none = authentication(local.clone(), &json!({}));
        assert_eq!(none, Authentication::NotNeeded);
        let given = authentication(local, &json!({"llm_api_key::a": {"value": "x"}}));
        assert_eq!(given, Authentication::Stored);
    }

    #[test]
    fn nothing_is_claimed_of_what_is_not_known() {
        let connection = json!({"slug": "a", "providerType": "pi", "authType": "passkey"});
        assert_eq!(
            authentication(connection, &json!({})),
            Authentication::Unknown
        );
        let unread = Settings::empty();
        let connection = Connection::new(json!({"slug": "a", "authType": "api_key"}));
        assert_eq!(
            unread.authentication(&connection, NOW),
            Authentication::Unknown
        );
    }

    #[test]
    fn the_next_change_by_itself_is_five_minutes_before_the_earliest_end() {
        let mut settings = Settings::empty();
        let entry = |at: u64, refresh: &str| {
            Facts::of(
                &json!({"value": "t", "expiresAt": at, "refreshToken": refresh}),
                0,
            )
        };
        let all = [
            ("a", NOW + FRESH + 9, ""),
            ("b", NOW + FRESH + 5, ""),
            ("c", NOW + FRESH + 1, "r"),
            ("d", NOW, ""),
        ];
        let all = all.map(|(slug, at, refresh)| (slug.to_owned(), entry(at, refresh)));
        settings.set_credentials(Arc::new(Credentials::Known(all.into())));
        let next = settings.next_end(NOW).expect("two are to come");
        assert_eq!(next, NOW + 6);
    }
}
