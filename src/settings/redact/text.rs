//! The secrets in a text: keys, values after secret names, and credentials in headers.

use std::ops::Range;

use super::REDACTED;
use super::names::names_a_secret;
use crate::settings::credential::key_format::{is_aws_secret, keys_in, whole_key};

/// Text after a colon is a value only from this many characters on: `key: yes` is a sentence.
const SHORTEST_BEHIND_COLON: usize = 6;

/// The byte ranges of a text that are keys by their format.
pub(super) fn keys(text: &str, cut: &mut Vec<Range<usize>>) {
    let found = keys_in(text);
    if let Some(found) = found.is_empty().then(|| whole_key(text)).flatten() {
        cut.push(found.range);
    }
    // Next to its id, the secret of an AWS key is recognizable by its format.
    if found.iter().any(|found| found.format.is_aws_id()) {
        let is_in = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '+');
        let mut from = 0;
        for part in text.split(|c| !is_in(c)) {
            if is_aws_secret(part) {
                cut.push(from..from + part.len());
            }
            from += part.len();
            from += text[from..].chars().next().map_or(0, char::len_utf8);
        }
    }
    cut.extend(found.into_iter().map(|found| found.range));
}

/// The text after `Bearer` and `Basic`.
pub(super) fn authorizations(text: &str, cut: &mut Vec<Range<usize>>) {
    const LEAST: usize = 12;
    for (at, _) in text.match_indices([' ', '\u{a0}']) {
        let before = text[..at].rsplit(|c: char| !c.is_ascii_alphanumeric()).next();
        let scheme = before.is_some_and(|word| {
            word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic")
        });
        if !scheme {
            continue;
        }
        let rest = text[at..].trim_start();
        let from = text.len() - rest.len();
        let length = rest.find(ends_a_value).unwrap_or(rest.len());
        let value = &rest[..length];
        // `Basic authentication` is not a header.
        if length >= LEAST && value.contains(|c: char| !c.is_ascii_lowercase()) {
            cut.push(from..from + length);
        }
    }
}

fn ends_a_value(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | ')' | '>' | '`')
}

/// The values after secret names: `NAME=value`, `"name": "value"`, `name: value`, `--name value`.
pub(super) fn assignments(text: &str, cut: &mut Vec<Range<usize>>) {
    for (at, sign) in text.match_indices(['=', ':']) {
        let Some(name) = Name::before(text, at) else {
            continue;
        };
        // A URL's scheme, which precedes almost every sign.
        if matches!(name.text, "http" | "https") || !names_a_secret(name.text) {
            continue;
        }
        let behind = text[at + 1..].trim_start_matches('>');
        let value = value_at(text, text.len() - behind.trim_start_matches([' ', '\t']).len());
        let is_one = match sign {
            _ if name.quoted => !value.is_empty(),
            "=" => value.len() >= 3,
            _ => {
                !behind.starts_with(':')
                    && is_value_behind_colon(&text[value.clone()], &text[value.end..])
            }
        };
        if is_one && !text[value.start..].starts_with(REDACTED) {
            cut.push(value);
        }
    }
    for (at, _) in text.match_indices("--") {
        let rest = &text[at + 2..];
        let length = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
        let starts =
            at == 0 || text[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        if starts && rest[length..].starts_with(' ') && names_a_secret(&rest[..length]) {
            let value = value_at(text, at + 3 + length);
            if value.len() >= SHORTEST_BEHIND_COLON
                && !text[value.start..].starts_with(['-', '<', '['])
                && !text[value.start..].starts_with(REDACTED)
            {
                cut.push(value);
            }
        }
    }
}

const fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// A name before a sign.
struct Name<'a> {
    text: &'a str,
    quoted: bool,
}

impl<'a> Name<'a> {
    fn before(text: &'a str, sign: usize) -> Option<Self> {
        let before = text[..sign].trim_end_matches([' ', '\t']);
        let (before, quoted) = match before.strip_suffix(['"', '\'']) {
            // In nested JSON a quote has a backslash before it.
            Some(inner) => (inner.trim_end_matches('\\'), true),
            None => (before, false),
        };
        let start = before
            .rfind(|c: char| !is_of_name(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let name = &before[start..];
        (!name.is_empty()).then_some(Self { text: name, quoted })
    }
}

/// The byte range of the value that starts at a byte, without its quotes. For `Bearer X` it is `X`.
fn value_at(text: &str, from: usize) -> Range<usize> {
    let rest = &text[from..];
    let escaped = rest.trim_start_matches('\\');
    if let Some(quote) = escaped.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) {
        let backslashes = rest.len() - escaped.len();
        let from = from + backslashes + 1;
        return from..from + end_of_quoted(&text[from..], quote, backslashes);
    }
    for scheme in ["bearer ", "basic ", "token "] {
        if rest.len() > scheme.len()
            && rest.is_char_boundary(scheme.len())
            && rest[..scheme.len()].eq_ignore_ascii_case(scheme)
        {
            return value_at(text, from + scheme.len());
        }
    }
    let ends = |c: char| ends_a_value(c) || matches!(c, '&' | '}' | ']');
    let value = &rest[..rest.find(ends).unwrap_or(rest.len())];
    from..from + value.trim_end_matches(['.', ':', '!', '?']).len()
}

/// The end of a quoted text: the quote with as many backslashes before it as the first one; else
/// the end of the text.
fn end_of_quoted(text: &str, quote: char, backslashes: usize) -> usize {
    for (at, _) in text.match_indices(quote) {
        let inner = text[..at].trim_end_matches('\\');
        if (at - inner.len()) % 2 == backslashes % 2 {
            return at - backslashes.min(at - inner.len());
        }
    }
    text.len()
}

/// Whether the text after `name:` is its value and not the rest of a sentence.
fn is_value_behind_colon(value: &str, rest: &str) -> bool {
    let is_word = value.bytes().all(|c| c.is_ascii_lowercase())
        || value.starts_with(|c: char| c.is_ascii_uppercase())
            && value[1..].bytes().all(|c| c.is_ascii_lowercase());
    let is_last =
        rest.trim_matches(|c: char| c.is_whitespace() || ends_a_value(c) || c == '.').is_empty();
    let is_known = value.contains("://") || value.starts_with(['$', '<', '…', '—']);
    value.len() >= SHORTEST_BEHIND_COLON && !is_known && (!is_word || is_last && value.len() >= 8)
}
