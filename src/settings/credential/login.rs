//! Logins: which entries of `credentials.enc` Craft reads for them, and what a token must be for
//! Craft to use it.
//!
//! Craft's chats and its validation read the one Claude login in `claude_oauth::global`, whatever
//! the connection; the entry of a connection's own makes only its row “authenticated”. At each
//! start Craft moves the global entry to `llm_oauth::claude-max`, and deletes it, unless that entry
//! exists. `ChatGPT` chats take the account out of the access token; a Copilot login is renewed
//! with the GitHub token beside it.

use super::{CredentialKind, Credentials, Facts};
use crate::settings::connection::object::Connection;

/// The entry of the Claude login that chats read.
pub(crate) const CLAUDE_LOGIN: &str = "claude_oauth::global";

/// The entry of the one key that older versions had: a start moves it to a connection of its own.
pub(crate) const OLD_ANTHROPIC_KEY: &str = "anthropic_api_key::global";

/// The slug of Craft's own Claude connection: while its entry exists, a start leaves the Claude
/// login where it is.
const CLAUDE_SLUG: &str = "claude-max";

/// That a `ChatGPT` token is none that Craft can use.
pub(crate) const NO_CHATGPT_ACCOUNT: &str = "Craft can't use this token: it names no ChatGPT account (chatgpt_account_id). Sign in with Craft, or take the access_token \
     of Codex's auth.json.";

/// The provider that a login is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// A Claude subscription's: one for all connections.
    Claude,
    /// A `ChatGPT` subscription's.
    ChatGpt,
    /// GitHub Copilot's.
    Copilot,
    /// Another provider's.
    Other,
}

impl Connection {
    /// The provider that its login is for; none where it needs no login.
    pub fn login(&self) -> Option<Login> {
        if self.auth_type() != "oauth" {
            return None;
        }
        Some(match (self.provider_type(), self.upstream()) {
            ("anthropic", _) => Login::Claude,
            // A start makes the old types, and an upstream `openai`, those of today.
            ("openai", _) | (_, Some("openai-codex" | "openai")) => Login::ChatGpt,
            ("copilot", _) | (_, Some("github-copilot")) => Login::Copilot,
            _ => Login::Other,
        })
    }

    /// The entry of `credentials.enc` that chats read; none where the authentication needs none.
    pub fn credential_entry(&self) -> Option<String> {
        if self.login() == Some(Login::Claude) {
            return Some(CLAUDE_LOGIN.to_owned());
        }
        let kind = CredentialKind::of_auth(self.auth_type())?;
        Some(kind.key_of(self.slug()))
    }
}

impl CredentialKind {
    /// Whether an entry has to do with a connection, or with the login of several.
    pub fn concerns_connections(key: &str) -> bool {
        [CLAUDE_LOGIN, OLD_ANTHROPIC_KEY].contains(&key) || Self::of_key(key).is_some()
    }
}

/// The entry that keeps the Claude login from being moved.
pub(crate) fn claude_guard() -> String {
    CredentialKind::OAuth.key_of(CLAUDE_SLUG)
}

impl Credentials {
    /// What is known of an entry, by the name that Craft gives it; none where there is none, or
    /// they were not read.
    pub fn entry(&self, key: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(key),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// What is known of the Claude login.
    pub fn claude_login(&self) -> Option<&Facts> {
        self.entry(CLAUDE_LOGIN)
    }

    /// What is known of the credential that chats of a connection use.
    pub fn of_chats(&self, connection: &Connection) -> Option<&Facts> {
        self.entry(&connection.credential_entry()?)
    }

    /// Whether an entry stays as long as the Claude login does, whatever becomes of the connection
    /// with its slug.
    pub(crate) fn guards_claude_login(&self, key: &str) -> bool {
        key == claude_guard() && self.claude_login().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_connection_needs_the_login_of_the_provider_that_it_asks() {
        let login = |provider: &str, upstream: &str, auth: &str| {
            let connection =
                json!({"providerType": provider, "piAuthProvider": upstream, "authType": auth});
            Connection::new(connection).login()
        };
        assert_eq!(login("anthropic", "", "oauth"), Some(Login::Claude));
        assert_eq!(login("anthropic", "", "api_key"), None);
        assert_eq!(login("pi", "anthropic", "oauth"), Some(Login::Other));
        for (provider, upstream) in [("pi", "openai-codex"), ("pi", "openai"), ("openai", "")] {
            assert_eq!(login(provider, upstream, "oauth"), Some(Login::ChatGpt));
        }
        for (provider, upstream) in [("pi", "github-copilot"), ("copilot", "")] {
            assert_eq!(login(provider, upstream, "oauth"), Some(Login::Copilot));
        }
        assert_eq!(login("vertex", "", "oauth"), Some(Login::Other));
    }

    #[test]
    fn chats_of_claude_read_the_one_login_and_all_others_their_own_entry() {
        let entry = |connection: Value| Connection::new(connection).credential_entry();
        let claude = json!({"slug": "a", "providerType": "anthropic", "authType": "oauth"});
        assert_eq!(entry(claude).as_deref(), Some("claude_oauth::global"));
        let key = json!({"slug": "a", "providerType": "anthropic", "authType": "api_key"});
        assert_eq!(entry(key).as_deref(), Some("llm_api_key::a"));
        let codex = json!({"slug": "a", "providerType": "pi", "piAuthProvider": "openai-codex", "authType": "oauth"});
        assert_eq!(entry(codex).as_deref(), Some("llm_oauth::a"));
        assert_eq!(entry(json!({"slug": "a", "authType": "none"})), None);
    }
}
