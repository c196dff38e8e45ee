//! The sources of a server's address and token: the environment, else config.json, else user input.

use serde_json::Value;

use super::{ServerAddress, messages};
use crate::settings::Settings;
use crate::settings::secret::Secret;

/// The default port of a desktop app's server.
const DEFAULT_PORT: u16 = 9100;

/// The values of the variables `CRAFT_SERVER_URL` and `CRAFT_SERVER_TOKEN`.
#[derive(Clone, Debug, Default)]
pub struct ServerVariables {
    pub url: Option<String>,
    pub token: Option<Secret>,
}

/// The source of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessSource {
    /// `CRAFT_SERVER_TOKEN`.
    Environment,
    /// `serverConfig` in config.json.
    Config,
    /// User input.
    Typed,
}

/// What is needed to connect to a server.
#[derive(Clone, Debug)]
pub struct Access {
    pub address: ServerAddress,
    pub token: Secret,
    pub source: AccessSource,
}

/// Why no connection to a server is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAccess {
    /// The token for this address is not known.
    NoToken(ServerAddress),
    /// The available information is not usable; why, in a sentence.
    Unusable(String),
}

impl NoAccess {
    pub fn describe(&self) -> String {
        match self {
            Self::NoToken(_) => messages::NO_TOKEN.to_owned(),
            Self::Unusable(why) => why.clone(),
        }
    }
}

/// How to reach a config.json's server. The environment takes precedence over `serverConfig`, which
/// counts only if it is enabled.
///
/// # Errors
/// Why that is not known.
pub fn server_access(variables: &ServerVariables, settings: &Settings) -> Result<Access, NoAccess> {
    let config = settings.root().get("serverConfig").unwrap_or(&Value::Null);
    let is_enabled = config.get("enabled").and_then(Value::as_bool) == Some(true);
    let config = config.as_object().filter(|_| is_enabled);
    let text = |key: &str| config?.get(key)?.as_str().filter(|text| !text.is_empty());
    let of_config = config.map(|config| {
        let port = config.get("port").and_then(Value::as_u64);
        let port = port.and_then(|port| u16::try_from(port).ok()).unwrap_or(DEFAULT_PORT);
        let is_encrypted = text("tlsCertPath").is_some() && text("tlsKeyPath").is_some();
        ServerAddress::of_this_machine(port, is_encrypted)
    });
    let of_variable = variables.url.as_deref().map(ServerAddress::parse).transpose();
    let of_variable = of_variable.map_err(|why| NoAccess::Unusable(messages::in_variable(&why)))?;
    let address = of_variable.clone().or_else(|| of_config.clone()).unwrap_or_default();
    if let Some(token) = &variables.token {
        let (token, source) = (token.clone(), AccessSource::Environment);
        return Ok(Access { address, token, source });
    }
    // The token in the file belongs to the server in the file.
    let is_of_file = of_variable.is_none() || of_variable == of_config;
    match text("token").filter(|_| is_of_file) {
        Some(token) => {
            let (token, source) = (Secret::new(token.to_owned()), AccessSource::Config);
            Ok(Access { address, token, source })
        }
        None => Err(NoAccess::NoToken(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(server: &Value) -> Settings {
        let value = json!({"workspaces": [], "serverConfig": server});
        Settings::from_value(value).expect("settings")
    }

    fn variables(url: Option<&str>, token: Option<&str>) -> ServerVariables {
        let token = token.map(|token| Secret::new(token.to_owned()));
        ServerVariables { url: url.map(str::to_owned), token }
    }

    /// The address, the token and its source.
    fn found(variables: &ServerVariables, server: &Value) -> (String, String, AccessSource) {
        let access = server_access(variables, &settings(server)).expect("access");
        (access.address.to_string(), access.token.expose().to_owned(), access.source)
    }

    #[test]
    fn environment_takes_precedence_over_config() {
        let server = json!({"enabled": true, "port": 9200, "token": "of-file"});
        let both = variables(Some("ws://127.0.0.1:1"), Some("of-variable"));
        let of_variable = ("ws://127.0.0.1:1".to_owned(), "of-variable".to_owned());
        let (address, token, source) = found(&both, &server);
        assert_eq!(((address, token), source), (of_variable, AccessSource::Environment));
        let (address, token, source) = found(&variables(None, None), &server);
        assert_eq!((address.as_str(), token.as_str()), ("ws://127.0.0.1:9200", "of-file"));
        assert_eq!(source, AccessSource::Config);
        let (address, ..) = found(&variables(None, Some("of-variable")), &server);
        assert_eq!(address, "ws://127.0.0.1:9200", "the address is the file's all the same");
    }

    #[test]
    fn server_with_certificate_and_key_uses_tls() {
        let mut server = json!({"enabled": true, "token": "t", "tlsCertPath": "/c.pem"});
        assert_eq!(found(&variables(None, None), &server).0, "ws://127.0.0.1:9100");
        server["tlsKeyPath"] = "/k.pem".into();
        assert_eq!(found(&variables(None, None), &server).0, "wss://localhost:9100");
    }

    #[test]
    fn missing_token_still_reports_the_address() {
        let none = |variables: &ServerVariables, server: &Value| {
            server_access(variables, &settings(server)).expect_err("no access")
        };
        let usual = NoAccess::NoToken(ServerAddress::default());
        assert_eq!(none(&variables(None, None), &Value::Null), usual);
        let disabled = json!({"enabled": false, "port": 9200, "token": "of-file"});
        assert_eq!(none(&variables(None, None), &disabled), usual);
        // Another server's address does not get this file's token.
        let enabled = json!({"enabled": true, "token": "of-file"});
        let elsewhere = ServerAddress::parse("wss://craft.example").expect("an address");
        let url = variables(Some("wss://craft.example"), None);
        assert_eq!(none(&url, &enabled), NoAccess::NoToken(elsewhere));
        let open = variables(Some("ws://craft.example"), Some("t"));
        let why = messages::in_variable(&messages::unencrypted("craft.example"));
        assert_eq!(none(&open, &enabled), NoAccess::Unusable(why));
    }

    #[test]
    fn debug_hides_tokens() {
        let access = server_access(&variables(None, Some("PLANTED")), &settings(&Value::Null));
        assert!(!format!("{access:?}").contains("PLANTED"));
        assert!(!format!("{:?}", variables(None, Some("PLANTED"))).contains("PLANTED"));
    }
}
