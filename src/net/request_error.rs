//! Why a request got no response.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::certificate::Untrusted;
use super::provider_message::plain;
use crate::settings::proxy::{Proxy, ProxyName};

/// The name could not be resolved. The system's resolver does not report whether it exists.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
pub(super) struct Unresolved;

/// Why a request got no response.
#[derive(Debug, PartialEq, Eq)]
pub enum RequestError {
    /// The name could not be resolved.
    UnknownName,
    /// Nothing listens there.
    Refused,
    /// The proxy does not connect there.
    Proxy(ProxyName, ProxyFailure),
    /// The proxy setting is unusable; a sentence without its full stop.
    NoProxy(String),
    /// Connecting timed out.
    ConnectTimeout,
    /// The response timed out.
    ResponseTimeout,
    /// The connection ended before the response did.
    CutOff,
    /// The response is not HTTP.
    NotHttp,
    /// The body is not compressed as its header claims.
    NotCompressed,
    /// The certificate is not trusted.
    Certificate(Untrusted),
    /// The server does not speak TLS.
    NotTls,
    /// The TLS handshake failed; the error's own words.
    Tls(String),
    /// Anything else; the error's own words.
    Other(String),
}

/// The client's wordings for a connection that ended too early.
const CUT_OFF: [&str; 3] = [
    "connection closed before message completed",
    "end of file before message length reached",
    "unexpected eof",
];

/// How a proxy failed to connect to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyFailure {
    /// It requires a user and a password, or different ones.
    Login,
    /// It is unreachable itself.
    Unreachable,
    /// It refuses to connect there.
    Refusal,
    /// It has no route there.
    NoRoute,
    /// It speaks another protocol than its URL states.
    OtherProtocol,
    /// It did not connect in time.
    ConnectTimeout,
}

impl RequestError {
    /// A failure of a proxy.
    pub(super) fn by_proxy(proxy: &Proxy, failure: ProxyFailure) -> Self {
        Self::Proxy(proxy.name.clone(), failure)
    }

    /// Translates an error of the client, which may come from a proxy.
    pub(super) fn from_error(error: &reqwest::Error, proxy: Option<&Proxy>) -> Self {
        let mut causes = vec![error as &(dyn Error + 'static)];
        while let Some(cause) = causes.last().and_then(|error| inner(*error)) {
            causes.push(cause);
        }
        let tls = causes.iter().find_map(|e| e.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            return Self::from_tls(tls);
        }
        let message: Vec<String> = causes.iter().map(ToString::to_string).collect();
        // The errors of the parser and of the proxy have no public types, only wordings.
        let mentions = |words: &str| message.iter().any(|text| text.to_lowercase().contains(words));
        let kinds = causes.iter().filter_map(|e| e.downcast_ref::<io::Error>());
        let kinds: Vec<io::ErrorKind> = kinds.map(io::Error::kind).collect();
        let is_any = |wanted: &[io::ErrorKind]| kinds.iter().any(|kind| wanted.contains(kind));
        if mentions("socks error: connection refused") {
            return Self::Refused;
        }
        if let Some(proxy) = proxy {
            let is_plain = proxy.url.scheme().starts_with("http") && !mentions("tunnel error");
            if let Some(failure) = find_proxy_failure(&mentions) {
                return Self::by_proxy(proxy, failure);
            }
            // An unencrypted request is sent to the proxy itself.
            let is_itself = error.is_connect() && is_plain;
            if is_itself && (is_any(&[io::ErrorKind::ConnectionRefused]) || mentions("no address"))
            {
                return Self::by_proxy(proxy, ProxyFailure::Unreachable);
            }
        }
        if causes.iter().any(|e| e.is::<Unresolved>()) {
            return Self::UnknownName;
        }
        if is_any(&[io::ErrorKind::ConnectionRefused]) {
            return Self::Refused;
        }
        if error.is_timeout() || is_any(&[io::ErrorKind::TimedOut]) {
            let by_proxy = proxy.map(|proxy| Self::by_proxy(proxy, ProxyFailure::ConnectTimeout));
            return by_proxy.unwrap_or(Self::ConnectTimeout);
        }
        let is_cut_off = CUT_OFF.iter().any(|words| mentions(words));
        if is_any(&[
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::ConnectionAborted,
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::BrokenPipe,
        ]) || is_cut_off
        {
            return Self::CutOff;
        }
        if mentions("invalid http")
            || mentions("invalid chunk")
            || mentions("message head is too large")
        {
            return Self::NotHttp;
        }
        // The outermost error has only the URL, which may contain a secret.
        Self::Other(plain(message.last().map_or("", String::as_str)))
    }

    fn from_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
                match other.0.downcast_ref::<Untrusted>() {
                    Some(untrusted) => Self::Certificate(untrusted.clone()),
                    None => Self::Certificate(Untrusted::Unusable(plain(&other.to_string()))),
                }
            }
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            other => Self::Tls(plain(&other.to_string())),
        }
    }
}

/// The proxy's failure in the client's wording; none if the failure is beyond the proxy.
fn find_proxy_failure(mentions: &impl Fn(&str) -> bool) -> Option<ProxyFailure> {
    let failures = [
        ("tunnel error: proxy authorization required", ProxyFailure::Login),
        ("tunnel error: failed to create underlying connection", ProxyFailure::Unreachable),
        ("tunnel error", ProxyFailure::Refusal),
        ("user/pass authentication", ProxyFailure::Login),
        ("credentials not accepted", ProxyFailure::Login),
        ("socks error: failed to create underlying connection", ProxyFailure::Unreachable),
        ("socks error: failed parsing", ProxyFailure::OtherProtocol),
        ("socks error: io error", ProxyFailure::OtherProtocol),
        ("socks error: host unreachable", ProxyFailure::NoRoute),
        ("socks error: network unreachable", ProxyFailure::NoRoute),
        ("socks error: ttl expired", ProxyFailure::NoRoute),
        ("socks error", ProxyFailure::Refusal),
    ];
    let found = failures.into_iter().find(|(words, _)| mentions(words));
    found.map(|(_, failure)| failure)
}

/// The cause of an error, including one that an I/O error wraps.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    carried.map(|error| error as &(dyn Error + 'static)).or_else(|| error.source())
}
