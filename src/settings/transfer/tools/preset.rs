//! Finds the preset for a provider of another program, by name or endpoint.

use crate::settings::catalogue::Catalogue;
use crate::settings::connection::endpoint::host;
use crate::settings::connection::presets::{Preset, preset_named, presets};

/// Other programs' names for Craft's upstreams, where they differ.
const ALIASES: [(&str, &str); 14] = [
    ("gemini", "google"),
    ("azure", "azure-openai-responses"),
    ("bedrock", "amazon-bedrock"),
    ("aws-bedrock", "amazon-bedrock"),
    ("vertex", "google-vertex"),
    ("vertexai", "google-vertex"),
    ("vercel", "vercel-ai-gateway"),
    ("moonshot", "moonshotai"),
    ("fireworks-ai", "fireworks"),
    ("kimi-for-coding", "kimi-coding"),
    ("kimi", "kimi-coding"),
    ("zai-coding-plan", "zai"),
    ("minimax-china", "minimax-cn"),
    ("moonshotai-china", "moonshotai-cn"),
];

/// Presets for servers on this machine, by other programs' names.
const LOCAL: [(&str, &str); 4] =
    [("ollama", "Ollama"), ("lmstudio", "LM Studio"), ("lm-studio", "LM Studio"), ("vllm", "vLLM")];

/// The preset for a provider by another program's name; None if Craft does not have it.
pub(super) fn preset_of(id: &str) -> Option<&'static Preset> {
    if let Some((_, name)) = LOCAL.iter().find(|(local, _)| *local == id) {
        return preset_named(name);
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == id);
    let upstream = alias.map_or(id, |(_, upstream)| upstream);
    presets()
        .iter()
        .find(|preset| preset.is_of_upstream(upstream) && preset.text("authType") != Some("oauth"))
}

/// The preset with an endpoint.
pub(super) fn preset_at(url: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| is_at(preset, url))
}

/// Whether a URL is a preset's endpoint.
pub(super) fn is_at(preset: &Preset, url: &str) -> bool {
    if preset.text("authType") == Some("oauth") {
        return false;
    }
    let trimmed = |url: &str| url.trim_end_matches('/').to_ascii_lowercase();
    if let Some(own) = preset.text("baseUrl") {
        let (own, url) = (trimmed(own), trimmed(url));
        // Other programs append the version to endpoints for Anthropic's protocol, and Craft does
        // not.
        let is_anthropic = own.ends_with("/anthropic");
        return own == url || is_anthropic && url.strip_suffix("/v1") == Some(&*own);
    }
    let upstream =
        preset.text("piAuthProvider").and_then(|name| Catalogue::bundled().upstream(name));
    let own = upstream.map(|upstream| upstream.base_url).filter(|own| !own.contains('{'));
    let is_provider = preset.text("providerType") == Some("pi");
    is_provider && own.is_some_and(|own| !own.is_empty() && host(own) == host(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_has_a_preset() {
        for (alias, _) in ALIASES {
            assert!(preset_of(alias).is_some(), "{alias}");
        }
        for (local, name) in LOCAL {
            assert_eq!(preset_of(local).map(|preset| preset.name.as_str()), Some(name));
        }
        assert!(preset_of("groq").is_some() && preset_of("nothing").is_none());
    }

    #[test]
    fn url_matches_exactly_one_endpoint() {
        let name = |url| preset_at(url).map(|preset| preset.name.as_str());
        assert_eq!(name("https://api.anthropic.com/v1"), Some("Anthropic"));
        assert_eq!(name("https://openrouter.ai/api/v1/"), Some("OpenRouter"));
        assert_eq!(name("https://api.minimax.io/anthropic/v1"), Some("Minimax Global"));
        assert_eq!(name("https://api.z.ai/api/paas/v4"), None);
        assert_eq!(name("https://gateway.example/v1"), None);
        assert_eq!(name("http://localhost:11434/v1"), Some("Ollama"));
    }
}
