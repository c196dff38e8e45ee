//! Free requests that prove a subscription login. Each goes to a single host.

/// A subscription with its own API for Craft's chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscription {
    ChatGpt,
    Copilot,
}

/// The models of a `ChatGPT` account. Clients with an older version do not see all of them.
pub(crate) const CHATGPT_MODELS: &str =
    "https://chatgpt.com/backend-api/codex/models?client_version=99.99.99";

/// The plan of a `ChatGPT` account, and its usage.
pub(crate) const CHATGPT_USAGE: &str = "https://chatgpt.com/backend-api/wham/usage";

/// The headers that identify Craft to `ChatGPT`.
pub(crate) const CHATGPT_HEADERS: [(&str, &str); 2] =
    [("accept", "application/json"), ("originator", "pi")];

/// The usage of a Claude account.
pub(crate) const CLAUDE_USAGE: &str = "https://api.anthropic.com/api/oauth/usage";

/// Whether a login for a URL is one of Claude's own, not one for a third-party server.
pub(crate) fn is_claude(base: &str) -> bool {
    let base = base.trim_end_matches('/').trim_end_matches("/v1").to_ascii_lowercase();
    base == "https://api.anthropic.com"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_requests_go_only_to_claude() {
        for own in ["https://api.anthropic.com", "https://API.anthropic.com/v1/"] {
            assert!(is_claude(own), "{own}");
        }
        for other in [
            "http://api.anthropic.com",
            "https://api.anthropic.com.example",
            "https://api.anthropic.com:8443",
            "https://gateway.example/api.anthropic.com",
            "",
        ] {
            assert!(!is_claude(other), "{other}");
        }
    }
}
