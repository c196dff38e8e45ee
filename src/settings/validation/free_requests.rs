//! Free requests, each to a single host, that prove a subscription login, or a key and its account:
//! these prove the key where the list of models is public, and show the remaining balance.

use crate::settings::connection::endpoint::host;

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

/// A request about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AccountRequest {
    pub url: &'static str,
    pub answer: AccountAnswer,
}

/// The format of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountAnswer {
    /// The key, with its limit in dollars, if it has one.
    OpenRouterKey,
    /// Balances, each with its currency.
    DeepSeekBalance,
    /// One balance, in the host's currency.
    MoonshotBalance(&'static str),
}

const REQUESTS: [(&str, AccountRequest); 4] = [
    ("openrouter.ai", request("https://openrouter.ai/api/v1/key", AccountAnswer::OpenRouterKey)),
    (
        "api.deepseek.com",
        request("https://api.deepseek.com/user/balance", AccountAnswer::DeepSeekBalance),
    ),
    (
        "api.moonshot.ai",
        request(
            "https://api.moonshot.ai/v1/users/me/balance",
            AccountAnswer::MoonshotBalance("USD"),
        ),
    ),
    (
        "api.moonshot.cn",
        request(
            "https://api.moonshot.cn/v1/users/me/balance",
            AccountAnswer::MoonshotBalance("CNY"),
        ),
    ),
];

const fn request(url: &'static str, answer: AccountAnswer) -> AccountRequest {
    AccountRequest { url, answer }
}

/// The account request of a URL's provider; None if it has none. It goes to the host that the probe
/// contacts anyway.
pub(crate) fn account_request(base: &str) -> Option<AccountRequest> {
    let is_encrypted = base.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let own = REQUESTS.into_iter().find(|(name, _)| host(base).eq_ignore_ascii_case(name));
    own.filter(|_| is_encrypted).map(|(_, request)| request)
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

    #[test]
    fn account_requests_go_only_to_the_provider() {
        for (base, url) in [
            ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/key"),
            ("HTTPS://OpenRouter.ai/api", "https://openrouter.ai/api/v1/key"),
            ("https://api.deepseek.com", "https://api.deepseek.com/user/balance"),
        ] {
            assert_eq!(account_request(base).map(|request| request.url), Some(url));
        }
        for other in [
            "http://openrouter.ai/api/v1",
            "https://openrouter.ai.example/api/v1",
            "https://openrouter.ai:8443/api/v1",
            "https://me:pw@api.example/openrouter.ai",
            "https://api.groq.com/openai/v1",
            "",
        ] {
            assert_eq!(account_request(other), None, "{other}");
        }
    }

    #[test]
    fn request_goes_to_its_own_host() {
        for (name, request) in REQUESTS {
            assert_eq!(host(request.url), name);
        }
    }
}
