//! Sentences before any request: what a connection lacks, and what a probe could not do.

pub(in crate::probe) const RESTART: &str = "Start the program again.";
pub(in crate::probe) const EDIT: &str = "Correct it in the form, or with set.";
pub(in crate::probe) const FIX_JSON: &str = "Fix its JSON, or delete it.";
pub(in crate::probe) const UNKNOWN_PROVIDER: &str =
    "Another version of Craft may know it, or turn it into one that is known here.";
pub(in crate::probe) const SAMPLE_HAS_NO_ENVIRONMENT: &str =
    "The sample has no environment of its own to take credentials from.";
pub const CODEX_LOGIN: &str = "Codex keeps its own login.";
pub(in crate::probe) const ENTER_IT: &str = "Enter it in the form, or with secret set.";
pub(in crate::probe) const CREDENTIALS_UNREADABLE: &str = "The stored credentials cannot be read.";
pub(in crate::probe) const SEE_CREDENTIALS: &str =
    "See the problem with credentials.enc in the list of problems (p).";
pub(in crate::probe) const AGREE_TO_PLAIN_HTTP: &str = "Make the endpoint https://, or agree to it: --allow-plain-http, or the question on the screen.";
pub(in crate::probe) const COMPLETE: &str = "Complete.";
pub(in crate::probe) const VARIABLE_UNKNOWN: &str =
    "Which environment variable it uses is not known.";
pub(in crate::probe) const SET_A_VARIABLE: &str =
    "Set one where this program is started, and where Craft is; or choose another authentication.";
pub(in crate::probe) const NO_ROOM: &str = "Nothing can be asked: the system has no room for it.";
pub(in crate::probe) const BROKE_OFF: &str =
    "The asking broke off, which is a fault of this program.";

pub fn missing(label: &str) -> String {
    format!("Its {label} is missing.")
}

pub fn ended(label: &str) -> String {
    format!("Its {label} has ended.")
}

pub(in crate::probe) fn unknown_auth(auth: &str) -> String {
    format!("The auth type “{auth}” is not known to this program.")
}

pub fn unencrypted(label: &str, host: &str) -> String {
    format!("Its {label} would go to {host} over plain http, for all on the way to read.")
}

pub(in crate::probe) fn no_key_in_environment(names: &[&str]) -> String {
    format!("The environment has no key for it: {}.", names.join(", "))
}
