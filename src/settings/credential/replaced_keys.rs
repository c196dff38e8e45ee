//! For which connections Craft replaces the key, and with what.

use super::login::Login;
use super::replacement::Replacement;
use super::{CredentialKind, Credentials};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;

impl Connection {
    /// Whether Craft replaces this connection's key if it is a command or a variable name.
    pub(crate) fn replaces_keys(&self) -> bool {
        // Craft passes the whole entry of a Copilot login, with its value unchanged.
        self.provider_type() != "anthropic"
            && self.login() != Some(Login::Copilot)
            && matches!(
                self.credential_kind(),
                Some(CredentialKind::ApiKey | CredentialKind::OAuth)
            )
    }
}

impl Settings {
    /// What Craft sends instead of a connection's stored key; None if it sends the key itself or
    /// none is stored.
    pub fn replacement(&self, connection: &Connection) -> Option<Replacement> {
        match self.credentials() {
            Credentials::Known(_) if connection.replaces_keys() => {
                self.credentials().of_chats(connection)?.replacement
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_runtime_replaces_keys() {
        for (provider, upstream, auth, replaces) in [
            ("pi", "groq", "api_key", true),
            ("pi_compat", "openai", "api_key_with_endpoint", true),
            ("pi", "openai-codex", "oauth", true),
            ("pi", "github-copilot", "oauth", false),
            ("pi", "amazon-bedrock", "iam_credentials", false),
            ("pi", "google-vertex", "service_account_file", false),
            ("anthropic", "", "api_key", false),
            ("pi_compat", "openai", "none", false),
        ] {
            let connection = Connection::new(
                json!({"providerType": provider, "piAuthProvider": upstream, "authType": auth}),
            );
            assert_eq!(connection.replaces_keys(), replaces, "{connection:?}");
        }
    }
}
