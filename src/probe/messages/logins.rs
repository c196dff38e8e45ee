//! Sentences about subscription logins.

pub const LOGIN_ACCEPTED: &str = "The login is accepted.";

pub(in crate::probe) const LOGIN_NOT_ALLOWED: &str =
    "The login is valid, but has no permission for this API.";
pub const CHECK_SUBSCRIPTION: &str =
    "Check the subscription at the provider, and that its workspace allows it.";

pub(in crate::probe) fn no_proof(there: &str) -> String {
    format!("{there} answers, but that doesn't prove the login.")
}

pub const START_A_CHAT: &str = "Start a chat to see whether the login is accepted.";

pub(in crate::probe) const GITHUB_LOGIN_REFUSED: &str = "GitHub refused the login.";
pub(in crate::probe) const NO_COPILOT: &str = "This GitHub account has no Copilot.";
pub const GET_COPILOT: &str =
    "Check github.com/settings/copilot, or sign in with another account (L, or the command login).";

pub fn terms_not_accepted(model: &str) -> String {
    format!("The terms of {model} are not accepted.")
}

pub const ACCEPT_TERMS: &str =
    "Accept them at github.com/settings/copilot or by signing in again, or choose another model.";

pub(in crate::probe) const CLAUDE_TOKEN_IS_FOR_CHATS: &str =
    "A “claude setup-token” login can only chat, so it can't be validated without cost.";

pub(in crate::probe) fn models_not_listed(there: &str) -> String {
    format!("{there} lists no models for this login.")
}

/// Chats are refused for now; `limits` is how much of each limit is used.
pub(in crate::probe) fn used_up(limits: Option<&str>) -> String {
    match limits {
        Some(limits) => format!("The subscription's limit is used up: {limits}."),
        None => "The subscription's limit is used up.".to_owned(),
    }
}

pub(in crate::probe) const WAIT_FOR_LIMIT: &str =
    "Wait until the limit resets, or use another connection.";
