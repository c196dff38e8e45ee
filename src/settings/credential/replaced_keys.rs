//! Of which connections Craft replaces the key, and by what.

use super::login::Login;
use super::replacement::Replacement;
use super::{CredentialKind, Credentials};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;

impl Connection {
    /// Whether Craft replaces a key of this connection that is a command or the name of a variable.
    pub fn replaces_keys(&self) -> bool {
        // Of a Copilot login Craft hands over the whole entry, and the value as it is.
        self.provider_type() != "anthropic"
            && self.login() != Some(Login::Copilot)
            && matches!(
                CredentialKind::of_auth(self.auth_type()),
                Some(CredentialKind::ApiKey | CredentialKind::OAuth)
            )
    }
}

impl Settings {
    /// What Craft sends in place of the stored key of a connection; none where it sends the key
    /// itself, or none is stored.
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
