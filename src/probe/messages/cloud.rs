//! Sentences that probes of AWS and Google share.

pub(in crate::probe) const TRY_LATER: &str =
    "Try again later. This says nothing about the credential.";

pub(in crate::probe) fn rate_limited(owner: &str) -> String {
    format!("{owner} accepts the credential, but rate limits it right now.")
}

pub fn other_server(there: &str, name: &str) -> String {
    format!("{there} doesn't answer like {name}.")
}

/// A program that prints credentials printed none.
pub fn no_credentials_by(program: &str, why: &str) -> String {
    format!("the credential program {program} {why}.")
}

// What a program did in place of printing what it should.
pub const CANNOT_RUN: &str = "can't be run";
pub(crate) const DOES_NOT_END: &str = "doesn't end in time";
pub const FAILS: &str = "fails";

pub(in crate::probe) const USE_TLS: &str = "Use https:// in that URL.";

pub fn unencrypted(there: &str) -> String {
    format!("The request to {there} would go over plain http, readable by anyone on the way.")
}
