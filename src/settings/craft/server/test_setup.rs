//! A connection test by Craft itself, to show its result next to ours.

use serde_json::{Value, json};

use super::messages;
use crate::settings::connection::provider::Protocol;
use crate::settings::credential::{CredentialKind, key};
use crate::settings::secret::Secret;
use crate::settings::validation::request::ProbeRequest;

/// The arguments of `settings:testLlmConnectionSetup`.
#[derive(Clone, Debug)]
pub struct TestSetup {
    /// Without the key.
    setup: Value,
    key: Secret,
}

impl TestSetup {
    /// The RPC channel.
    pub(crate) const CHANNEL: &'static str = "settings:testLlmConnectionSetup";

    /// Its arguments. They contain a secret.
    pub fn arguments(&self) -> Value {
        let mut setup = self.setup.clone();
        setup["apiKey"] = self.key.expose().into();
        json!([setup])
    }

    pub const fn key(&self) -> &Secret {
        &self.key
    }
}

/// What Craft can test for a connection. It takes a key and no other credential.
///
/// # Errors
/// A sentence if it cannot test anything.
pub fn test_setup(request: &ProbeRequest) -> Result<TestSetup, String> {
    let connection = &*request.connection;
    if connection.credential_kind() != Some(CredentialKind::ApiKey) {
        return Err(messages::TESTS_KEYS_ALONE.to_owned());
    }
    let key = request.secrets.get(key::VALUE).ok_or(messages::NO_KEY_TO_TEST)?;
    // Craft's subprocess would run the command or send the variable.
    if request.secrets.replacement.is_some() {
        return Err(messages::REPLACED_KEY.to_owned());
    }
    if connection.unencrypted_host().is_some() && !request.unencrypted {
        return Err(messages::KEY_GOES_UNENCRYPTED.to_owned());
    }
    let provider = match connection.provider_type() {
        "anthropic" => "anthropic",
        "pi" | "pi_compat" => "pi",
        other => return Err(messages::old_provider(other)),
    };
    let mut setup = json!({"provider": provider});
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            setup[name] = value;
        }
    };
    let is_custom = connection.provider_type() == "pi_compat";
    let upstream = connection.text("piAuthProvider").map(str::to_owned);
    // A custom endpoint needs some upstream, which decides how the key is sent.
    let upstream = upstream.or_else(|| {
        let protocol = connection.protocol().filter(|_| is_custom)?;
        Some(
            if protocol == Protocol::AnthropicMessages { "anthropic" } else { "openai" }.to_owned(),
        )
    });
    put("baseUrl", connection.text("baseUrl").map(Value::from));
    put("model", connection.text("defaultModel").map(Value::from));
    put("piAuthProvider", upstream.map(Value::from));
    put("customEndpoint", connection.get("customEndpoint").filter(|e| e.is_object()).cloned());
    Ok(TestSetup { setup, key: key.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Connection;
    use crate::settings::credential::with_secrets::CredentialSecrets;
    use crate::settings::credential::{Authentication, Facts};
    use std::sync::Arc;

    fn request(connection: Value, key: &str) -> ProbeRequest {
        let stored = json!({"value": key});
        let part = |name: &str| {
            stored[name]
                .as_str()
                .filter(|text| !text.is_empty())
                .map(|text| Secret::new(text.to_owned()))
        };
        ProbeRequest {
            connection: Arc::new(Connection::new(connection)),
            authentication: Authentication::Stored,
            secrets: CredentialSecrets::stored(part, &Facts::of(&stored, 1)),
            stamp: None,
            unencrypted: false,
            may_spend: true,
            full_test: None,
            is_sample: false,
            network_proxy: crate::settings::Settings::empty().network_proxy(),
            now_ms: 0,
        }
    }

    #[test]
    fn test_setup_uses_what_craft_would_send() {
        let custom = json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": "https://host.example/v1", "customEndpoint": {"api": "openai-completions"}, "defaultModel": "m"});
        let setup = test_setup(&request(custom, "k")).expect("a setup");
        let expected = json!([{"provider": "pi", "apiKey": "k", "baseUrl": "https://host.example/v1", "model": "m",
            "piAuthProvider": "openai", "customEndpoint": {"api": "openai-completions"}}]);
        assert_eq!(setup.arguments(), expected);
        assert!(
            !format!(
                "{:?}",
                test_setup(&request(
                    json!({"providerType": "pi", "authType": "api_key"}),
                    "PLANTED"
                ))
            )
            .contains("PLANTED")
        );
    }

    #[test]
    fn only_sendable_keys_are_tested() {
        let why =
            |connection: Value, key: &str| test_setup(&request(connection, key)).expect_err("none");
        let pi = json!({"providerType": "pi", "authType": "api_key"});
        assert_eq!(why(pi.clone(), ""), messages::NO_KEY_TO_TEST);
        assert_eq!(why(pi, "!cat /secret"), messages::REPLACED_KEY);
        let login = json!({"providerType": "pi", "authType": "oauth"});
        assert_eq!(why(login, "t"), messages::TESTS_KEYS_ALONE);
        let open = json!({"providerType": "pi_compat", "authType": "api_key_with_endpoint",
            "baseUrl": "http://host.example/v1", "customEndpoint": {"api": "openai-completions"}});
        assert_eq!(why(open, "k"), messages::KEY_GOES_UNENCRYPTED);
        let old = json!({"providerType": "bedrock", "authType": "api_key"});
        assert_eq!(why(old, "k"), messages::old_provider("bedrock"));
    }
}
