//! Why nobody answered, and what to do about it.

use std::collections::BTreeSet;
use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::provider_message::plain;
use super::report::Report;
use crate::settings::connection::endpoint::{host, is_loopback, is_numeric};
use crate::settings::connection::presets::is_provider_host;

/// The name has no address. The system's resolver does not tell whether it exists.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
pub(super) struct Unresolved;

/// Why a question got no answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreached {
    /// The name has no address.
    UnknownName,
    /// Nobody listens there.
    Refused,
    /// The proxy of the environment does not lead there; why not, in a sentence.
    Proxy(&'static str),
    /// No connection came about in time.
    NoConnection,
    /// No answer came in time.
    TooSlow,
    /// The connection ended before the answer did.
    CutOff,
    /// What came is no HTTP.
    NotHttp,
    /// The certificate is not to be trusted; why not, in a sentence.
    Certificate(&'static str),
    /// The other side speaks no TLS.
    NotTls,
    /// The two do not agree on how to encrypt; what was said.
    Tls(String),
    /// Anything else; what was said.
    Other(String),
}

impl Unreached {
    /// A proxy wants to know who asks.
    pub const PROXY_LOGIN: Self = Self::Proxy("it wants a user and a password");

    /// What an error of the client means.
    pub fn of(error: &reqwest::Error) -> Self {
        let mut causes = vec![error as &(dyn Error + 'static)];
        while let Some(cause) = causes.last().and_then(|error| inner(*error)) {
            causes.push(cause);
        }
        let tls = causes.iter().find_map(|e| e.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            return Self::of_tls(tls);
        }
        let message: Vec<String> = causes.iter().map(ToString::to_string).collect();
        // The errors of the parser and of the proxy have no type of their own that could be asked.
        let mentions = |words: &str| message.iter().any(|text| text.to_lowercase().contains(words));
        if mentions("tunnel error: proxy authorization required") {
            return Self::PROXY_LOGIN;
        }
        if mentions("tunnel error: failed to create underlying connection") {
            return Self::Proxy("it cannot be reached itself");
        }
        if mentions("tunnel error") {
            return Self::Proxy("it refuses");
        }
        if causes.iter().any(|e| e.is::<Unresolved>()) {
            return Self::UnknownName;
        }
        let kinds = causes.iter().filter_map(|e| e.downcast_ref::<io::Error>());
        let kinds: Vec<io::ErrorKind> = kinds.map(io::Error::kind).collect();
        let is_any = |wanted: &[io::ErrorKind]| kinds.iter().any(|kind| wanted.contains(kind));
        if is_any(&[io::ErrorKind::ConnectionRefused]) {
            return Self::Refused;
        }
        if error.is_timeout() || is_any(&[io::ErrorKind::TimedOut]) {
            return Self::NoConnection;
        }
        if is_any(&[
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::ConnectionAborted,
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::BrokenPipe,
        ]) || mentions("connection closed before message completed")
            || mentions("end of file before message length reached")
            || mentions("unexpected eof")
        {
            return Self::CutOff;
        }
        if mentions("invalid http")
            || mentions("invalid chunk")
            || mentions("message head is too large")
        {
            return Self::NotHttp;
        }
        // The outermost says only that something went wrong, and the address, which may hold a
        // secret.
        Self::Other(plain(message.last().map_or("", String::as_str)))
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(why) => Self::Certificate(match why {
                CertificateError::UnknownIssuer => {
                    "its certificate is signed by nobody that this machine trusts"
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    "its certificate has expired"
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    "its certificate is not valid yet by this machine's clock"
                }
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => {
                    "its certificate is for another name"
                }
                CertificateError::Revoked => "its certificate was revoked",
                _ => "its certificate is not one that this machine trusts",
            }),
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            other => Self::Tls(plain(&other.to_string())),
        }
    }

    /// What is the matter, in a sentence about a host.
    pub fn sentence(&self, host: &str) -> String {
        match self {
            Self::UnknownName => format!("The name {host} has no address."),
            Self::Refused => format!("Nobody listens at {host}."),
            Self::Proxy(why) => {
                format!("The proxy of the environment does not lead to {host}: {why}.")
            }
            Self::NoConnection => format!("{host} did not take the connection in time."),
            Self::TooSlow => format!("{host} did not answer in time."),
            Self::CutOff => format!("{host} ended the connection in the midst of its answer."),
            Self::NotHttp => format!("What answers at {host} does not speak HTTP."),
            Self::Certificate(why) => format!("{host} is not trusted: {why}."),
            Self::NotTls => format!("What answers at {host} does not speak TLS."),
            Self::Tls(message) => format!("No encryption comes about with {host}: {message}."),
            Self::Other(message) => format!("{host} cannot be reached: {message}."),
        }
    }

    /// What to do at a host, in a sentence. What nobody typed is not misspelled.
    pub fn advice_at(&self, host: &str) -> &'static str {
        match self {
            Self::UnknownName if is_of_a_region(host) => {
                "Check the region, and whether this machine has a network."
            }
            Self::UnknownName if is_provider_host(host) => {
                "Check whether this machine has a network."
            }
            other => other.advice(),
        }
    }

    /// What to do, in a sentence.
    const fn advice(&self) -> &'static str {
        match self {
            Self::UnknownName => {
                "Check the spelling of the endpoint, and whether this machine has a network."
            }
            Self::Refused => "Start the server there, or check the endpoint's host and port.",
            Self::Proxy(_) => {
                "Check HTTPS_PROXY, or HTTP_PROXY for plain http, where this program is started, or name the host in NO_PROXY."
            }
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
            Self::Certificate(_) => {
                "If it is your own, add its authority to the system's certificates, or name it in SSL_CERT_FILE."
            }
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
    /// The host whose name could not be resolved; none where it was, or nobody was asked.
    pub fn unresolved_host(&self) -> Option<&str> {
        self.unresolved.as_deref()
    }

    /// Whether a host was asked whose name could be resolved. Names of this machine and addresses
    /// of numbers prove nothing.
    pub fn has_resolved_a_name(&self) -> bool {
        let exchange = self.stages().iter().filter_map(|stage| stage.exchange.as_ref());
        self.unresolved.is_none()
            && exchange
                .filter_map(|exchange| exchange.what.split(' ').find(|word| word.contains("://")))
                .any(|url| !is_loopback(url) && !is_numeric(host(url)))
    }

    /// Takes the advice on a host back that could not be resolved: it is not the host's fault.
    pub fn withdraw_advice(&mut self) {
        if self.unresolved.is_some() {
            self.drop_advice();
        }
    }
}

/// Whether nothing can be resolved here, by the hosts that could not: several, or one that is
/// known to exist. Of one that somebody typed only its name may be wrong.
pub fn is_without_network<'a>(unresolved: impl Iterator<Item = &'a str>) -> bool {
    let hosts: BTreeSet<&str> = unresolved.collect();
    hosts.len() > 1 || hosts.into_iter().any(is_provider_host)
}

/// What is behind an error, also where one of the system carries another.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    carried.map(|error| error as &(dyn Error + 'static)).or_else(|| error.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_somebody_typed_may_be_misspelled() {
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
    fn one_host_that_somebody_typed_does_not_prove_that_there_is_no_network() {
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
