//! Sentences about logins and subscriptions.

/// How much of a subscription is used; `usage` names its plan and its limits.
pub fn usage(usage: &str) -> String {
    format!("Usage: {usage}.")
}
