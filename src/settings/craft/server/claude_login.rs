//! The sign-in to Claude that Craft's own server makes: its calls, the pages of it that may be
//! opened, and how long it waits. Craft keeps one such login under way at a time, for all clients.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::messages;

pub const START_CLAUDE_LOGIN: &str = "onboarding:startClaudeOAuth";
pub const EXCHANGE_CLAUDE_CODE: &str = "onboarding:exchangeClaudeCode";
pub const HAS_CLAUDE_LOGIN: &str = "onboarding:hasClaudeOAuthState";
pub const CLEAR_CLAUDE_LOGIN: &str = "onboarding:clearClaudeOAuthState";
pub const SET_UP_CONNECTION: &str = "settings:setupLlmConnection";

/// All that a server must have for it.
pub const CLAUDE_LOGIN_CHANNELS: [&str; 5] = [
    START_CLAUDE_LOGIN,
    EXCHANGE_CLAUDE_CODE,
    HAS_CLAUDE_LOGIN,
    CLEAR_CLAUDE_LOGIN,
    SET_UP_CONNECTION,
];

/// How long Craft waits for the code.
pub const CLAUDE_LOGIN_LASTS: Duration = Duration::from_mins(10);

/// The hosts that Anthropic signs people in at.
const HOSTS: [&str; 3] = ["claude.ai", "console.anthropic.com", "platform.claude.com"];

/// The page that Craft sends a person to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaudePage {
    pub url: String,
    /// What the code must end with, where the URL says that.
    pub state: Option<String>,
}

impl ClaudePage {
    /// Reads the URL that a server answers with.
    ///
    /// # Errors
    /// A sentence when no one should sign in to Claude there.
    pub fn parse(address: &str) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|_| messages::NO_CLAUDE_PAGE.to_owned())?;
        let host = url.host_str().unwrap_or_default();
        let has_login = !url.username().is_empty() || url.password().is_some();
        if url.scheme() != "https" || has_login || url.port().is_some() || !HOSTS.contains(&host) {
            return Err(messages::foreign_claude_page(url.scheme(), host));
        }
        let state = url.query_pairs().find(|(name, _)| name == "state");
        let state = state.map(|(_, state)| state.into_owned()).filter(|state| !state.is_empty());
        Ok(Self { url: url.into(), state })
    }
}

/// The arguments of the set-up that follows. Without a credential: with the token as one, Craft
/// would store it anew and lose what renews it.
pub fn claude_setup(slug: &str) -> Value {
    json!([{"slug": slug}])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_anthropics_own_is_opened_and_its_state_is_known() {
        let page = ClaudePage::parse("https://claude.ai/oauth/authorize?code=true&state=a%2Db");
        assert_eq!(page.expect("a page").state.as_deref(), Some("a-b"));
        let page = ClaudePage::parse("https://console.anthropic.com/oauth/authorize?state=");
        assert_eq!(page.expect("a page").state, None);
        for (address, host) in [
            ("http://claude.ai/oauth/authorize", "http://claude.ai"),
            ("https://claude.ai.example.com/", "https://claude.ai.example.com"),
            ("https://claude.ai@example.com/", "https://example.com"),
            ("https://me@claude.ai/", "https://claude.ai"),
            ("https://claude.ai:8443/", "https://claude.ai"),
            ("javascript:alert(1)", "javascript:"),
        ] {
            let refused = ClaudePage::parse(address).expect_err(address);
            assert!(refused.contains(host), "{refused}");
        }
        assert_eq!(ClaudePage::parse("claude.ai"), Err(messages::NO_CLAUDE_PAGE.to_owned()));
    }

    #[test]
    fn the_set_up_has_no_credential() {
        assert_eq!(claude_setup("claude-max"), json!([{"slug": "claude-max"}]));
    }
}
