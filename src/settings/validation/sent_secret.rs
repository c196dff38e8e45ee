//! Which secret a validation sends, by the connection's authentication.

use crate::settings::connection::object::Connection;
use crate::settings::credential::CredentialKind;
use crate::settings::credential::environment::key_variables;

/// Where the secret of a request comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SentSecret {
    Nothing,
    StoredKey,
    StoredLogin,
    /// The first of these variables that is set; empty if it is not known which ones Craft reads.
    Variables(Vec<&'static str>),
}

impl Connection {
    pub(crate) fn sent_secret(&self) -> SentSecret {
        match self.credential_kind() {
            Some(CredentialKind::OAuth) => SentSecret::StoredLogin,
            None if self.is_without_auth() => SentSecret::Nothing,
            None if self.is_environment_auth() => SentSecret::Variables(key_variables(self)),
            _ => SentSecret::StoredKey,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn auth_type_decides_which_secret_is_sent() {
        for (auth, upstream, sent) in [
            ("none", "groq", SentSecret::Nothing),
            ("oauth", "openai-codex", SentSecret::StoredLogin),
            ("api_key", "groq", SentSecret::StoredKey),
            ("bearer_token", "groq", SentSecret::StoredKey),
            ("environment", "groq", SentSecret::Variables(vec!["GROQ_API_KEY"])),
            ("environment", "of-next-year", SentSecret::Variables(Vec::new())),
        ] {
            let entry = json!({"providerType": "pi", "authType": auth, "piAuthProvider": upstream});
            assert_eq!(Connection::new(entry).sent_secret(), sent, "{auth} {upstream}");
        }
    }
}
