//! The path of a base URL: what is appended to it, and the version that people write or omit.

use url::Url;

/// Appends a path to a URL, before its query.
pub fn join(base: &str, path: &str) -> String {
    let Ok(mut url) = Url::parse(base) else {
        return format!("{}/{path}", base.trim_end_matches('/'));
    };
    let (path, query) = path.split_once('?').map_or((path, None), |(path, q)| (path, Some(q)));
    url.set_path(&format!("{}/{path}", url.path().trim_end_matches('/')));
    if let Some(query) = query {
        let all = url.query().map_or_else(|| query.to_owned(), |own| format!("{query}&{own}"));
        url.set_query(Some(&all));
    }
    url.into()
}

/// A URL, or the target of a request, without its query.
pub fn path_of(url: &str) -> &str {
    url.split_once('?').map_or(url, |(path, _)| path)
}

/// The URL without the version at its end, to which Craft adds `/v1/messages`; None if it has no
/// version.
pub(in crate::settings::connection) fn without_version(url: &str) -> Option<&str> {
    if url.contains(['?', '#']) {
        return None;
    }
    let base = url.trim_end().trim_end_matches('/').strip_suffix("/v1")?;
    let base = base.trim_end_matches('/');
    base.contains("://").then_some(base).filter(|base| !base.ends_with(':'))
}

/// Whether two URLs are the same except for a trailing slash and version, which people include or
/// omit.
pub(crate) fn equals_ignoring_version(one: &str, other: &str) -> bool {
    let bare = |url: &str| {
        let url = url.trim_end_matches('/');
        url.strip_suffix("/v1").unwrap_or(url).to_ascii_lowercase()
    };
    bare(one) == bare(other)
}

/// The URL with its alternative ending, because people write both: without the version if it has
/// one; with it if it has none and `may_add` allows that.
pub fn variants(base: &str, version: &str, may_add: bool) -> Vec<String> {
    let trimmed = base.trim_end_matches('/');
    if base.contains(['?', '#']) {
        return Vec::new();
    }
    let without = trimmed.strip_suffix(version);
    match without.and_then(|rest| rest.strip_suffix('/')) {
        Some(without) if !without.ends_with('/') => vec![without.to_owned()],
        None if may_add && !ends_with_version(trimmed) => {
            // The first segment of a two-segment version may already be present.
            let rest = version.split_once('/').filter(|(first, _)| {
                trimmed
                    .strip_suffix(first)
                    .is_some_and(|before| before.ends_with('/') && !before.ends_with("//"))
            });
            vec![format!("{trimmed}/{}", rest.map_or(version, |(_, rest)| rest))]
        }
        _ => Vec::new(),
    }
}

/// Whether the last path segment is some other version, such as `v4` or `v1beta`.
fn ends_with_version(address: &str) -> bool {
    let last = address.rsplit('/').next().unwrap_or_default();
    last.strip_prefix('v').is_some_and(|rest| {
        let stage = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let stage = stage.trim_end_matches(|c: char| c.is_ascii_digit());
        rest.starts_with(|c: char| c.is_ascii_digit()) && matches!(stage, "" | "alpha" | "beta")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_ends_at_the_query() {
        assert_eq!(path_of("https://a.b/v1/messages?beta=true"), "https://a.b/v1/messages");
        assert_eq!(path_of("/callback?code=a?b"), "/callback");
        assert_eq!(path_of("https://a.b"), "https://a.b");
    }

    #[test]
    fn join_inserts_path_before_query() {
        assert_eq!(join("https://a.b/v1/", "models"), "https://a.b/v1/models");
        assert_eq!(join("https://a.b", "v1/models"), "https://a.b/v1/models");
        assert_eq!(join("https://a.b/x?k=1", "models"), "https://a.b/x/models?k=1");
        assert_eq!(join("https://a.b/x", "models?m=1"), "https://a.b/x/models?m=1");
        assert_eq!(join("https://a.b/x?k=1", "models?m=1"), "https://a.b/x/models?m=1&k=1");
        assert_eq!(join("https://a.b/x/%7Ey", "m/a%2Fb:c"), "https://a.b/x/%7Ey/m/a%2Fb:c");
        assert_eq!(join("a.b", "models"), "a.b/models");
    }

    #[test]
    fn only_a_trailing_version_is_stripped() {
        for (url, without) in [
            ("https://h/v1", Some("https://h")),
            ("https://h/x/v1/", Some("https://h/x")),
            ("https://h/v1x", None),
            ("https://h/v1/x", None),
            ("https://v1", None),
            ("https://h?x=/v1", None),
        ] {
            assert_eq!(without_version(url), without, "{url}");
        }
    }

    #[test]
    fn variant_toggles_the_version() {
        for (base, may_add, variant) in [
            ("https://a.b", true, Some("https://a.b/v1")),
            ("https://a.b/", true, Some("https://a.b/v1")),
            ("https://a.b/v1", true, Some("https://a.b")),
            ("https://a.b/x/v1/", false, Some("https://a.b/x")),
            ("https://a.b", false, None),
            ("https://a.b/paas/v4", true, None),
            ("https://a.b/v1beta", true, None),
            ("https://a.b/v2alpha1", true, None),
            ("https://a.b/v1only", true, Some("https://a.b/v1only/v1")),
            ("https://v1", true, None),
            ("https://a.b/?k=1", true, None),
        ] {
            let found = variants(base, "v1", may_add);
            assert_eq!(found.first().map(String::as_str), variant, "{base}");
        }
    }

    #[test]
    fn two_segment_version_is_completed() {
        for (base, variant) in [
            ("https://a.b", "https://a.b/openai/v1"),
            ("https://a.b/openai/", "https://a.b/openai/v1"),
            ("https://a.b/openai/v1", "https://a.b"),
            ("https://openai", "https://openai/openai/v1"),
        ] {
            assert_eq!(variants(base, "openai/v1", true), [variant], "{base}");
        }
    }
}
