//! All rules about URLs: what a `baseUrl` must be, its host, whether it is this machine, whether
//! traffic to it is readable on the way, and the URLs derived from it.
//!
//! A well-formed URL is parsed by the `url` crate, as the HTTP clients do. A file may hold any
//! other text in its place, which may contain a secret that must not be shown.

mod path;
mod regional;
pub mod request_url;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

pub(crate) use path::equals_ignoring_version;
pub(super) use path::without_version;
pub use path::{join, path_of, variants};
pub(crate) use regional::{aws_host, names_a_region, vertex_host};
use url::{Host, ParseError, Url};

/// What is wrong with a base URL and what would be right; None if it is fine.
pub fn problem(url: &str) -> Option<String> {
    const EXAMPLE: &str = "such as https://api.example.com/v1";
    if url.chars().any(char::is_whitespace) {
        return Some(format!("a URL has no spaces, {EXAMPLE}"));
    }
    // Some clients treat a backslash as the end of the host, others do not.
    if url.contains('\\') {
        return Some(format!("a URL has no backslash, {EXAMPLE}"));
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        let right = with_scheme(url).map(|right| format!("use {right}"));
        let right = right.unwrap_or_else(|| EXAMPLE.to_owned());
        return Some(format!("URLs start with https:// or http://: {right}"));
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http") {
        return Some(format!("use https:// or http://, not {scheme}://"));
    }
    if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) {
        return Some(format!("the host is missing after {scheme}://, {EXAMPLE}"));
    }
    let host = host(url);
    match Url::parse(url) {
        Err(ParseError::InvalidPort) => Some(PORT.to_owned()),
        Err(error) => Some(format!("not a URL ({error}), {EXAMPLE}")),
        Ok(_) if host.ends_with(':') => Some(PORT.to_owned()),
        Ok(_) if host.contains(['{', '}']) => {
            Some("replace the {…} in the host with your own name".to_owned())
        }
        Ok(_) => None,
    }
}

/// The likely URL for one without a scheme: https for public hosts, http for hosts on a private
/// network, which seldom have a certificate. None if the host is ambiguous.
pub(crate) fn with_scheme(url: &str) -> Option<String> {
    let host = host(url);
    let name = host.split(':').next().unwrap_or(host);
    // A single word may be anything, and text with a user part may contain a password.
    let is_address = host.contains(['.', ':']) || name == "localhost";
    if !is_address || url.contains(['@', '?', '#']) || url.contains("://") {
        return None;
    }
    let plain = format!("http://{url}");
    let is_own = is_this_machine(&plain) || is_on_private_network(&plain);
    let right = if is_own { plain } else { format!("https://{url}") };
    problem(&right).is_none().then_some(right)
}

/// Whether a host is on a private network, by its IP address or by a name that no registry assigns.
fn is_on_private_network(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => {
            !name.contains('.')
                || [".local", ".lan", ".internal", ".home.arpa", ".localhost"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(address)) => address.is_private() || address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        None => false,
    }
}

const PORT: &str = "a port is a number from 0 to 65535";

/// The host of a URL (with the port, if given) without user, password and path; the text itself if
/// it has no host.
pub fn host(url: &str) -> &str {
    // Byte by byte: every row of a list calls this, and a search built for long texts costs more.
    let scheme = url.as_bytes().windows(3).position(|bytes| bytes == b"://");
    let rest = scheme.map_or(url, |at| &url[at + 3..]);
    let before_query = until(rest, |byte| matches!(byte, b'?' | b'#'));
    let authority = until(before_query, |byte| matches!(byte, b'/' | b'\\'));
    // A later @ is part of the path, whatever host it seems to name. The exception is a slash in a
    // password, which no client accepts and which must not be shown.
    if authority.bytes().any(|byte| byte == b'@') || is_host(authority) {
        return after_last_at(authority);
    }
    // After the last one: a password may contain a slash or an @.
    until(after_last_at(before_query), |byte| byte == b'/')
}

/// The text up to the first byte that matches; all such bytes are ASCII.
fn until(text: &str, ends: impl Fn(u8) -> bool) -> &str {
    text.bytes().position(ends).map_or(text, |at| &text[..at])
}

fn after_last_at(text: &str) -> &str {
    text.bytes().rposition(|byte| byte == b'@').map_or(text, |at| &text[at + 1..])
}

/// Whether the part after a colon is a port and not a password.
fn is_host(authority: &str) -> bool {
    let bytes = authority.as_bytes();
    let tail = bytes.iter().rposition(|byte| *byte == b']').map_or(bytes, |at| &bytes[at + 1..]);
    let port = tail.iter().position(|byte| *byte == b':').map_or(&[][..], |at| &tail[at + 1..]);
    port.iter().all(u8::is_ascii_digit)
}

/// Whether a host, with or without a port, is an IP address and needs no resolver.
pub(crate) fn is_numeric(host: &str) -> bool {
    host.parse::<SocketAddr>().is_ok() || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// Whether Craft considers a URL to be this machine: `localhost`, `127.0.0.1` or `::1`. Such an
/// endpoint needs no key. [`is_this_machine`] recognizes all forms.
pub(crate) fn is_loopback_for_craft(url: &str) -> bool {
    let host = host(url).to_ascii_lowercase();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => host.split(':').next().unwrap_or(&host),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// The command that installs a model on a local server, recognized by its usual port; None if the
/// port is not known.
pub(crate) fn install_command(url: &str, model: Option<&str>) -> Option<String> {
    let port = Url::parse(url).ok().filter(|_| is_this_machine(url))?.port()?;
    let (command, example) = match port {
        11_434 => ("ollama pull", "llama3.2"),
        1_234 => ("lms get", "qwen3-4b"),
        _ => return None,
    };
    // People paste it into a shell.
    let is_plain = |id: &&str| id.chars().all(|c| c.is_ascii_alphanumeric() || "._:/-".contains(c));
    let model = model.filter(|id| !id.starts_with('-')).filter(is_plain);
    Some(format!("{command} {}", model.unwrap_or(example)))
}

/// Whether a URL is plain http, in any letter case.
pub(crate) fn is_plain_http(url: &str) -> bool {
    has_scheme(url, "http")
}

/// Whether a URL is this machine in any form, as clients parse it: all of `127.0.0.0/8`, also
/// written as a number, `::1`, a mapped address, and the unspecified addresses, which also lead
/// here.
pub(crate) fn is_this_machine(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_here = |address: Ipv4Addr| address.is_loopback() || address.is_unspecified();
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.') == "localhost",
        Some(Host::Ipv4(address)) => is_here(address),
        Some(Host::Ipv6(address)) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.to_ipv4_mapped().is_some_and(is_here)
        }
        None => false,
    }
}

/// Whether others can read what is sent to a URL: it is another machine, on a private network or
/// not, and the connection is not known to be encrypted. This is the only rule for plain http.
pub(crate) fn is_unencrypted(url: &str) -> bool {
    !has_scheme(url, "https") && !is_this_machine(url)
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    if let Ok(url) = Url::parse(url) {
        return url.scheme() == scheme;
    }
    let start = url.trim_start().split(':').next().unwrap_or_default();
    start.eq_ignore_ascii_case(scheme)
}

/// Scheme and host of a URL; the text itself if it is not a URL.
pub(crate) fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_needs_scheme_host_and_valid_port() {
        for good in [
            "https://api.example.com/v1",
            "http://localhost:11434",
            "http://[::1]:80/",
            "https://a.b/?x=1",
            "HTTPS://A.B",
            "https://büro.example/v1",
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
            "http://x:",
            "http://a.b\\@localhost",
            "https://{resource}.openai.azure.com",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn missing_scheme_is_suggested() {
        for (typed, meant) in [
            ("127.0.0.1:8901", Some("http://127.0.0.1:8901")),
            ("localhost", Some("http://localhost")),
            ("localhost:11434/v1", Some("http://localhost:11434/v1")),
            ("192.168.1.20:8000/v1", Some("http://192.168.1.20:8000/v1")),
            ("[::1]:8080", Some("http://[::1]:8080")),
            ("nas.local:1234", Some("http://nas.local:1234")),
            ("ollama:11434", Some("http://ollama:11434")),
            ("api.example.com/v1", Some("https://api.example.com/v1")),
            ("8.8.8.8:443", Some("https://8.8.8.8:443")),
            ("me:hunter2@api.example.com", None),
            ("api.example.com/v1?key=hunter2", None),
            ("anything", None),
            ("https:/api.example.com", None),
            ("http:localhost:80", None),
            ("x:99999", None),
            ("", None),
        ] {
            assert_eq!(with_scheme(typed).as_deref(), meant, "{typed}");
            let message = problem(typed).expect("refused");
            assert!(meant.is_none_or(|meant| message.ends_with(meant)), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn host_excludes_user_password_and_path() {
        assert_eq!(host("https://me:pw@api.example.com:8443/v1?k=1"), "api.example.com:8443");
        assert_eq!(host("https://me:p/w@api.example.com/v1"), "api.example.com");
        assert_eq!(host("https://me:p@w@api.example.com/v1"), "api.example.com");
        assert_eq!(host("http://[::1]:80/v1"), "[::1]:80");
        assert_eq!(host("openrouter.ai/api"), "openrouter.ai");
    }

    #[test]
    fn shown_host_is_the_one_clients_contact() {
        for address in [
            "https://me:pw@api.example.com:8443/v1?k=1",
            "http://[::1]:80/v1",
            "http://localhost.example.com",
            "http://example.com/@localhost",
            "http://example.com:80/v1@127.0.0.1/v1",
            "http://example.com\\@localhost",
            "http://localhost:80@example.com",
            "http://example.com#@localhost",
            "http://example.com?@localhost",
        ] {
            let asked = Url::parse(address).expect(address);
            let shown = Url::parse(&format!("http://{}", host(address))).expect(address);
            assert_eq!(shown.host(), asked.host(), "{address}");
        }
    }

    #[test]
    fn plain_http_ignores_case_and_is_private_on_this_machine() {
        for plain in ["http://a.b", "HTTP://a.b", "Http://a.b:1/v1", " http://a.b", "http:a.b"] {
            assert!(is_plain_http(plain) && is_unencrypted(plain), "{plain}");
        }
        for here in [
            "http://localhost:1",
            "http://LOCALHOST.:1",
            "HTTP://127.0.0.1",
            "Http://127.0.0.2:1/v1",
            "http://127.1",
            "http://2130706433",
            "http://0.0.0.0:11434",
            "http://[::1]:1",
            "http://[0:0:0:0:0:0:0:1]",
            "http://[::ffff:127.0.0.1]",
            "http://[::]:8080",
        ] {
            assert!(is_plain_http(here) && !is_unencrypted(here), "{here}");
        }
        for near in [
            "http://10.0.0.1",
            "HTTP://192.168.1.20:11434/v1",
            "http://172.16.0.1",
            "http://169.254.1.1",
            "http://100.64.0.1",
            "http://[fd00::1]",
            "http://[fe80::1]:1",
            "http://[::ffff:10.0.0.1]",
            "http://nas.local",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
        ] {
            assert!(is_plain_http(near) && is_unencrypted(near), "{near}");
        }
        for encrypted in ["https://a.b", "HTTPS://a.b", "https://a b"] {
            assert!(!is_plain_http(encrypted) && !is_unencrypted(encrypted), "{encrypted}");
        }
        for unknown in ["a.b", "httpx://a.b", "ftp://a.b"] {
            assert!(!is_plain_http(unknown) && is_unencrypted(unknown), "{unknown}");
        }
    }

    #[test]
    fn origin_excludes_path_and_user() {
        for (url, expected) in [
            ("https://me:pw@api.example.com/v1/chat?k=1", "https://api.example.com"),
            ("http://localhost:1/x", "http://localhost:1"),
            ("no address", "no address"),
        ] {
            assert_eq!(origin(url), expected);
        }
    }

    #[test]
    fn numeric_hosts_are_recognized() {
        for number in ["127.0.0.1", "10.0.0.1:80", "[::1]", "[::1]:80", "::1"] {
            assert!(is_numeric(number), "{number}");
        }
        for name in ["localhost", "1.example", "", "localhost:80"] {
            assert!(!is_numeric(name), "{name}");
        }
    }

    #[test]
    fn local_server_is_recognized_by_port() {
        for (url, command) in [
            ("http://localhost:11434/v1", Some("ollama pull m")),
            ("http://127.0.0.1:1234/v1", Some("lms get m")),
            ("http://localhost:8080/v1", None),
            ("https://a.b:11434/v1", None),
            ("nothing", None),
        ] {
            assert_eq!(install_command(url, Some("m")).as_deref(), command, "{url}");
        }
        for none in [None, Some("m; rm x"), Some("$(x)"), Some("-x")] {
            let example = install_command("http://localhost:11434", none);
            assert_eq!(example.as_deref(), Some("ollama pull llama3.2"), "{none:?}");
        }
    }

    #[test]
    fn loopback_has_exactly_three_forms() {
        for here in ["http://localhost:11434", "http://127.0.0.1/v1", "http://[::1]:8080/v1"] {
            assert!(is_loopback_for_craft(here), "{here}");
        }
        for there in [
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://example.com/@localhost",
            "http://example.com:80/v1@127.0.0.1/v1",
            "http://example.com\\@localhost",
            "https://api.openai.com",
        ] {
            assert!(!is_loopback_for_craft(there), "{there}");
        }
    }
}
