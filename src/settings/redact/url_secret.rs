//! The secrets in the URLs of a typed text, each with the text without it: none is saved where
//! anybody can read it. `url_in_text` redacts output and prefers to remove too much; this module
//! refuses input, so only what is certainly a secret counts.

use std::ops::Range;

use super::known::decoded;
use super::names::names_a_secret_parameter;

/// A secret in a URL.
#[derive(Debug, PartialEq, Eq)]
pub struct UrlSecret {
    /// Its byte range in the text.
    pub range: Range<usize>,
    /// The byte range to remove with it: the user before a password, the name before a value.
    with: Range<usize>,
    /// Whether it precedes the host, rather than following the path.
    pub is_login: bool,
}

impl UrlSecret {
    /// The secret as its server knows it, with escapes such as `%40` decoded.
    pub fn value(&self, text: &str) -> String {
        decoded(&text[self.range.clone()])
    }

    /// The text without it.
    pub fn rest(&self, text: &str) -> String {
        let rest = [&text[..self.with.start], &text[self.with.end..]].concat();
        rest.trim_end_matches(['?', '&']).to_owned()
    }
}

/// The secrets in the URLs of a text, in order; empty if the text has no URL.
pub fn secrets_in_urls(text: &str) -> Vec<UrlSecret> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices("://") {
        let from = at + sign.len();
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`');
        let end = text[from..].find(ends).map_or(text.len(), |at| from + at);
        let path = text[from..end].find(['/', '?', '#', '\\']).map_or(end, |at| from + at);
        found.extend(login(text, from..path));
        parameters(text, path..end, &mut found);
    }
    found
}

/// The password before a host, or the user if there is no password: then it is a token.
fn login(text: &str, authority: Range<usize>) -> Option<UrlSecret> {
    let at = authority.start + text[authority.clone()].rfind('@')?;
    let both = authority.start..at;
    let password = text[both.clone()].find(':').map(|colon| both.start + colon + 1..at);
    let range = match password {
        Some(password) if !password.is_empty() => password,
        Some(password) => both.start..password.start - 1,
        None => both.clone(),
    };
    let is_secret = !range.is_empty() && !is_placeholder(&text[range.clone()]);
    is_secret.then(|| UrlSecret { range, with: both.start..at + 1, is_login: true })
}

/// The values of secret names in the query and the fragment.
fn parameters(text: &str, path: Range<usize>, found: &mut Vec<UrlSecret>) {
    let Some(first) = text[path.clone()].find(['?', '#']) else {
        return;
    };
    let mut from = path.start + first + 1;
    for pair in text[from..path.end].split(['&', ';', '?', '#']) {
        let end = from + pair.len();
        if let Some((name, value)) = pair.split_once('=')
            && !value.is_empty()
            && !is_placeholder(value)
            && names_a_secret_parameter(&decoded(name))
        {
            // Include one adjacent separator: the following one, if there is one.
            let is_last = end == path.end;
            let with = if is_last { from - 1..end } else { from..end + 1 };
            found.push(UrlSecret { range: from + name.len() + 1..end, with, is_login: false });
        }
        from = end + 1;
    }
}

/// Whether a value is a placeholder for a person to replace.
fn is_placeholder(value: &str) -> bool {
    value.starts_with(['{', '<', '$', '…']) || value == super::REDACTED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_secret_is_found_and_rest_omits_it() {
        for (text, secret, rest) in [
            ("https://me:pw@h.example/v1", "pw", "https://h.example/v1"),
            ("https://token@h.example", "token", "https://h.example"),
            ("https://token:@h.example", "token", "https://h.example"),
            ("https://me:p%40w@h.example", "p@w", "https://h.example"),
            ("https://me:p@w@h.example", "p@w", "https://h.example"),
            ("https://h/v1?key=abc", "abc", "https://h/v1"),
            ("https://h/v1?key=abc&x=1", "abc", "https://h/v1?x=1"),
            ("https://h/v1?x=1&api_key=abc", "abc", "https://h/v1?x=1"),
            ("https://h/v1#access_token=abc", "abc", "https://h/v1"),
            ("Work https://me:pw@h here", "pw", "Work https://h here"),
        ] {
            let found = secrets_in_urls(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].value(text), secret, "{text}");
            assert_eq!(found[0].rest(text), rest, "{text}");
        }
    }

    #[test]
    fn url_without_secret_has_none() {
        for text in [
            "https://h.example/v1",
            "https://h.example/@me/v1",
            "https://h/v1?api-version=2024-10-21&model=a#models",
            "https://h/v1?key={key}",
            "https://(hidden)@h/v1",
            "me:pw@h.example",
            "qwen3:30b@q4",
            "://",
            "",
        ] {
            assert_eq!(secrets_in_urls(text), [], "{text}");
        }
    }

    #[test]
    fn every_secret_in_a_url_is_found() {
        let text = "https://me:one@h/v1?key=two&x=1&sig=three";
        let values: Vec<String> = secrets_in_urls(text).iter().map(|it| it.value(text)).collect();
        assert_eq!(values, ["one", "two", "three"]);
    }
}
