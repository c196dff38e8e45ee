//! The sentences for a request without a response: why, and what to do.

use std::borrow::Cow;

use crate::net::RequestError;
use crate::net::messages::{proxy_advice, trust_advice};
use crate::settings::connection::endpoint::names_a_region;
use crate::settings::connection::presets::is_provider_host;

impl RequestError {
    /// What to do about a host, in a sentence. A built-in name is not misspelled.
    pub fn advice_at(&self, host: &str) -> Cow<'static, str> {
        if let Self::Proxy(proxy, _) = self {
            return proxy_advice(proxy.source).into();
        }
        let advice = match self {
            Self::UnknownName if names_a_region(host) => {
                "Check the region, and whether this machine has a network."
            }
            Self::UnknownName if is_provider_host(host) => {
                "Check whether this machine has a network."
            }
            other => other.advice(),
        };
        advice.into()
    }

    /// What to do, in a sentence.
    const fn advice(&self) -> &'static str {
        match self {
            Self::UnknownName => {
                "Check the spelling of the endpoint, and whether this machine has a network."
            }
            Self::Refused => "Start the server there, or check the endpoint's host and port.",
            Self::Proxy(..) | Self::NoProxy(_) => "Correct the proxy's URL.",
            Self::ConnectTimeout => {
                "Check the endpoint's host and port, and whether a firewall or a proxy (HTTPS_PROXY) blocks it."
            }
            Self::ResponseTimeout => {
                "Try again, or give it more time with validate --timeout: a local model may still be loading."
            }
            Self::CutOff => {
                "Try again; if it happens again, check the log of the server or of the proxy in front of it."
            }
            Self::NotHttp => "Check the endpoint's port: another service may use it.",
            Self::NotCompressed => {
                "Check the server, or the proxy in front of it: one of them compresses wrongly."
            }
            Self::Certificate(why) => trust_advice(why),
            Self::NotTls => "Check the endpoint: it may need http://, or another port.",
            Self::Tls(_) => "Check the endpoint: a proxy in front of it may break the encryption.",
            Self::Other(_) => "Check the endpoint, and whether this machine has a network.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_typed_name_may_be_misspelled() {
        let advice = |host| RequestError::UnknownName.advice_at(host);
        for known in ["api.anthropic.com", "api.groq.com", "openrouter.ai", "chatgpt.com"] {
            assert_eq!(advice(known), "Check whether this machine has a network.", "{known}");
        }
        for mistyped in ["bedrock.eu-wst-1.amazonaws.com", "bedrock.cn-nort-1.amazonaws.com.cn"] {
            assert!(advice(mistyped).contains("region"), "{mistyped}");
        }
        for typed in ["api.gorq.com", "gateway.example", "openrouter.ai:8443"] {
            assert!(advice(typed).contains("spelling"), "{typed}");
        }
    }
}
