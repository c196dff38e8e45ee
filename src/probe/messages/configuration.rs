//! Sentences before any request: what a connection lacks, and what a probe could not do.

pub(in crate::probe) const RESTART: &str = "Start the program again.";
pub(in crate::probe) const EDIT: &str = "Correct it in the form, or with set.";
pub(in crate::probe) const FIX_JSON: &str = "Fix its JSON, or delete it.";
pub(in crate::probe) const UNKNOWN_PROVIDER: &str =
    "Another version of Craft may support it, or convert it to one that is supported here.";
pub(in crate::probe) const SAMPLE_HAS_NO_ENVIRONMENT: &str =
    "Not validated: the demo has no environment.";
pub const CODEX_LOGIN: &str = "Codex keeps its own login.";
pub(in crate::probe) const ENTER_IT: &str = "Enter it in the form, or with secret set.";
pub const CREDENTIALS_UNREADABLE: &str = "The stored credentials can't be read.";
pub(in crate::probe) const SEE_CREDENTIALS: &str =
    "See credentials.enc in the list of problems (p).";
pub(in crate::probe) const AGREE_TO_PLAIN_HTTP: &str = "Use an https:// endpoint, or allow plain http: --allow-plain-http, or answer the question on the screen.";
pub(in crate::probe) const COMPLETE: &str = "Complete.";
pub(in crate::probe) const VARIABLE_UNKNOWN: &str =
    "No environment variable is known for this provider.";
pub(in crate::probe) const SET_A_VARIABLE: &str =
    "Set one before you start this program and Craft, or choose another authentication.";
pub(in crate::probe) const NO_THREAD: &str = "Can't validate: the system refuses another thread.";
pub(in crate::probe) const BROKE_OFF: &str =
    "Validation ended early because of a bug in this program.";

pub fn missing(label: &str) -> String {
    format!("The {label} is missing.")
}

pub fn expired(label: &str) -> String {
    format!("The {label} has expired.")
}

/// It is still valid, but not for long.
pub fn expires_soon(label: &str) -> String {
    format!("The {label} expires within minutes, and nothing renews it.")
}

pub(in crate::probe) fn unknown_auth(auth: &str) -> String {
    format!("Unknown auth type “{auth}”.")
}

pub fn unencrypted(label: &str, host: &str) -> String {
    format!("The {label} would go to {host} over plain http, readable by anyone on the way.")
}

pub fn no_key_in_environment(names: &[&str]) -> String {
    format!("No key in the environment: {} not set.", names.join(", "))
}
