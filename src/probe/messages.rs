//! Sentences of a report that several kinds of providers share.

use super::report::{Report, Stage, StageName};
use crate::net::{ProxyFailure, Untrusted};
use crate::settings::proxy::{ProxyName, ProxySource};

/// The sentence for a login that Craft alone may renew.
pub(super) const RENEWED_BY_CRAFT: &str =
    "Its access token has ended, and Craft renews it by itself at the next chat.";

pub(super) const TOO_OFTEN: &str = "Just now it is asked too often.";

/// Reports that the model was not probed, since there were too many requests.
pub(super) fn leave_model_of_too_many(report: &mut Report) -> &mut Stage {
    report.remark = Some("but asked too often just now");
    report.leave(StageName::Model, TOO_OFTEN).advise("Try again in a minute.")
}

pub(super) fn sends_on(there: &str, to: Option<&str>) -> String {
    let to = to.unwrap_or("another address");
    format!("{there} sends on to {to}, where nothing was asked.")
}

pub(super) fn server_trouble(there: &str, status: u16) -> String {
    format!("{there} has trouble of its own (status {status}).")
}

/// Why no proxy leads to a host.
pub(super) fn proxy_failed(proxy: &ProxyName, failure: ProxyFailure, there: &str) -> String {
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

/// What to do about a proxy, where it is named.
pub(super) fn proxy_advice(source: ProxySource) -> String {
    match source {
        ProxySource::NetworkProxy => {
            "Check networkProxy in config.json, or name the host in its noProxy.".to_owned()
        }
        ProxySource::Variable(name) => {
            format!("Check {name} where this program is started, or name the host in NO_PROXY.")
        }
    }
}

/// Why the certificate of a host is not trusted.
pub(super) fn not_trusted(there: &str, why: &Untrusted) -> String {
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

/// What to do about a certificate that is not trusted.
pub(super) const fn trust_advice(why: &Untrusted) -> &'static str {
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

/// What to do where AWS's usual places have nothing.
pub(super) const AWS_CHAIN: &str = "Set AWS_PROFILE or AWS_ACCESS_KEY_ID where this program is started, or log in with “aws sso login”.";

pub(super) fn aws_unknown_profile(profile: &str, known: &[String]) -> String {
    let known = match known {
        [] => "there are none".to_owned(),
        known => format!("there are {}", known.join(", ")),
    };
    format!("AWS_PROFILE is “{profile}”, which is no profile of AWS's files: {known}.")
}

pub(super) fn aws_login_ended(profile: &str) -> String {
    format!("The SSO session of the AWS profile “{profile}” has ended.")
}

pub(super) fn aws_sso_login(profile: &str) -> String {
    format!("Log in with “aws sso login --profile {profile}”.")
}

pub(super) fn aws_no_role(profile: &str, role: &str) -> String {
    format!("AWS does not give the profile “{profile}” the role {role}.")
}

pub(super) const AWS_MAY_NOT_LIST: &str = "AWS knows the credentials, and does not let them list models; whether they may call one is not known.";

pub(super) const AWS_LET_LIST: &str = "A chat shows whether they may. To see it here, allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles.";

pub(super) fn aws_region_unused(stored: &str, asked: &str) -> String {
    format!("Craft doesn't read awsRegion ({stored}): its chats ask {asked}.")
}

pub(super) fn aws_only_by_profile(model: &str, region: &str) -> String {
    format!("{model} can't be called by this id in {region}, only by an inference profile.")
}

pub(super) fn aws_use_profile(profiles: &[&str]) -> String {
    match profiles {
        [] => "No inference profile for it is listed: choose another model or region.".to_owned(),
        profiles => format!("Use {}.", profiles.join(" or ")),
    }
}

pub(super) const GOOGLE_UNKNOWN_SOURCE: &str =
    "The credential gets its token from a source that is not known here.";

pub(super) fn google_program_not_allowed(variable: &str) -> String {
    format!("The credential gets its token from a program, which runs only with {variable}=1.")
}

pub(super) fn google_program_failed(program: &str, why: &str) -> String {
    format!("The program of the Google credential, {program}, {why}.")
}

/// Of a build that leaves the clouds out.
#[cfg(not(feature = "cloud"))]
pub(super) const WITHOUT_CLOUD: &str =
    "This build can't validate Amazon Bedrock and Google Vertex AI.";

#[cfg(not(feature = "cloud"))]
pub(super) const WITH_CLOUD: &str = "Use a build with the cargo feature “cloud”.";
