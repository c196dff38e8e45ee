//! Why a request got no response.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::provider_message::plain;

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
    /// The proxy of the environment does not lead there; why not, in a sentence.
    Proxy(&'static str),
    /// The connection was not made in time.
    NoConnection,
    /// There was no response in time.
    TooSlow,
    /// The connection ended before the response did.
    CutOff,
    /// The response is no HTTP.
    NotHttp,
    /// The certificate is not to be trusted; why not, in a sentence.
    Certificate(&'static str),
    /// The other side speaks no TLS.
    NotTls,
    /// The two do not agree on how to encrypt; the error's own words.
    Tls(String),
    /// Anything else; the error's own words.
    Other(String),
}

impl Unreached {
    pub(crate) const PROXY_LOGIN: Self = Self::Proxy("it wants a user and a password");

    /// What an error of the client means.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
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
        // The outermost error names only the address, which may hold a secret.
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
}

/// What is behind an error, also where one of the system carries another.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    carried.map(|error| error as &(dyn Error + 'static)).or_else(|| error.source())
}
