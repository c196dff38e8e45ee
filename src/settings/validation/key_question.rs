//! Questions about a key alone, which cost nothing and prove it where a list of models is open to
//! anybody.

use crate::settings::connection::endpoint::host;

/// The address at which a provider is asked about a key; none where it has no such question. It is
/// at the host that is asked anyway.
pub(crate) fn key_question(base: &str) -> Option<String> {
    let is_encrypted = base.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let is_openrouter = is_encrypted && host(base).eq_ignore_ascii_case("openrouter.ai");
    is_openrouter.then(|| "https://openrouter.ai/api/v1/key".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_openrouter_itself_is_asked_about_a_key() {
        for base in ["https://openrouter.ai/api/v1", "HTTPS://OpenRouter.ai/api"] {
            assert_eq!(key_question(base).as_deref(), Some("https://openrouter.ai/api/v1/key"));
        }
        for other in [
            "http://openrouter.ai/api/v1",
            "https://openrouter.ai.example/api/v1",
            "https://openrouter.ai:8443/api/v1",
            "https://me:pw@api.example/openrouter.ai",
            "",
        ] {
            assert_eq!(key_question(other), None, "{other}");
        }
    }
}
