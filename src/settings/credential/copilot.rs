//! GitHub Copilot's requirements: client headers, the exchange of a GitHub token for a Copilot
//! token, and the API of a token.

use super::account::copilot_part;

/// Where a GitHub token is exchanged for a Copilot token.
pub(crate) const TOKEN_URL: &str = "https://api.github.com/copilot_internal/v2/token";

/// The editor headers that Craft sends: GitHub answers no other client.
pub(crate) const EDITOR_HEADERS: [(&str, &str); 5] = [
    ("accept", "application/json"),
    ("user-agent", "GitHubCopilotChat/0.35.0"),
    ("editor-version", "vscode/1.107.0"),
    ("editor-plugin-version", "copilot-chat/0.35.0"),
    ("copilot-integration-id", "vscode-chat"),
];

/// The domain of all Copilot APIs: no token goes to a host outside it.
const DOMAIN: &str = ".githubcopilot.com";

/// The API for a token that contains none.
const INDIVIDUAL: &str = "https://api.individual.githubcopilot.com";

/// The API of a Copilot token: its proxy's host, with `api.` instead of `proxy.`.
pub(crate) fn api_of(token: &str) -> String {
    let named = copilot_part(token, "proxy-ep").and_then(|proxy| proxy.strip_prefix("proxy."));
    named.map_or_else(|| INDIVIDUAL.to_owned(), |rest| own_api(&format!("https://api.{rest}")))
}

/// The URL if it is a Copilot API, else the default one.
pub(crate) fn own_api(url: &str) -> String {
    let host = url.strip_prefix("https://").unwrap_or_default();
    let is_name = host.bytes().all(|c| c.is_ascii_alphanumeric() || b"-.".contains(&c));
    let is_own = is_name && host.to_ascii_lowercase().ends_with(DOMAIN);
    if is_own { url.to_owned() } else { INDIVIDUAL.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_selects_its_api_only_within_copilot_domain() {
        let business = "https://api.business.githubcopilot.com";
        for (token, api) in [
            ("tid=1;proxy-ep=proxy.business.githubcopilot.com;exp=2", business),
            ("tid=1;exp=2", INDIVIDUAL),
            ("tid=1;proxy-ep=evil.example", INDIVIDUAL),
            ("tid=1;proxy-ep=proxy.evil.example", INDIVIDUAL),
            ("tid=1;proxy-ep=proxy.evilgithubcopilot.com", INDIVIDUAL),
            ("tid=1;proxy-ep=proxy.githubcopilot.com.evil.example", INDIVIDUAL),
            ("tid=1;proxy-ep=proxy.a@evil.example/.githubcopilot.com", INDIVIDUAL),
            ("tid=1;proxy-ep=proxy.evil.example#.githubcopilot.com", INDIVIDUAL),
        ] {
            assert_eq!(api_of(token), api, "{token}");
        }
        assert_eq!(own_api(business), business);
        assert_eq!(own_api("http://api.business.githubcopilot.com"), INDIVIDUAL);
    }
}
