//! Sentences about the connection to a host: failures of a proxy, and untrusted certificates.

use super::{ProxyFailure, Untrusted};
use crate::settings::proxy::{ProxyName, ProxySource};

/// Why a proxy does not connect to a host.
pub(crate) fn proxy_failed(proxy: &ProxyName, failure: ProxyFailure, there: &str) -> String {
    match failure {
        ProxyFailure::Login => {
            format!("Proxy {proxy} wants a user and a password before it connects to {there}.")
        }
        ProxyFailure::Unreachable => format!("Can't reach proxy {proxy}, the way to {there}."),
        ProxyFailure::Refusal => format!("Proxy {proxy} refuses to connect to {there}."),
        ProxyFailure::NoRoute => format!("Proxy {proxy} can't reach {there}."),
        ProxyFailure::TooSlow => format!("Proxy {proxy} did not connect to {there} in time."),
        ProxyFailure::OtherProtocol => {
            format!("Proxy {proxy}, the way to {there}, doesn't speak the protocol of its URL.")
        }
    }
}

/// What to do about a proxy, depending on where it is configured.
pub(crate) fn proxy_advice(source: ProxySource) -> String {
    match source {
        ProxySource::NetworkProxy => {
            "Check networkProxy in config.json, or name the host in its noProxy.".to_owned()
        }
        ProxySource::Variable(name) => {
            format!("Check {name} where this program is started, or name the host in NO_PROXY.")
        }
    }
}

/// Why a host's certificate is not trusted.
pub(crate) fn not_trusted(there: &str, why: &Untrusted) -> String {
    let cause = match why {
        Untrusted::SelfSigned(Some(name)) => format!("it is self-signed (“{name}”)"),
        Untrusted::SelfSigned(None) => "it is self-signed".to_owned(),
        Untrusted::UnknownCa(Some(name)) => {
            format!("its CA “{name}” is not one that this machine trusts")
        }
        Untrusted::UnknownCa(None) => "its CA is not one that this machine trusts".to_owned(),
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
            "If the server is yours, save its certificate as a PEM file and name the file in NODE_EXTRA_CA_CERTS, which Craft reads too."
        }
        Untrusted::UnknownCa(_) => {
            "If it is your company's CA, name its PEM file in NODE_EXTRA_CA_CERTS, which Craft reads too. A public CA is unknown where the server leaves out its intermediate certificate."
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
