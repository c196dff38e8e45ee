//! Logins: the entries of `credentials.enc` that Craft reads for them, and the tokens that Craft
//! can use.
//!
//! Craft's chats and its validation read the single Claude login in `claude_oauth::global`,
//! whatever the connection; a connection's own entry only makes its row “authenticated”. At each
//! start Craft moves the global entry to `llm_oauth::claude-max` and deletes it, unless that entry
//! exists. `ChatGPT` chats read the account from the access token; the GitHub token stored beside a
//! Copilot login renews it.

use super::{CredentialKind, Credentials, Facts};
use crate::settings::connection::object::Connection;

/// The entry of the Claude login that chats read.
pub(crate) const CLAUDE_LOGIN: &str = "claude_oauth::global";

/// The entry for the single key of older versions: a start moves it to its own connection.
pub(crate) const OLD_ANTHROPIC_KEY: &str = "anthropic_api_key::global";

/// The slug of Craft's own Claude connection: while its entry exists, a start does not move the
/// Claude login.
const CLAUDE_SLUG: &str = "claude-max";

/// The message for a `ChatGPT` token that Craft cannot use.
pub const NO_CHATGPT_ACCOUNT: &str = "Craft can't use this token: it names no ChatGPT account (chatgpt_account_id). Sign in with Craft, or take the access_token \
     of Codex's auth.json.";

/// The provider of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// A Claude subscription: one login for all connections.
    Claude,
    /// A `ChatGPT` subscription.
    ChatGpt,
    Copilot,
    /// Another provider.
    Other,
}

impl Connection {
    /// The provider of its login; None if it needs no login.
    pub fn login(&self) -> Option<Login> {
        if self.auth_type() != "oauth" {
            return None;
        }
        Some(match (self.provider_type(), self.upstream()) {
            ("anthropic", _) => Login::Claude,
            // A start converts the old types and the upstream `openai` to current ones.
            ("openai", _) | (_, Some("openai-codex" | "openai")) => Login::ChatGpt,
            ("copilot", _) | (_, Some("github-copilot")) => Login::Copilot,
            _ => Login::Other,
        })
    }

    /// The entry of `credentials.enc` that chats read; None if the authentication needs none.
    pub(crate) fn credential_entry(&self) -> Option<String> {
        if self.login() == Some(Login::Claude) {
            return Some(CLAUDE_LOGIN.to_owned());
        }
        Some(self.credential_kind()?.key_of(self.slug()))
    }
}

impl CredentialKind {
    /// Whether an entry belongs to a connection, or to the login of several.
    pub(crate) fn concerns_connections(key: &str) -> bool {
        [CLAUDE_LOGIN, OLD_ANTHROPIC_KEY].contains(&key) || Self::of_key(key).is_some()
    }
}

/// The entry that prevents Craft from moving the Claude login.
pub(crate) fn claude_guard() -> String {
    CredentialKind::OAuth.key_of(CLAUDE_SLUG)
}

impl Credentials {
    /// The facts about an entry, by Craft's name; None if there is none or the file was not read.
    pub fn entry(&self, key: &str) -> Option<&Facts> {
        match self {
            Self::Known(all) => all.get(key),
            Self::Unread | Self::Unusable { .. } => None,
        }
    }

    /// The facts about the Claude login.
    pub fn claude_login(&self) -> Option<&Facts> {
        self.entry(CLAUDE_LOGIN)
    }

    /// The facts about the credential that a connection's chats use.
    pub(crate) fn of_chats(&self, connection: &Connection) -> Option<&Facts> {
        self.entry(&connection.credential_entry()?)
    }

    /// Whether an entry stays as long as the Claude login does, even if the connection with its
    /// slug is deleted.
    pub(crate) fn guards_claude_login(&self, key: &str) -> bool {
        key == claude_guard() && self.claude_login().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn connection_needs_the_login_of_its_provider() {
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
    fn claude_chats_share_one_login_and_others_have_their_own() {
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
