//! Sentences that probes of AWS and Google share.

pub(in crate::probe) const TRY_LATER: &str =
    "Try again later. This says nothing about the credential.";

pub(in crate::probe) fn asked_too_often(owner: &str) -> String {
    format!("{owner} accepts the credential, but rate limits it right now.")
}

pub fn other_server(there: &str, name: &str) -> String {
    format!("{there} doesn't answer like {name}.")
}

pub(in crate::probe) const USE_TLS: &str = "Use https:// in that URL.";

pub(in crate::probe) fn unencrypted(there: &str) -> String {
    format!("The request to {there} would go over plain http, readable by anyone on the way.")
}
