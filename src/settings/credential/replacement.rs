//! Keys that Craft does not send as they are stored. Its runtime runs a key that begins with `!` as
//! a shell command and sends the output; for a key that equals the name of an environment variable
//! it sends the variable's value (run). Claude's own program, which sends the chats of an
//! `anthropic` connection, sends the key as it is.

use super::login::Login;
use super::{CredentialKind, Credentials};
use crate::settings::Settings;
use crate::settings::connection::object::Connection;

/// What Craft sends in place of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// The output of the command after the `!`.
    Command,
    /// The value of the environment variable that the key names.
    Variable,
}

impl Replacement {
    /// What Craft sends in place of a key, given whether a text is the name of a variable in its
    /// environment; none where Craft sends the key itself.
    pub fn of(key: &str, is_variable: impl FnOnce(&str) -> bool) -> Option<Self> {
        if key.starts_with('!') {
            Some(Self::Command)
        } else if !key.is_empty() && is_variable(key) {
            Some(Self::Variable)
        } else {
            None
        }
    }

    /// What Craft does with the key, in a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Command => "Craft runs this key as a shell command and sends its output.",
            Self::Variable => {
                "This key is the name of an environment variable: Craft sends the variable's value."
            }
        }
    }

    /// Why the key is not sent to the provider to validate it, in sentences.
    pub fn describe_unvalidated(self) -> String {
        format!("{} Validating sends neither.", self.describe())
    }

    /// What the credential is, in the few words of a row.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Command => "the output of a command",
            Self::Variable => "the value of an environment variable",
        }
    }
}

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
    fn a_command_and_the_name_of_a_variable_are_replaced_and_nothing_else_is() {
        let of = |key: &str| Replacement::of(key, |name| name == "MY_KEY");
        assert_eq!(of("!op read x"), Some(Replacement::Command));
        assert_eq!(of("MY_KEY"), Some(Replacement::Variable));
        for key in ["", "sk-!", " MY_KEY", "OTHER", "my_key"] {
            assert_eq!(of(key), None, "{key}");
        }
    }

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
