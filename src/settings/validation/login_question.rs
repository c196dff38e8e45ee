//! Questions that prove the login of a subscription, and cost nothing. Each goes to one host alone.

/// A subscription that Craft's chats use by an API of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscription {
    ChatGpt,
    Copilot,
}

/// The models of a `ChatGPT` account. A client of an older version is not shown all of them.
pub(crate) const CHATGPT_MODELS: &str =
    "https://chatgpt.com/backend-api/codex/models?client_version=99.99.99";

/// The plan of a `ChatGPT` account, and how much of it is used.
pub(crate) const CHATGPT_USAGE: &str = "https://chatgpt.com/backend-api/wham/usage";

/// The program as which Craft asks `ChatGPT`.
pub(crate) const CHATGPT_HEADERS: [(&str, &str); 2] =
    [("accept", "application/json"), ("originator", "pi")];

/// How much a Claude account has used.
pub(crate) const CLAUDE_USAGE: &str = "https://api.anthropic.com/api/oauth/usage";

/// Whether a login that goes to an address is one of Claude's own, and not to somebody else's
/// server.
pub(crate) fn is_claude(base: &str) -> bool {
    let base = base.trim_end_matches('/').trim_end_matches("/v1").to_ascii_lowercase();
    base == "https://api.anthropic.com"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_claude_itself_is_asked_about_its_logins() {
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
