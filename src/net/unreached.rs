//! Why a request got no response.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::certificate::Untrusted;
use super::provider_message::plain;
use crate::settings::proxy::{Proxy, ProxyName};

/// The name has no address. The system's resolver does not report whether it exists.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
pub(super) struct Unresolved;

/// Why a request got no response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreached {
    /// The name has no address.
    UnknownName,
    /// Nothing listens there.
    Refused,
    /// The proxy does not lead there.
    Proxy(ProxyName, ProxyFailure),
    /// What names the proxy cannot be used; a sentence without its end.
    NoProxy(String),
    /// The connection was not made in time.
    NoConnection,
    /// There was no response in time.
    TooSlow,
    /// The connection ended before the response did.
    CutOff,
    /// The response is no HTTP.
    NotHttp,
    /// The body is not compressed as its header says.
    NotCompressed,
    /// The certificate is not to be trusted.
    Certificate(Untrusted),
    /// The other side speaks no TLS.
    NotTls,
    /// The two do not agree on how to encrypt; the error's own words.
    Tls(String),
    /// Anything else; the error's own words.
    Other(String),
}

/// What the client says where a connection ended too early.
const CUT_OFF: [&str; 3] = [
    "connection closed before message completed",
    "end of file before message length reached",
    "unexpected eof",
];

/// What a proxy did instead of leading to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyFailure {
    /// It wants a user and a password, or others.
    Login,
    /// It cannot be reached itself.
    Unreachable,
    /// It does not lead there.
    Refusal,
    /// It finds no way there itself.
    NoRoute,
    /// It speaks another protocol than its address says.
    OtherProtocol,
    /// It did not connect in time.
    TooSlow,
}

impl Unreached {
    /// What a proxy does.
    pub(super) fn by_proxy(proxy: &Proxy, failure: ProxyFailure) -> Self {
        Self::Proxy(proxy.name.clone(), failure)
    }

    /// What an error of the client means, where a proxy may be between.
    pub(super) fn of(error: &reqwest::Error, proxy: Option<&Proxy>) -> Self {
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
        let kinds = causes.iter().filter_map(|e| e.downcast_ref::<io::Error>());
        let kinds: Vec<io::ErrorKind> = kinds.map(io::Error::kind).collect();
        let is_any = |wanted: &[io::ErrorKind]| kinds.iter().any(|kind| wanted.contains(kind));
        if mentions("socks error: connection refused") {
            return Self::Refused;
        }
        if let Some(proxy) = proxy {
            let is_plain = proxy.url.scheme().starts_with("http") && !mentions("tunnel error");
            if let Some(failure) = of_proxy(&mentions) {
                return Self::by_proxy(proxy, failure);
            }
            // A request that is not encrypted goes to the proxy itself.
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
            let by_proxy = proxy.map(|proxy| Self::by_proxy(proxy, ProxyFailure::TooSlow));
            return by_proxy.unwrap_or(Self::NoConnection);
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
        // The outermost error names only the address, which may hold a secret.
        Self::Other(plain(message.last().map_or("", String::as_str)))
    }

    fn of_tls(error: &rustls::Error) -> Self {
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

/// What the client's words say of a proxy; nothing where they are about what is behind it.
fn of_proxy(mentions: &impl Fn(&str) -> bool) -> Option<ProxyFailure> {
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

/// What is behind an error, also where one of the system carries another.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    carried.map(|error| error as &(dyn Error + 'static)).or_else(|| error.source())
}
