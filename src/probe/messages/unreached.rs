//! The sentences for a request without a response: why, and what to do.

use std::borrow::Cow;

use crate::net::Unreached;
use crate::net::messages::{not_trusted, proxy_advice, proxy_failed, trust_advice};
use crate::settings::connection::presets::is_provider_host;

impl Unreached {
    /// What is wrong, in a sentence about a host.
    pub fn sentence(&self, host: &str) -> String {
        match self {
            Self::UnknownName => format!("Can't resolve {host}."),
            Self::Refused => format!("Connection refused at {host}."),
            Self::Proxy(proxy, failure) => proxy_failed(proxy, *failure, host),
            Self::NoProxy(why) => format!("{why}."),
            Self::NoConnection => format!("{host} did not accept the connection in time."),
            Self::TooSlow => format!("{host} did not answer in time."),
            Self::CutOff => format!("{host} ended the connection during its answer."),
            Self::NotHttp => format!("What answers at {host} does not speak HTTP."),
            Self::NotCompressed => {
                format!("The answer of {host} is not compressed as its content-encoding says.")
            }
            Self::Certificate(why) => not_trusted(host, why),
            Self::NotTls => format!("{host} is not serving TLS."),
            Self::Tls(message) => format!("No encryption comes about with {host}: {message}."),
            Self::Other(message) => format!("{host} cannot be reached: {message}."),
        }
    }

    /// What to do about a host, in a sentence. A built-in name is not misspelled.
    pub fn advice_at(&self, host: &str) -> Cow<'static, str> {
        if let Self::Proxy(proxy, _) = self {
            return proxy_advice(proxy.source).into();
        }
        let advice = match self {
            Self::UnknownName if is_of_a_region(host) => {
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
            Self::Proxy(..) | Self::NoProxy(_) => "Correct the address of the proxy.",
            Self::NoConnection => {
                "Check the endpoint's host and port, and whether a firewall or a proxy (HTTPS_PROXY) is between."
            }
            Self::TooSlow => {
                "Try again, or give it more time with validate --timeout: a local model may still be loading."
            }
            Self::CutOff => {
                "Try again; if it stays so, look into the log of the server or of the proxy before it."
            }
            Self::NotHttp => "Check the endpoint's port: another service may be there.",
            Self::NotCompressed => {
                "Check the server, or the proxy before it: one of them compresses wrongly."
            }
            Self::Certificate(why) => trust_advice(why),
            Self::NotTls => "Check the endpoint: it may be http:// there, or another port.",
            Self::Tls(_) => {
                "Check the endpoint, and what is between: a proxy may break the encryption."
            }
            Self::Other(_) => "Check the endpoint, and whether this machine has a network.",
        }
    }
}

/// Whether the host's name contains a region.
fn is_of_a_region(host: &str) -> bool {
    host.ends_with(".amazonaws.com") || host.ends_with("-aiplatform.googleapis.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_typed_name_may_be_misspelled() {
        let advice = |host| Unreached::UnknownName.advice_at(host);
        for known in ["api.anthropic.com", "api.groq.com", "openrouter.ai", "chatgpt.com"] {
            assert_eq!(advice(known), "Check whether this machine has a network.", "{known}");
        }
        assert!(advice("bedrock-runtime.eu-wst-1.amazonaws.com").contains("region"));
        for typed in ["api.gorq.com", "gateway.example", "openrouter.ai:8443"] {
            assert!(advice(typed).contains("spelling"), "{typed}");
        }
    }
}
