//! The stored credentials and environment of a connection, as far as they decide what Craft does;
//! never a secret.

use std::collections::BTreeMap;
use std::fmt;

use crate::settings::credential::{CredentialKind, names_chatgpt_account};

/// The relevant variables of Craft's environment: names, and the values of non-secret ones. For a
/// secret, any non-empty text will do.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Variables with these names and values; an empty value counts as absent.
    pub fn new<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let all = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self(all.filter(|(_, value)| !value.is_empty()).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl fmt::Debug for Variables {
    /// Prints only the names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What is stored for one connection (`llm_…::SLUG`), and for all of them (`…::global`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// `llm_api_key::SLUG` with a non-empty value.
    pub api_key: Option<StoredKey>,
    /// `llm_oauth::SLUG`, with or without a token.
    pub oauth: Option<StoredLogin>,
    /// `llm_iam::SLUG`.
    pub iam: Option<Iam>,
    /// Whether `llm_service_account::SLUG` has a non-empty value.
    pub service_account: bool,
    /// Whether `claude_oauth::global`, the Claude login that all connections share, has a token.
    pub claude_login: bool,
    /// `anthropic_api_key::global`, which older versions wrote.
    pub anthropic_key: Option<StoredKey>,
}

/// Properties of a stored key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredKey {
    /// It starts with `!`: the runtime of `pi` and `pi_compat` runs the rest as a shell command and
    /// sends its output (run).
    pub is_command: bool,
    /// It is the name of an environment variable: the same runtime sends that variable's value
    /// (run).
    pub names_variable: Option<String>,
    /// It contains `sk-ant-oat`: a token of a Claude login.
    pub is_claude_token: bool,
    /// It is a JWT with a `ChatGPT` account, which the Codex endpoint needs.
    pub names_chatgpt_account: bool,
    /// The host of the GitHub Copilot API in the token.
    pub copilot_host: Option<String>,
}

/// Properties of a stored login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredLogin {
    /// Its access token; None if it is empty.
    pub token: Option<StoredKey>,
    /// Whether it has a refresh token.
    pub refreshable: bool,
    /// When its access token expires, in milliseconds since the epoch.
    pub expires_at: Option<u64>,
}

/// Properties of stored AWS keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Iam {
    /// Whether it has both an access key id and a secret access key.
    pub is_complete: bool,
    pub region: Option<String>,
}

impl StoredKey {
    /// The properties of a key; None if it is empty.
    pub fn of(secret: &str, variables: &Variables) -> Option<Self> {
        (!secret.is_empty()).then(|| Self {
            is_command: secret.starts_with('!'),
            names_variable: variables.has(secret).then(|| secret.to_owned()),
            is_claude_token: secret.contains("sk-ant-oat"),
            names_chatgpt_account: names_chatgpt_account(secret),
            copilot_host: copilot_host(secret),
        })
    }
}

/// The API host in a Copilot token: its proxy's, with `api.` instead of `proxy.` (run).
fn copilot_host(token: &str) -> Option<String> {
    let proxy = token.split(';').find_map(|part| part.strip_prefix("proxy-ep="))?;
    let api =
        proxy.strip_prefix("proxy.").map_or_else(|| proxy.to_owned(), |rest| format!("api.{rest}"));
    (!api.is_empty()).then_some(api)
}

impl Stored {
    /// The credential that an authentication type is expected to have.
    pub(crate) fn assumed(auth: &str) -> Self {
        let token = || StoredKey { names_chatgpt_account: true, ..StoredKey::default() };
        let mut stored = Self::default();
        match CredentialKind::of_auth(auth) {
            Some(CredentialKind::ApiKey) => stored.api_key = Some(token()),
            Some(CredentialKind::OAuth) => {
                stored.oauth =
                    Some(StoredLogin { token: Some(token()), refreshable: true, expires_at: None });
                stored.claude_login = true;
            }
            Some(CredentialKind::Iam) => {
                stored.iam = Some(Iam { is_complete: true, region: None });
            }
            Some(CredentialKind::ServiceAccount) => stored.service_account = true,
            None => {}
        }
        stored
    }

    /// Like [`Self::assumed`], with a key even if an authentication type has none of its own, and
    /// with the properties of a secret if it is known.
    pub(crate) fn assumed_with_key(auth: &str, secret: Option<&str>) -> Self {
        let mut stored = Self::assumed(auth);
        if CredentialKind::of_auth(auth).is_none() {
            stored.api_key =
                Some(StoredKey { names_chatgpt_account: true, ..StoredKey::default() });
        }
        if let Some(known) = secret.and_then(|secret| StoredKey::of(secret, &Variables::default()))
        {
            let token = stored.oauth.as_mut().and_then(|login| login.token.as_mut());
            for key in stored.api_key.iter_mut().chain(token) {
                key.is_claude_token = known.is_claude_token;
                key.copilot_host.clone_from(&known.copilot_host);
            }
        }
        stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(secret: &str) -> StoredKey {
        StoredKey::of(secret, &Variables::new([("MY_KEY", "x")])).expect("a key")
    }

    #[test]
    fn key_properties_that_decide_its_destination_are_read() {
        assert!(known("!op read x").is_command && !known("sk-!").is_command);
        assert_eq!(known("MY_KEY").names_variable.as_deref(), Some("MY_KEY"));
        assert_eq!(known("OTHER").names_variable, None);
        assert!(
            known("sk-ant-oat01-x").is_claude_token && !known("sk-ant-api03-x").is_claude_token
        );
        assert_eq!(StoredKey::of("", &Variables::default()), None);
    }

    #[test]
    fn copilot_token_contains_its_host() {
        let host = |token| known(token).copilot_host;
        assert_eq!(
            host("tid=1;proxy-ep=proxy.business.githubcopilot.com;exp=2").as_deref(),
            Some("api.business.githubcopilot.com")
        );
        assert_eq!(host("tid=1;exp=2"), None);
    }

    #[test]
    fn chatgpt_token_is_a_jwt_with_account() {
        // {"https://api.openai.com/auth":{"chatgpt_account_id":"acc-1"}}
        let claims =
            "eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiYWNjLTEifX0";
        assert!(known(&format!("e30.{claims}.x")).names_chatgpt_account);
        for other in ["not-a-jwt", "e30.e30.x", &format!("e30.{claims}"), "a.*.b"] {
            assert!(!known(other).names_chatgpt_account, "{other}");
        }
    }

    #[test]
    fn debug_hides_variable_values() {
        let shown = format!("{:?}", Variables::new([("A_KEY", "secret-value"), ("EMPTY", "")]));
        assert_eq!(shown, "{\"A_KEY\"}");
    }
}
