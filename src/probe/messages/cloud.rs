//! Sentences that probes of AWS and Google share.

pub(in crate::probe) const TRY_LATER: &str =
    "Try again later; it says nothing about the credential.";

pub(in crate::probe) fn asked_too_often(owner: &str) -> String {
    format!("{owner} knows the credential; just now it asks too often.")
}

pub fn other_server(there: &str, name: &str) -> String {
    format!("{there} does not answer as {name} does.")
}

pub(in crate::probe) const USE_TLS: &str = "Make that address https://.";

pub(in crate::probe) fn unencrypted(there: &str) -> String {
    format!("{there} would be asked over plain http, for all on the way to read.")
}
