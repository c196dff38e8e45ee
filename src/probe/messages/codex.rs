//! Sentences for probes of the Codex binary.

pub(in crate::probe) const INSTALL: &str = "Install Codex, or set “Codex binary” to its path.";
pub(in crate::probe) const CHECK_INSTALLED: &str =
    "Check that it is the Codex binary, and completely installed.";
pub(in crate::probe) const CHECK_MACHINE: &str =
    "Check that it is the Codex binary, and built for this machine.";
pub(in crate::probe) const LOGGED_IN: &str = "Codex is logged in.";
pub const LISTS_NO_MODELS: &str = "Codex does not list its models.";
pub const LOGIN_NOT_CLEAR: &str = "Codex does not say whether it is logged in.";
pub const LOGGED_OUT: &str = "Codex is not logged in.";
pub const TOO_SLOW: &str = "Codex did not answer in time.";
pub const NOT_IN_PATH: &str = "No Codex binary found in PATH.";

pub(in crate::probe) fn runs(version: &str) -> String {
    format!("{version} runs.")
}

pub fn no_version(binary: &str) -> String {
    format!("{binary} does not print its version.")
}

pub(in crate::probe) fn cannot_run(binary: &str, why: &str) -> String {
    format!("{binary} can't be run: {why}.")
}

pub(in crate::probe) fn try_by_hand(command: &str) -> String {
    format!("Try it by hand: {command}")
}

pub(in crate::probe) fn log_in(binary: &str) -> String {
    format!("Run “{binary} login”.")
}

pub(in crate::probe) fn cannot_ask(binary: &str, why: &str) -> String {
    format!("{binary} can't be queried: {why}.")
}

pub fn not_found(path: &str) -> String {
    format!("No Codex binary found at {path}.")
}

pub fn no_program(path: &str) -> String {
    format!("{path} is not executable.")
}
