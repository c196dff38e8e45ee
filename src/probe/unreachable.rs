//! The sentences for a request without a response: why, and what to do.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::report::Report;
use crate::net::Unreached;
use crate::net::messages::{not_trusted, proxy_advice, proxy_failed, trust_advice};
use crate::settings::connection::endpoint::{host, is_numeric, is_this_machine};
use crate::settings::connection::presets::is_provider_host;

impl Unreached {
    /// What is the matter, in a sentence about a host.
    pub(crate) fn sentence(&self, host: &str) -> String {
        match self {
            Self::UnknownName => format!("Can't resolve {host}."),
            Self::Refused => format!("Connection refused at {host}."),
            Self::Proxy(proxy, failure) => proxy_failed(proxy, *failure, host),
            Self::NoProxy(why) => format!("{why}."),
            Self::NoConnection => format!("{host} did not take the connection in time."),
            Self::TooSlow => format!("{host} did not answer in time."),
            Self::CutOff => format!("{host} ended the connection in the midst of its answer."),
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

    /// What to do at a host, in a sentence. A name that is built in is not misspelled.
    pub(crate) fn advice_at(&self, host: &str) -> Cow<'static, str> {
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

/// Whether a region is a part of a host's name.
fn is_of_a_region(host: &str) -> bool {
    host.ends_with(".amazonaws.com") || host.ends_with("-aiplatform.googleapis.com")
}

impl Report {
    /// The host whose name could not be resolved; none where it was, or no host was asked.
    pub fn unresolved_host(&self) -> Option<&str> {
        self.unresolved.as_deref()
    }

    /// Whether a host was asked whose name could be resolved. Names of this machine and addresses
    /// of numbers prove nothing.
    pub fn has_resolved_a_name(&self) -> bool {
        let exchanges = self.stages().iter().filter_map(|stage| stage.exchange.as_ref());
        self.unresolved.is_none()
            && exchanges
                .filter_map(|exchange| exchange.what.split(' ').find(|word| word.contains("://")))
                .any(|url| !is_this_machine(url) && !is_numeric(host(url)))
    }

    /// Takes the advice on a host back that could not be resolved: it is not the host's fault.
    pub fn withdraw_advice(&mut self) {
        if self.unresolved.is_some() {
            self.drop_advice();
        }
    }
}

/// Whether nothing can be resolved here, by the hosts that could not: several, or one that is
/// known to exist. A single host that was typed may only be misspelled.
pub fn is_without_network<'a>(unresolved: impl Iterator<Item = &'a str>) -> bool {
    let hosts: BTreeSet<&str> = unresolved.collect();
    hosts.len() > 1 || hosts.into_iter().any(is_provider_host)
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

    #[test]
    fn one_typed_host_does_not_prove_that_there_is_no_network() {
        for (hosts, is_without) in [
            (&[][..], false),
            (&["a.invalid"], false),
            (&["a.invalid", "a.invalid"], false),
            (&["a.invalid", "b.invalid"], true),
            (&["api.groq.com"], true),
        ] {
            assert_eq!(is_without_network(hosts.iter().copied()), is_without, "{hosts:?}");
        }
    }
}
