//! Endpoints: what a `baseUrl` must be, its host, and whether it is this machine.

use http::Uri;

/// What is wrong with a base URL and what would be right; none when it is fine.
pub fn problem(url: &str) -> Option<String> {
    const EXAMPLE: &str = "such as https://api.example.com/v1";
    if url.chars().any(char::is_whitespace) {
        return Some(format!("an address has no spaces, {EXAMPLE}"));
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some(format!("an address begins with https:// or http://, {EXAMPLE}"));
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http") {
        return Some(format!("only https:// and http:// can be reached, not {scheme}://"));
    }
    if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) {
        return Some(format!("the host is missing after {scheme}://, {EXAMPLE}"));
    }
    match url.parse::<Uri>() {
        Ok(uri) if uri.port().is_none() && has_port(&uri) => {
            Some("a port is a number from 0 to 65535".to_owned())
        }
        Ok(_) => None,
        Err(error) => Some(format!("not an address ({error}), {EXAMPLE}")),
    }
}

fn has_port(uri: &Uri) -> bool {
    uri.authority().is_some_and(|a| {
        a.as_str()
            .rsplit(']')
            .next()
            .is_some_and(|tail| tail.rsplit('@').next().unwrap_or(tail).contains(':'))
    })
}

/// The host (and the port, where one is given) of an address, without user, password and path; the
/// text itself when it has none.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let before_query = rest.split(['?', '#']).next().unwrap_or(rest);
    let authority = before_query.split(['/', '\\']).next();
    // An @ that comes later is a part of the path, whatever host it seems to name; but for a slash
    // in a password, which no client takes, and which must not be shown.
    if let Some(authority) = authority.filter(|text| text.contains('@') || is_host(text)) {
        return authority.rsplit('@').next().unwrap_or(authority);
    }
    // Behind the last one: a password may hold a slash, or an @ of its own.
    let rest = before_query.rsplit('@').next().unwrap_or(before_query);
    rest.split('/').next().unwrap_or(rest)
}

/// Whether what stands behind a colon is a port, and not a password.
fn is_host(authority: &str) -> bool {
    let tail = authority.rsplit(']').next().unwrap_or(authority);
    let port = tail.split_once(':').map_or("", |(_, port)| port);
    port.chars().all(|c| c.is_ascii_digit())
}

/// Whether an address is this machine: `localhost`, `127.0.0.1` or `::1`. Such an endpoint needs no
/// key.
pub fn is_loopback(url: &str) -> bool {
    let host = host(url).to_ascii_lowercase();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => host.split(':').next().unwrap_or(&host),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// An address with a path behind its own. What comes after a question mark stays behind.
pub fn join(base: &str, path: &str) -> String {
    let (address, query) =
        base.split_once('?').map_or((base, None), |(address, query)| (address, Some(query)));
    let joined = format!("{}/{path}", address.trim_end_matches('/'));
    query.map_or(joined.clone(), |query| format!("{joined}?{query}"))
}

/// The same address with another end, for people write it in both ways: without the version where
/// it has one, and with it where it has none and `may_add` says that one may be missing.
pub fn variants(base: &str, version: &str, may_add: bool) -> Vec<String> {
    let trimmed = base.trim_end_matches('/');
    if base.contains(['?', '#']) {
        return Vec::new();
    }
    let without = trimmed.strip_suffix(version);
    match without.and_then(|rest| rest.strip_suffix('/')) {
        Some(without) if !without.ends_with('/') => vec![without.to_owned()],
        None if may_add && !ends_with_a_version(trimmed) => {
            // Of a version in two steps the first may be there.
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

/// Whether the last step of an address is a version of its own, such as `v4` or `v1beta`.
fn ends_with_a_version(address: &str) -> bool {
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
    fn an_address_needs_a_scheme_a_host_and_a_proper_port() {
        for good in [
            "https://api.example.com/v1",
            "http://localhost:11434",
            "http://[::1]:80/",
            "https://a.b/?x=1",
            "HTTPS://A.B",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in [
            "",
            "api.example.com",
            "ftp://x",
            "https://",
            "https:///v1",
            "https://a b",
            "http://x:99999",
            "http://:80",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn the_host_shows_no_user_password_or_path() {
        assert_eq!(host("https://me:pw@api.example.com:8443/v1?k=1"), "api.example.com:8443");
        assert_eq!(host("https://me:p/w@api.example.com/v1"), "api.example.com");
        assert_eq!(host("https://me:p@w@api.example.com/v1"), "api.example.com");
        assert_eq!(host("http://[::1]:80/v1"), "[::1]:80");
        assert_eq!(host("openrouter.ai/api"), "openrouter.ai");
    }

    #[test]
    fn a_path_goes_behind_the_address_and_before_its_question() {
        assert_eq!(join("https://a.b/v1/", "models"), "https://a.b/v1/models");
        assert_eq!(join("https://a.b", "v1/models"), "https://a.b/v1/models");
        assert_eq!(join("https://a.b/x?k=1", "models"), "https://a.b/x/models?k=1");
    }

    #[test]
    fn a_variant_has_the_version_where_it_is_missing_and_misses_it_where_it_is_there() {
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
    fn of_a_version_in_two_steps_the_second_is_added_where_the_first_is_there() {
        for (base, variant) in [
            ("https://a.b", "https://a.b/openai/v1"),
            ("https://a.b/openai/", "https://a.b/openai/v1"),
            ("https://a.b/openai/v1", "https://a.b"),
            ("https://openai", "https://openai/openai/v1"),
        ] {
            assert_eq!(variants(base, "openai/v1", true), [variant], "{base}");
        }
    }

    #[test]
    fn loopback_is_known_in_its_three_forms_and_only_those() {
        for here in ["http://localhost:11434", "http://127.0.0.1/v1", "http://[::1]:8080/v1"] {
            assert!(is_loopback(here), "{here}");
        }
        for there in [
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://example.com/@localhost",
            "http://example.com:80/v1@127.0.0.1/v1",
            "http://example.com\\@localhost",
            "https://api.openai.com",
        ] {
            assert!(!is_loopback(there), "{there}");
        }
    }
}
