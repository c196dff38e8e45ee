//! The secrets in a URL: its user and password, and secret parameters of its query and fragment.

use std::ops::Range;

use super::names::names_a_secret_parameter;
use crate::settings::credential::key_format::looks_random;

/// A shorter query or fragment without a parameter name is a page anchor.
const SHORTEST_UNNAMED: usize = 16;

/// The secret byte ranges of a text that is or contains a URL. A text without `@`, `?` and `#` has
/// none.
pub(super) fn secret_ranges(text: &str, cut: &mut Vec<Range<usize>>) {
    // A text that starts as a URL is one to its end: a password may contain a space.
    let whole = text.find("://").filter(|at| is_scheme(&text[..*at]));
    if let Some(at) = whole
        && user_and_password(text, 0..text.len(), at + 3, cut)
    {
        // The words below cover its parameters.
    }
    let mut from = 0;
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '“' | '”'))
    {
        let range = from..from + word.len();
        from = range.end;
        from += text[from..].chars().next().map_or(0, char::len_utf8);
        let scheme = word.find("://");
        if whole.is_none() {
            match scheme {
                Some(at) => drop(user_and_password(text, range.clone(), range.start + at + 3, cut)),
                None => without_scheme(text, range.clone(), cut),
            }
        }
        parameters(text, range, scheme.is_some(), cut);
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'))
}

/// The text before the last `@` of a URL; returns whether there was one. A password may contain a
/// slash or an `@`.
fn user_and_password(
    text: &str,
    word: Range<usize>,
    from: usize,
    cut: &mut Vec<Range<usize>>,
) -> bool {
    let end = text[from..word.end].find('?').map_or(word.end, |at| from + at);
    let at = text[from..end].rfind('@');
    cut.extend(at.map(|at| from..from + at));
    at.is_some()
}

/// Like [`user_and_password`] without a scheme: `user:password@host`. `me@example.com` has no
/// password, and `model:tag@sha256:…` no user.
fn without_scheme(text: &str, word: Range<usize>, cut: &mut Vec<Range<usize>>) {
    let end = text[word.clone()].find('?').map_or(word.end, |at| word.start + at);
    let Some((user, host)) = text[word.start..end].rsplit_once('@') else {
        return;
    };
    let is_digest = ["sha256:", "sha512:", "md5:"].iter().any(|kind| host.starts_with(kind));
    if user.contains(':') && !is_digest {
        cut.push(word.start..word.start + user.len());
    }
}

/// The secret values of a query and of a fragment.
fn parameters(text: &str, word: Range<usize>, is_address: bool, cut: &mut Vec<Range<usize>>) {
    let Some(at) = text[word.clone()].find(['?', '#']) else {
        return;
    };
    let mut from = word.start + at + 1;
    for pair in text[from..word.end].split(['&', ';', '?', '#']) {
        let value = match pair.split_once('=') {
            Some((name, value)) if names_a_secret_parameter(&decoded(name)) => {
                from + name.len() + 1..from + name.len() + 1 + value.len()
            }
            None if is_address && pair.len() >= SHORTEST_UNNAMED && looks_random(pair) => {
                from..from + pair.len()
            }
            _ => 0..0,
        };
        if !value.is_empty() {
            cut.push(value);
        }
        from += pair.len() + 1;
    }
}

/// Decodes percent-encoded letters of a name.
fn decoded(name: &str) -> String {
    super::known::decoded(name)
}
