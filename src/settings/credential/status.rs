//! Whether a connection has the credential it needs: what Craft shows, and what its chats actually
//! need.

use super::expiry::is_over;
use super::login::{Login, NO_CHATGPT_ACCOUNT};
use super::token::TokenForm;
use super::{CredentialKind, Credentials};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::craft::sends::{aws_variable, key_variables};

/// The state of a connection's credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// It needs nothing that Craft stores.
    NotNeeded,
    Stored,
    /// It is missing or incomplete.
    Missing,
    /// It is stored but has expired; when, in milliseconds since the epoch.
    Expired(u64),
    /// It is stored and still valid, but expires within minutes, and nothing renews it; when, in
    /// milliseconds since the epoch.
    Expiring(u64),
    /// It is stored, but Craft cannot use it; why, in a sentence.
    Unusable(&'static str),
    /// Unknown: the credentials were not read, or the auth type is from another version.
    Unknown,
}

impl Authentication {
    /// Whether the provider would refuse it.
    pub(crate) const fn is_refused(&self) -> bool {
        matches!(self, Self::Missing | Self::Expired(_) | Self::Expiring(_) | Self::Unusable(_))
    }
}

/// The row's label where Craft misses a credential that chats do not need.
pub const BUT_CHATS_WORK: &str = "Not authenticated, but chats work";

pub const KEY_NOT_NEEDED: &str = "Craft shows “not authenticated”, but no key is needed here.";

/// A Claude login that only Craft's row reads.
pub const SHOWN_BUT_NOT_READ: &str =
    "Craft shows “authenticated”, but chats need claude_oauth::global.";

/// The row's label for a connection without its credential.
pub const NOT_AUTHENTICATED: &str = "Not authenticated";

/// What a Bedrock connection lacks without any credentials.
pub const NO_AWS_IN_ENVIRONMENT: &str = "no AWS credentials were found in this environment.";

/// The state of the login that Claude chats read.
fn shown_but_claude_login(state: &str) -> String {
    shown_but(&format!("the Claude login (claude_oauth::global) {state}."))
}

/// Craft shows a connection as authenticated, although chats lack something: `lacking` says what,
/// with its full stop.
pub fn shown_but(lacking: &str) -> String {
    format!("Craft shows “authenticated”, but {lacking}")
}

/// What Craft shows for a connection, and what else is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether Craft shows it as authenticated; None if that is unknown.
    pub shown: Option<bool>,
    /// Whether its chats have what they need.
    pub chats: Authentication,
    /// A sentence on how the two differ, else on what Craft sends instead of the stored key.
    pub note: Option<String>,
}

impl Status {
    /// Whether chats have what they need; None if that is unknown.
    pub const fn is_usable(&self) -> Option<bool> {
        match self.chats {
            Authentication::NotNeeded | Authentication::Stored => Some(true),
            Authentication::Missing
            | Authentication::Expired(_)
            | Authentication::Expiring(_)
            | Authentication::Unusable(_) => Some(false),
            Authentication::Unknown => None,
        }
    }

    /// The row's label, in Craft's words and beyond; None if nothing needs attention.
    pub const fn row(&self) -> Option<&'static str> {
        match (self.shown, self.is_usable()) {
            (Some(true), Some(false)) => Some("Authenticated, but chats fail"),
            (Some(false), Some(true)) => Some(BUT_CHATS_WORK),
            (Some(false), _) => Some(NOT_AUTHENTICATED),
            _ => None,
        }
    }

    /// Like [`Self::row`], in fewer words where there are any.
    pub(crate) const fn row_in_short(&self) -> Option<&'static str> {
        match (self.shown, self.is_usable()) {
            (Some(true), Some(false)) => Some("chats fail"),
            (Some(false), Some(true)) => Some("chats work"),
            _ => None,
        }
    }
}

impl Settings {
    /// Whether a connection's chats have what they need, with `now_ms` in milliseconds since the
    /// epoch.
    pub fn authentication(&self, connection: &Connection, now_ms: u64) -> Authentication {
        let Some(kind) = connection.credential_kind() else {
            return if connection.needs_secret() {
                Authentication::Unknown
            } else {
                Authentication::NotNeeded
            };
        };
        if !matches!(self.credentials(), Credentials::Known(_)) {
            return Authentication::Unknown;
        }
        let found = self.credentials().of_chats(connection);
        match found.filter(|facts| facts.is_complete(kind)) {
            Some(facts) if facts.ends_unrenewed(now_ms) => {
                let at = facts.expires_at.unwrap_or_default();
                if is_over(at, now_ms) {
                    Authentication::Expired(at)
                } else {
                    Authentication::Expiring(at)
                }
            }
            Some(facts)
                if connection.login() == Some(Login::ChatGpt)
                    && facts.form != TokenForm::ChatGpt =>
            {
                Authentication::Unusable(NO_CHATGPT_ACCOUNT)
            }
            Some(_) => Authentication::Stored,
            None if kind == CredentialKind::ApiKey && connection.is_on_this_machine() => {
                Authentication::NotNeeded
            }
            None => Authentication::Missing,
        }
    }

    /// Whether Craft shows a connection as authenticated, with `now_ms` in milliseconds since the
    /// epoch; None if the credentials are unknown. Only what is stored under the connection's own
    /// slug counts, not its URL or another login.
    pub fn is_authenticated_in_craft(&self, connection: &Connection, now_ms: u64) -> Option<bool> {
        let Some(kind) = connection.credential_kind() else {
            return Some(!connection.needs_secret());
        };
        if !matches!(self.credentials(), Credentials::Known(_)) {
            return None;
        }
        let found = self.credentials().of(kind, connection.slug());
        Some(found.is_some_and(|facts| match kind {
            // An empty token counts as well.
            CredentialKind::OAuth => !facts.ends_unrenewed(now_ms),
            _ => facts.is_complete(kind),
        }))
    }

    /// What Craft shows for a connection, and what else is known; `now_ms` is in milliseconds since
    /// the epoch.
    pub fn status(&self, connection: &Connection, now_ms: u64) -> Status {
        let mut status = Status {
            shown: self.is_authenticated_in_craft(connection, now_ms),
            chats: self.authentication(connection, now_ms),
            note: None,
        };
        if connection.is_environment_auth()
            && let Some(lacking) = self.lacking_in_environment(connection)
        {
            // Craft's own environment may differ.
            status.chats = Authentication::Unknown;
            status.note = Some(shown_but(&lacking));
            return status;
        }
        let replacement = || Some(self.replacement(connection)?.describe().to_owned());
        status.note = note_of(connection, &status).or_else(replacement);
        status
    }

    /// Whether a Bedrock connection takes its credentials from an environment that has none.
    pub(crate) fn lacks_aws_variables(&self, connection: &Connection) -> bool {
        connection.is_environment_auth()
            && connection.upstream() == Some("amazon-bedrock")
            && self.environment().found_for(connection).is_empty()
    }

    /// What a connection with a credential from the environment lacks, as far as this program knows;
    /// None if it is present or the requirement is unknown.
    fn lacking_in_environment(&self, connection: &Connection) -> Option<String> {
        let (environment, upstream) = (self.environment(), connection.upstream()?);
        let variables = environment.variables();
        if upstream == "amazon-bedrock" {
            let lacking = match environment.found_for(connection)[..] {
                _ if aws_variable(&variables).is_some() => return None,
                [] => NO_AWS_IN_ENVIRONMENT.to_owned(),
                [file, ..] => format!("{file} alone isn't enough: no AWS variable is set here."),
            };
            return Some(lacking);
        }
        let names = key_variables(upstream);
        let is_set = names.is_empty() || names.iter().any(|name| variables.has(name));
        (!is_set).then(|| format!("{} is not set in this environment.", names.join(" or ")))
    }
}

/// How Craft's display differs from what chats need.
fn note_of(connection: &Connection, status: &Status) -> Option<String> {
    let is_claude = connection.login() == Some(Login::Claude);
    let note = match (status.shown?, &status.chats) {
        (false, Authentication::NotNeeded) => {
            KEY_NOT_NEEDED.to_owned()
        }
        (false, Authentication::Stored) if is_claude => {
            "Craft shows “not authenticated”, but chats use the Claude login (claude_oauth::global)."
                .to_owned()
        }
        (true, Authentication::Missing) if is_claude => SHOWN_BUT_NOT_READ.to_owned(),
        (true, Authentication::Expired(_)) => shown_but_claude_login("has expired"),
        (true, Authentication::Expiring(_)) => {
            shown_but_claude_login("expires within minutes, and nothing renews it")
        }
        (true, Authentication::Missing) => {
            "Craft shows “authenticated”, but the stored token is empty.".to_owned()
        }
        (_, Authentication::Unusable(why)) => format!("Craft shows “authenticated”. {why}"),
        _ => return None,
    };
    Some(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::credential::Facts;
    use crate::settings::credential::environment::{CredentialSource, Environment};
    use crate::settings::credential::expiry::FRESH;
    use serde_json::{Value, json};
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
        authentication(json!({"slug": "a", "providerType": "pi", "authType": auth}), stored)
    }

    #[test]
    fn connection_without_auth_is_always_authenticated() {
        for auth in ["none", "environment"] {
            assert_eq!(of(auth, &json!({})), Authentication::NotNeeded);
        }
    }

    #[test]
    fn auth_type_needs_credential_of_its_kind_and_slug() {
        for (auth, key) in [
            ("api_key", "llm_api_key::a"),
            ("api_key_with_endpoint", "llm_api_key::a"),
            ("bearer_token", "llm_api_key::a"),
            ("oauth", "llm_oauth::a"),
            ("service_account_file", "llm_service_account::a"),
        ] {
            assert_eq!(of(auth, &json!({key: {"value": "x"}})), Authentication::Stored, "{auth}");
            for lacking in [json!({}), json!({key: {"value": ""}}), json!({key: 7})] {
                assert_eq!(of(auth, &lacking), Authentication::Missing, "{auth}");
            }
            let of_another = key.replace("::a", "::b");
            let stored = json!({of_another: {"value": "x"}});
            assert_eq!(of(auth, &stored), Authentication::Missing, "{auth}");
        }
    }

    #[test]
    fn aws_key_needs_id_and_secret_but_no_session_token() {
        let stored = |entry: Value| of("iam_credentials", &json!({"llm_iam::a": entry}));
        let whole = json!({"value": "s", "awsAccessKeyId": "AKIA"});
        assert_eq!(stored(whole), Authentication::Stored);
        assert_eq!(stored(json!({"value": "s"})), Authentication::Missing);
        assert_eq!(stored(json!({"awsAccessKeyId": "AKIA"})), Authentication::Missing);
    }

    #[test]
    fn token_expiring_within_five_minutes_must_be_renewable() {
        let stored = |entry: Value| of("oauth", &json!({"llm_oauth::a": entry}));
        let at = |ms: u64| json!({"value": "t", "expiresAt": ms});
        assert_eq!(stored(at(NOW + FRESH)), Authentication::Stored);
        assert_eq!(stored(at(NOW + FRESH - 1)), Authentication::Expiring(NOW + FRESH - 1));
        let mut renewed = at(NOW - 1);
        renewed["refreshToken"] = "r".into();
        assert_eq!(stored(renewed), Authentication::Stored);
        assert_eq!(stored(json!({"value": "t"})), Authentication::Stored);
        let fraction = json!({"value": "t", "expiresAt": 12.5});
        assert_eq!(stored(fraction), Authentication::Expired(12));
    }

    #[test]
    fn local_endpoint_needs_no_key_but_uses_one() {
        let local = json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": "http://localhost:11434"});
        let none = authentication(local.clone(), &json!({}));
        assert_eq!(none, Authentication::NotNeeded);
        let given = authentication(local, &json!({"llm_api_key::a": {"value": "x"}}));
        assert_eq!(given, Authentication::Stored);
    }

    fn status(connection: Value, stored: &Value) -> Status {
        let all = stored.as_object().expect("an object").iter();
        let known = all.map(|(key, value)| (key.clone(), Facts::of(value, 0))).collect();
        let mut settings = Settings::empty();
        settings.set_credentials(Arc::new(Credentials::Known(known)));
        settings.status(&Connection::new(connection), NOW)
    }

    #[test]
    fn craft_counts_only_credentials_of_the_connection() {
        let shown = |provider: &str, auth: &str, stored: &Value| {
            let local = json!({"slug": "a", "providerType": provider, "authType": auth, "baseUrl": "http://localhost:1"});
            status(local, stored).shown
        };
        for auth in ["none", "environment"] {
            assert_eq!(shown("pi_compat", auth, &json!({})), Some(true), "{auth}");
        }
        for auth in ["", "passkey"] {
            assert_eq!(shown("pi_compat", auth, &json!({})), Some(false), "{auth}");
        }
        let key = |value: &str| json!({"llm_api_key::a": {"value": value}});
        assert_eq!(shown("pi_compat", "api_key_with_endpoint", &json!({})), Some(false));
        assert_eq!(shown("pi_compat", "api_key_with_endpoint", &key("")), Some(false));
        assert_eq!(shown("pi_compat", "api_key_with_endpoint", &key("k")), Some(true));
        let login = |at: u64, refresh: &str| json!({"llm_oauth::a": {"value": "", "expiresAt": at, "refreshToken": refresh}});
        let minutes = |n: u64| NOW + n * 60_000;
        assert_eq!(
            shown("pi", "oauth", &login(minutes(6), "")),
            Some(true),
            "also without a token"
        );
        assert_eq!(shown("pi", "oauth", &login(minutes(4), "")), Some(false));
        assert_eq!(shown("pi", "oauth", &login(minutes(4), "r")), Some(true));
        let global = json!({"claude_oauth::global": {"value": "t"}});
        assert_eq!(shown("anthropic", "oauth", &global), Some(false));
    }

    #[test]
    fn row_and_note_report_when_chats_differ_from_craft() {
        let claude = json!({"slug": "a", "providerType": "anthropic", "authType": "oauth"});
        let token = json!({"value": "t"});
        let own = status(claude.clone(), &json!({"llm_oauth::a": token}));
        assert_eq!(own.row(), Some("Authenticated, but chats fail"));
        assert_eq!(own.chats, Authentication::Missing);
        let note = "Craft shows “authenticated”, but chats need claude_oauth::global.";
        assert_eq!(own.note.as_deref(), Some(note));
        let global = status(claude.clone(), &json!({"claude_oauth::global": token}));
        assert_eq!(global.row(), Some(BUT_CHATS_WORK));
        assert!(global.note.is_some_and(|note| note.contains("chats use the Claude login")));
        let expired =
            json!({"llm_oauth::a": token, "claude_oauth::global": {"value": "t", "expiresAt": 5}});
        let expired = status(claude.clone(), &expired);
        assert_eq!(expired.chats, Authentication::Expired(5));
        assert!(
            expired.note.is_some_and(|note| note.contains("(claude_oauth::global) has expired."))
        );
        let ending = json!({"value": "t", "expiresAt": NOW + 1});
        let ending =
            status(claude.clone(), &json!({"llm_oauth::a": token, "claude_oauth::global": ending}));
        assert!(ending.note.is_some_and(|note| note.contains("expires within minutes")));
        let both = json!({"llm_oauth::a": token, "claude_oauth::global": token});
        let both = status(claude, &both);
        assert_eq!((both.row(), both.note), (None, None));
        let chatgpt = json!({"slug": "a", "providerType": "pi", "piAuthProvider": "openai-codex", "authType": "oauth"});
        let unusable = status(chatgpt, &json!({"llm_oauth::a": token}));
        assert_eq!(unusable.chats, Authentication::Unusable(NO_CHATGPT_ACCOUNT));
        assert_eq!(unusable.row(), Some("Authenticated, but chats fail"));
        let local = json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint", "baseUrl": "http://localhost:1"});
        let local = status(local, &json!({}));
        assert_eq!(local.row(), Some(BUT_CHATS_WORK));
        let note = KEY_NOT_NEEDED;
        assert_eq!(local.note.as_deref(), Some(note));
    }

    #[test]
    fn missing_environment_credential_is_noted_and_leaves_chats_unknown() {
        let of = |upstream: &str, found: Vec<CredentialSource>| {
            let mut settings = Settings::empty();
            settings.set_environment(Arc::new(Environment::of(found)));
            let connection = json!({"slug": "a", "providerType": "pi", "authType": "environment", "piAuthProvider": upstream});
            let status = settings.status(&Connection::new(connection), NOW);
            assert_eq!(status.shown, Some(true));
            (status.is_usable(), status.note.unwrap_or_default())
        };
        let of_aws =
            "Craft shows “authenticated”, but no AWS credentials were found in this environment.";
        assert_eq!(of("amazon-bedrock", Vec::new()), (None, of_aws.to_owned()));
        let (usable, note) =
            of("amazon-bedrock", vec![CredentialSource::File("~/.aws/credentials")]);
        assert_eq!(usable, None);
        assert!(note.contains("~/.aws/credentials alone isn't enough"), "{note}");
        for (upstream, found) in [
            ("amazon-bedrock", CredentialSource::Variable("AWS_PROFILE")),
            ("groq", CredentialSource::Variable("GROQ_API_KEY")),
        ] {
            assert_eq!(of(upstream, vec![found]), (Some(true), String::new()), "{upstream}");
        }
        let of_groq =
            "Craft shows “authenticated”, but GROQ_API_KEY is not set in this environment.";
        assert_eq!(of("groq", Vec::new()), (None, of_groq.to_owned()));
        assert_eq!(of("of-next-year", Vec::new()).1, "", "nobody can say what it would be");
    }

    #[test]
    fn unknown_credentials_have_no_status() {
        let connection = json!({"slug": "a", "providerType": "pi", "authType": "passkey"});
        assert_eq!(authentication(connection, &json!({})), Authentication::Unknown);
        let unread = Settings::empty();
        let connection = Connection::new(json!({"slug": "a", "authType": "api_key"}));
        assert_eq!(unread.authentication(&connection, NOW), Authentication::Unknown);
    }
}
