//! Full request URLs used in place of a base URL: people copy them from a provider's manual or a
//! portal.

use url::Url;

/// Path endings of requests, the longest first.
const REQUESTS: [&str; 10] = [
    "/chat/completions",
    "/messages/count_tokens",
    "/completions",
    "/responses",
    "/embeddings",
    "/messages",
    "/models",
    "/api/generate",
    "/api/chat",
    "/api/tags",
];

/// Azure's domains, where every user has their own subdomain.
const AZURE: [&str; 3] =
    [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

/// The base of a request URL, for a protocol to which Craft adds the version or not; None if the
/// URL is already a base.
pub(crate) fn base_of_request(address: &str, adds_version: bool) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let path = url.path().trim_end_matches('/').to_owned();
    let base = base_path(&url, &path, adds_version)?;
    url.set_path(&base);
    url.set_query(None);
    url.set_fragment(None);
    Some(url.to_string().trim_end_matches('/').to_owned())
}

fn base_path(url: &Url, path: &str, adds_version: bool) -> Option<String> {
    let host = url.host_str().unwrap_or_default();
    if AZURE.iter().any(|end| host.ends_with(end)) && !adds_version {
        // The portal's “target”; `/models` is a base there.
        let is_target = path.starts_with("/openai/deployments/")
            || path.starts_with("/openai/") && end_of_request(path).is_some()
            || path == "/models/chat/completions";
        return is_target.then(|| "/openai/v1".to_owned());
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.ends_with(":generateContent") || last.ends_with(":streamGenerateContent") {
        return path.rsplit_once("/models/").map(|(base, _)| base.to_owned());
    }
    let end = end_of_request(path)?;
    let base = path[..path.len() - end.len()].trim_end_matches('/');
    Some(match (end.starts_with("/api/"), adds_version) {
        // Ollama's native API. Beside it Ollama also serves one that Craft supports.
        (true, false) => format!("{base}/v1"),
        (_, true) => base.strip_suffix("/v1").unwrap_or(base).to_owned(),
        (false, false) => base.to_owned(),
    })
}

fn end_of_request(path: &str) -> Option<&'static str> {
    REQUESTS.into_iter().find(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_of_request_is_what_craft_appends_to() {
        for (address, openai, anthropic) in [
            ("https://a.b/v1/chat/completions", Some("https://a.b/v1"), Some("https://a.b")),
            ("https://a.b/v1/chat/completions/", Some("https://a.b/v1"), Some("https://a.b")),
            ("https://a.b/v1/messages", Some("https://a.b/v1"), Some("https://a.b")),
            ("https://a.b/x/v1/models?limit=1#y", Some("https://a.b/x/v1"), Some("https://a.b/x")),
            ("https://a.b/responses", Some("https://a.b"), Some("https://a.b")),
            (
                "HTTP://me:pw@a.b:1/v1/embeddings",
                Some("http://me:pw@a.b:1/v1"),
                Some("http://me:pw@a.b:1"),
            ),
            (
                "http://localhost:11434/api/chat",
                Some("http://localhost:11434/v1"),
                Some("http://localhost:11434"),
            ),
            (
                "https://g.com/v1beta/models/gemini:generateContent",
                Some("https://g.com/v1beta"),
                Some("https://g.com/v1beta"),
            ),
            (
                "https://r.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=1",
                Some("https://r.openai.azure.com/openai/v1"),
                Some("https://r.openai.azure.com/openai/deployments/gpt"),
            ),
            (
                "https://r.openai.azure.com/openai/v1/responses",
                Some("https://r.openai.azure.com/openai/v1"),
                Some("https://r.openai.azure.com/openai"),
            ),
            (
                "https://r.services.ai.azure.com/models/chat/completions?api-version=1",
                Some("https://r.services.ai.azure.com/openai/v1"),
                Some("https://r.services.ai.azure.com/models"),
            ),
            (
                "https://r.services.ai.azure.com/anthropic/v1/messages",
                None,
                Some("https://r.services.ai.azure.com/anthropic"),
            ),
            (
                "https://r.services.ai.azure.com/models",
                None,
                Some("https://r.services.ai.azure.com"),
            ),
        ] {
            assert_eq!(base_of_request(address, false).as_deref(), openai, "{address}");
            assert_eq!(base_of_request(address, true).as_deref(), anthropic, "{address}");
        }
    }

    #[test]
    fn base_url_is_not_a_request() {
        for base in [
            "https://a.b",
            "https://a.b/v1",
            "https://a.b/anthropic",
            "https://a.b/mymodels",
            "https://a.b/chat",
            "https://models.a.b/inference",
            "https://a.b/v1?api-version=1",
            "https://r.openai.azure.com/openai/v1",
            "ftp://a.b/v1/models",
            "a.b/v1/models",
            "",
        ] {
            assert_eq!(base_of_request(base, false), None, "{base}");
            assert_eq!(base_of_request(base, true), None, "{base}");
        }
    }

    #[test]
    fn no_preset_is_a_request_url() {
        for preset in crate::settings::connection::presets::presets() {
            let Some(url) = preset.text("baseUrl") else { continue };
            assert_eq!(base_of_request(url, false), None, "{}", preset.name);
            assert_eq!(base_of_request(url, true), None, "{}", preset.name);
        }
    }
}
