//! What is asked to see whether a connection works: whom, in which dialect, and where.

use super::catalogue::{Catalogue, Upstream};
use super::connection::Connection;
use super::endpoint::{host, is_loopback, variants};
use super::preset::{Preset, presets};
use super::provider::{Endpoint, Protocol, provider};
use super::redact::redacted_text;

/// How an API of models is asked: its paths, and the header that carries the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Anthropic's Messages API.
    Anthropic,
    /// The API of `OpenAI`, and of all who speak like it.
    OpenAi,
    /// `OpenAI`'s on Azure.
    Azure,
    /// Google's Gemini API.
    Google,
}

impl Dialect {
    /// The end of a base URL that some write with it and some without.
    const fn version(self) -> &'static str {
        match self {
            Self::Anthropic | Self::OpenAi => "v1",
            Self::Azure => "openai/v1",
            Self::Google => "v1beta",
        }
    }
}

/// Who is asked whether a connection works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inquiry {
    /// An API that lists its models.
    Api {
        /// How it is asked.
        dialect: Dialect,
        /// The address that is stored, or the provider's own.
        base: String,
        /// The same address with the other end that people write; it is asked when nobody answers
        /// at the first.
        variants: Vec<String>,
    },
    /// AWS Bedrock.
    Bedrock {
        /// The region that is stored.
        region: Option<String>,
    },
    /// Google Vertex AI.
    Vertex {
        /// The address in the place of Google's.
        base: Option<String>,
        /// The project that pays.
        project: Option<String>,
        /// The region that is stored.
        region: Option<String>,
    },
    /// The Codex binary, which keeps its own login.
    Codex {
        /// Where it is; none is to look for it in `PATH`.
        path: Option<String>,
    },
    /// An address, of which only whether it is there can be asked.
    Host {
        /// The address.
        base: String,
        /// Why no more can be asked, in a sentence.
        why: &'static str,
    },
}

/// Why the login of a subscription is not tried.
const NO_LIST_FOR_LOGINS: &str =
    "This login has no question that costs nothing: only a chat shows whether it is accepted.";

/// Where the upstreams are whose login no preset has an address for.
const LOGIN_HOSTS: [(&str, &str); 2] =
    [("openai-codex", "https://chatgpt.com"), ("github-copilot", "https://api.githubcopilot.com")];

impl Connection {
    /// Who is asked whether it works.
    ///
    /// # Errors
    /// What is missing before anybody can be asked, in a sentence.
    pub fn inquiry(&self) -> Result<Inquiry, String> {
        let text = |path: &str| {
            let text = self.text(path).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        if self.provider().is_none() {
            return Err(format!(
                "The provider “{}” is not known to this program.",
                self.provider_type()
            ));
        }
        self.fits_its_credential()?;
        if self.provider_type() == "openai" && self.auth_type() == "oauth" {
            return Ok(Inquiry::Codex { path: text("codexPath") });
        }
        if self.is_compat() || self.protocol().is_some_and(is_http) {
            let Some(protocol) = self.protocol() else {
                return Err("Protocol is missing: it says what the endpoint speaks.".to_owned());
            };
            return self.api(dialect_of(protocol));
        }
        match self.upstream() {
            Some("amazon-bedrock") => Ok(Inquiry::Bedrock { region: text("awsRegion") }),
            Some("google-vertex") => Ok(Inquiry::Vertex {
                base: text("baseUrl"),
                project: text("gcpProjectId"),
                region: text("gcpRegion"),
            }),
            Some("anthropic" | "vercel-ai-gateway") => self.api(Dialect::Anthropic),
            Some("google") => self.api(Dialect::Google),
            Some("azure-openai-responses") => self.api(Dialect::Azure),
            Some(upstream) => match LOGIN_HOSTS.iter().find(|(name, _)| *name == upstream) {
                // The other takes an API key as well, by which it is asked like any other.
                Some((_, usual)) if self.auth_type() == "oauth" || upstream == "github-copilot" => {
                    Ok(Inquiry::Host {
                        base: text("baseUrl").unwrap_or_else(|| (*usual).to_owned()),
                        why: NO_LIST_FOR_LOGINS,
                    })
                }
                _ => self.api(upstream_dialect(upstream)),
            },
            None => Err("Upstream is missing: it says whose API it is.".to_owned()),
        }
    }

    /// Whether whom it reaches takes such a credential: what is not meant for somebody is not sent
    /// there.
    fn fits_its_credential(&self) -> Result<(), String> {
        let of = match self.auth_type() {
            "iam_credentials" => ("amazon-bedrock", "An AWS access key is for Bedrock alone."),
            "service_account_file" => {
                ("google-vertex", "A service account is for Vertex AI alone.")
            }
            _ => return Ok(()),
        };
        if self.upstream() == Some(of.0) { Ok(()) } else { Err(of.1.to_owned()) }
    }

    /// Where its questions go, and its secret with them; none where nobody can be asked, or nobody
    /// elsewhere.
    pub fn destination(&self) -> Option<String> {
        match self.inquiry().ok()? {
            Inquiry::Api { base, .. } | Inquiry::Host { base, .. } => Some(host(&base).to_owned()),
            Inquiry::Bedrock { .. } => Some("AWS".to_owned()),
            Inquiry::Vertex { base, .. } => {
                Some(base.map_or_else(|| "Google".to_owned(), |base| host(&base).to_owned()))
            }
            Inquiry::Codex { .. } => None,
        }
    }

    fn api(&self, dialect: Dialect) -> Result<Inquiry, String> {
        let stored = self.endpoint().map(str::trim).or_else(|| self.preset_url());
        let known = || match self.upstream()? {
            // The same API, by the key instead of the login.
            "openai-codex" => Catalogue::bundled().upstream("openai"),
            name => Catalogue::bundled().upstream(name),
        };
        let base = match stored {
            Some(base) => base,
            None => upstream_url(known())?,
        };
        Ok(Inquiry::Api {
            dialect,
            base: base.to_owned(),
            variants: variants(base, dialect.version(), dialect != Dialect::Anthropic),
        })
    }

    /// The address of its upstream.
    fn preset_url(&self) -> Option<&'static str> {
        let upstream = self.upstream()?;
        let of_it = |preset: &&Preset| {
            preset.text("piAuthProvider") == Some(upstream)
                && preset.text("baseUrl").is_some()
                && preset.text("providerType") == Some("pi")
        };
        match provider(upstream).map(|p| p.endpoint) {
            Some(Endpoint::Fixed(url)) => Some(url),
            _ => presets().iter().find(of_it)?.text("baseUrl"),
        }
    }

    /// The host to which a question would carry its secret for everybody on the way to read; none
    /// where nobody can.
    pub fn host_in_the_clear(&self) -> Option<&str> {
        let url = self.text("baseUrl")?.trim();
        let plain = url.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("http://"));
        let has_secret = self.auth_type() != "none" || redacted_text(url) != url;
        (plain && !is_loopback(url) && has_secret).then(|| host(url))
    }
}

/// How an upstream's API lists its models.
fn upstream_dialect(name: &str) -> Dialect {
    match Catalogue::bundled().upstream(name).map(|upstream| upstream.api) {
        Some("anthropic-messages") => Dialect::Anthropic,
        Some("google-generative-ai") => Dialect::Google,
        _ => Dialect::OpenAi,
    }
}

/// The URL that Craft's catalogue has for an upstream.
fn upstream_url(upstream: Option<&'static Upstream>) -> Result<&'static str, String> {
    match upstream {
        Some(upstream) if upstream.base_url.contains('{') => Err(format!(
            "The endpoint of {} depends on variables of Craft's environment: set baseUrl to validate it.",
            upstream.label
        )),
        Some(upstream) if !upstream.base_url.is_empty() => Ok(upstream.base_url),
        _ => Err("Endpoint is missing: nobody but you can say where it is.".to_owned()),
    }
}

const fn is_http(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::AnthropicMessages | Protocol::OpenAiCompletions)
}

const fn dialect_of(protocol: Protocol) -> Dialect {
    match protocol {
        Protocol::AnthropicMessages => Dialect::Anthropic,
        _ => Dialect::OpenAi,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::provider::UPSTREAMS;
    use serde_json::{Value, json};

    fn inquiry(value: Value) -> Result<Inquiry, String> {
        Connection::new(value).inquiry()
    }

    fn base(value: Value) -> (Dialect, String) {
        match inquiry(value) {
            Ok(Inquiry::Api { dialect, base, .. }) => (dialect, base),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_upstream_is_asked_somewhere_but_those_whose_endpoint_is_each_users_own() {
        for (upstream, _) in UPSTREAMS {
            let connection =
                json!({"providerType": "pi", "authType": "api_key", "piAuthProvider": upstream});
            let found = inquiry(connection);
            let own = ["azure-openai-responses", "cloudflare-ai-gateway", "cloudflare-workers-ai"];
            assert_eq!(found.is_err(), own.contains(upstream), "{upstream}: {found:?}");
            if let Ok(Inquiry::Api { dialect, base, .. }) = found {
                let known = Catalogue::bundled().upstream(upstream).expect("in the catalogue");
                // By a key, Codex is asked at OpenAI's own API.
                if *upstream != "openai-codex" {
                    assert_eq!(host(&base), host(known.base_url), "{upstream}");
                }
                let speaks_anthropic = known.api == "anthropic-messages";
                assert_eq!(dialect == Dialect::Anthropic, speaks_anthropic, "{upstream}");
            }
        }
    }

    #[test]
    fn an_address_of_its_own_goes_before_the_providers() {
        for (connection, dialect, address) in [
            (json!({"providerType": "anthropic"}), Dialect::Anthropic, "https://api.anthropic.com"),
            (
                json!({"providerType": "anthropic", "baseUrl": "https://a.b"}),
                Dialect::Anthropic,
                "https://a.b",
            ),
            (
                json!({"providerType": "openai", "authType": "api_key"}),
                Dialect::OpenAi,
                "https://api.openai.com/v1",
            ),
            (
                json!({"providerType": "openai_compat", "baseUrl": " http://localhost:1/ "}),
                Dialect::OpenAi,
                "http://localhost:1/",
            ),
            (
                json!({"providerType": "pi", "piAuthProvider": "groq"}),
                Dialect::OpenAi,
                "https://api.groq.com/openai/v1",
            ),
            (
                json!({"providerType": "pi", "piAuthProvider": "anthropic"}),
                Dialect::Anthropic,
                "https://api.anthropic.com",
            ),
            (
                json!({"providerType": "pi", "piAuthProvider": "google"}),
                Dialect::Google,
                "https://generativelanguage.googleapis.com/v1beta",
            ),
            (
                json!({"providerType": "pi_compat", "baseUrl": "https://a.b", "customEndpoint": {"api": "anthropic-messages"}}),
                Dialect::Anthropic,
                "https://a.b",
            ),
        ] {
            assert_eq!(base(connection.clone()), (dialect, address.to_owned()), "{connection}");
        }
    }

    #[test]
    fn a_login_of_openai_asks_the_codex_binary() {
        let of = |value: Value| inquiry(value).expect("askable");
        assert_eq!(
            of(json!({"providerType": "openai", "authType": "oauth"})),
            Inquiry::Codex { path: None }
        );
        assert!(matches!(
            of(
                json!({"providerType": "pi", "authType": "oauth", "piAuthProvider": "openai-codex"})
            ),
            Inquiry::Host { .. }
        ));
    }

    #[test]
    fn what_is_missing_is_told() {
        for (connection, told) in [
            (json!({"providerType": "copilot"}), "not known"),
            (json!({"providerType": "pi"}), "Upstream"),
            (json!({"providerType": "pi_compat", "baseUrl": "https://a.b"}), "Protocol"),
            (json!({"providerType": "openai_compat"}), "Endpoint"),
        ] {
            let error = inquiry(connection).expect_err(told);
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn a_credential_is_sent_to_nobody_for_whom_it_is_not() {
        for (auth, upstream, fits) in [
            ("iam_credentials", "amazon-bedrock", true),
            ("iam_credentials", "groq", false),
            ("iam_credentials", "google-vertex", false),
            ("service_account_file", "google-vertex", true),
            ("service_account_file", "openai", false),
        ] {
            let connection =
                json!({"providerType": "pi", "authType": auth, "piAuthProvider": upstream});
            assert_eq!(inquiry(connection).is_ok(), fits, "{auth} {upstream}");
        }
    }

    #[test]
    fn only_plain_http_to_another_machine_is_in_the_clear() {
        let clear = |url: &str, auth: &str| {
            let c = Connection::new(
                json!({"providerType": "pi_compat", "authType": auth, "baseUrl": url}),
            );
            c.host_in_the_clear().map(str::to_owned)
        };
        let key = "api_key_with_endpoint";
        assert_eq!(clear("HTTP://a.b:1/v1", key), Some("a.b:1".to_owned()));
        assert_eq!(clear("http://a.b", "none"), None);
        assert_eq!(clear("http://u:p@a.b", "none"), Some("a.b".to_owned()));
        assert_eq!(clear("https://a.b", key), None);
        assert_eq!(clear("http://localhost:1", key), None);
    }
}
