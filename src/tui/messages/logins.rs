//! Logins and subscriptions.

/// A subscription's usage; `usage` names its plan and its limits.
pub fn usage(usage: &str) -> String {
    format!("Usage: {usage}.")
}
