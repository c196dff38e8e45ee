//! Sentences about the connection to a host: why there is no response, failures of a proxy, and
//! untrusted certificates.

use super::{ProxyFailure, RequestError, Untrusted};
use crate::settings::proxy::{ProxyName, ProxySource};

impl RequestError {
    /// What is wrong, in a sentence about a host.
    pub fn sentence(&self, host: &str) -> String {
        match self {
            Self::UnknownName => format!("Can't resolve {host}."),
            Self::Refused => format!("Connection refused at {host}."),
            Self::Proxy(proxy, failure) => proxy_failed(proxy, *failure, host),
            Self::NoProxy(why) => format!("{why}."),
            Self::ConnectTimeout => format!("{host} did not accept the connection in time."),
            Self::ResponseTimeout => format!("{host} did not answer in time."),
            Self::CutOff => format!("{host} ended the connection during its answer."),
            Self::NotHttp => format!("{host} is not serving HTTP."),
            Self::NotCompressed => {
                format!("The answer from {host} is not compressed as its content-encoding says.")
            }
            Self::Certificate(why) => not_trusted(host, why),
            Self::NotTls => format!("{host} is not serving TLS."),
            Self::Tls(message) => format!("Can't set up TLS with {host}: {message}."),
            Self::Other(message) => format!("{host} can't be reached: {message}."),
        }
    }
}

/// Why a proxy does not connect to a host.
fn proxy_failed(proxy: &ProxyName, failure: ProxyFailure, there: &str) -> String {
    match failure {
        ProxyFailure::Login => {
            format!("Proxy {proxy} requires a user and password to connect to {there}.")
        }
        ProxyFailure::Unreachable => format!("Can't reach proxy {proxy} on the way to {there}."),
        ProxyFailure::Refusal => format!("Proxy {proxy} refuses to connect to {there}."),
        ProxyFailure::NoRoute => format!("Proxy {proxy} can't reach {there}."),
        ProxyFailure::ConnectTimeout => {
            format!("Proxy {proxy} did not connect to {there} in time.")
        }
        ProxyFailure::OtherProtocol => {
            format!("Proxy {proxy} on the way to {there} doesn't speak its URL's protocol.")
        }
    }
}

/// What to do about a proxy, depending on where it is configured.
pub(crate) fn proxy_advice(source: ProxySource) -> String {
    match source {
        ProxySource::NetworkProxy => {
            "Check networkProxy in config.json, or add the host to its noProxy.".to_owned()
        }
        ProxySource::Variable(name) => {
            format!("Check {name} in this program's environment, or add the host to NO_PROXY.")
        }
    }
}

/// Why a host's certificate is not trusted.
fn not_trusted(there: &str, why: &Untrusted) -> String {
    let cause = match why {
        Untrusted::SelfSigned(Some(name)) => format!("it is self-signed (“{name}”)"),
        Untrusted::SelfSigned(None) => "it is self-signed".to_owned(),
        Untrusted::UnknownCa(Some(name)) => {
            format!("this machine doesn't trust its CA “{name}”")
        }
        Untrusted::UnknownCa(None) => "this machine doesn't trust its CA".to_owned(),
        Untrusted::Expired(Some(date)) => format!("it expired on {date}"),
        Untrusted::Expired(None) => "it has expired".to_owned(),
        Untrusted::NotYetValid(Some(date)) => format!("it is not valid before {date}"),
        Untrusted::NotYetValid(None) => "it is not valid yet".to_owned(),
        Untrusted::WrongHost(names) if names.is_empty() => "it is for another host".to_owned(),
        Untrusted::WrongHost(names) => {
            let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if names.len() > 3 { ", …" } else { "" };
            format!("it is for {shown}{more}")
        }
        Untrusted::Revoked => "it was revoked".to_owned(),
        Untrusted::Unusable(words) => words.clone(),
    };
    format!("Certificate of {there} not trusted: {cause}.")
}

/// What to do about an untrusted certificate.
pub(crate) const fn trust_advice(why: &Untrusted) -> &'static str {
    match why {
        Untrusted::SelfSigned(_) => {
            "If the server is yours, save its certificate as a PEM file and set NODE_EXTRA_CA_CERTS to the file. Craft reads it too."
        }
        Untrusted::UnknownCa(_) => {
            "If it is your company's CA, set NODE_EXTRA_CA_CERTS to its PEM file. Craft reads it too. With a public CA, the server may be missing its intermediate certificate."
        }
        Untrusted::Expired(_) => "Renew the server's certificate, and check this machine's clock.",
        Untrusted::NotYetValid(_) => "Check this machine's clock.",
        Untrusted::WrongHost(_) => {
            "Use a host name that the certificate has, or get a certificate for this one."
        }
        Untrusted::Revoked => "Get a new certificate for the server.",
        Untrusted::Unusable(_) => "Check the server's certificate with “openssl s_client”.",
    }
}
