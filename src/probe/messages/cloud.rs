//! Sentences that probes of AWS and Google share.

pub(in crate::probe) const TRY_LATER: &str =
    "Try again later; it says nothing about the credential.";

pub(in crate::probe) fn asked_too_often(owner: &str) -> String {
    format!("{owner} knows the credential; just now it asks too often.")
}

pub fn other_server(there: &str, name: &str) -> String {
    format!("{there} does not answer as {name} does.")
}

/// A program that prints credentials printed none.
pub fn no_credentials_by(program: &str, why: &str) -> String {
    format!("the program {program}, which should bring them, {why}.")
}

// What a program did in place of printing what it should.
pub const CANNOT_RUN: &str = "cannot be run";
pub const DOES_NOT_END: &str = "does not end";
pub const FAILS: &str = "fails";

pub(in crate::probe) const USE_TLS: &str = "Make that address https://.";

pub fn unencrypted(there: &str) -> String {
    format!("{there} would be asked over plain http, for all on the way to read.")
}
