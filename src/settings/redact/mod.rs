//! What may be shown or leave the program: values and texts without anything that looks like a
//! secret. Craft keeps secrets elsewhere, but a file edited by hand may contain one, and a server
//! may echo one. This is the only place that decides, for the screen, the commands, the clipboard
//! and provider messages.

mod known;
mod masked_key;
mod names;
mod parsed_url;
mod text;
mod url_in_text;
mod url_secret;
mod value;

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

pub use known::without_secrets;
pub(crate) use masked_key::masked_key;
pub use names::names_a_secret;
pub use parsed_url::{redacted_url, secrets_in_url, without_user};
pub use url_secret::{UrlSecret, secrets_in_urls};
pub use value::{redacted, redacted_under, secret_paths};

/// Replaces a hidden secret. It is a word, because it also appears in pipes and terminals without
/// Unicode, and one that does not suggest that the value is gone.
pub(crate) const REDACTED: &str = "(hidden)";

/// A shorter text, in bytes, contains no recognizable secret.
const SHORTEST_TEXT: usize = 8;

/// A text without secrets: keys by their format, values after secret names, the user and password
/// of a URL, and secret parameters of its query and fragment.
pub fn redacted_text(text: &str) -> String {
    shown_text(text).into_owned()
}

/// Like [`redacted_text`], borrowed if nothing is removed.
pub(crate) fn shown_text(text: &str) -> Cow<'_, str> {
    if text.len() < SHORTEST_TEXT {
        return Cow::Borrowed(text);
    }
    let mut cut = Vec::new();
    text::keys(text, &mut cut);
    let signs = Signs::of(text);
    if signs.blank {
        text::authorizations(text, &mut cut);
    }
    if signs.assignment {
        text::assignments(text, &mut cut);
    }
    if signs.address {
        url_in_text::secret_ranges(text, &mut cut);
    }
    if cut.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(without_ranges(text, cut, REDACTED))
}

/// The punctuation in a text that a secret may follow. Almost no drawn text has any, and every text
/// is checked.
#[derive(Default)]
struct Signs {
    blank: bool,
    /// A sign between a name and its value, or the two dashes of an option.
    assignment: bool,
    /// A sign of a URL's user, query or fragment.
    address: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let mut before = 0;
        for byte in text.bytes() {
            match byte {
                // A space, or the second byte of a no-break space.
                b' ' | 0xa0 => signs.blank = true,
                b'=' | b':' => signs.assignment = true,
                b'-' if before == b'-' => signs.assignment = true,
                b'@' | b'?' | b'#' => signs.address = true,
                _ => {}
            }
            before = byte;
        }
        signs
    }
}

/// A text without keys, as far as their format reveals them. For text made of redacted parts that
/// is checked again before output: it does not treat this program's sentences as URLs or
/// assignments.
pub(crate) fn without_keys(text: &str) -> Cow<'_, str> {
    let mut cut = Vec::new();
    text::keys(text, &mut cut);
    if cut.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(without_ranges(text, cut, REDACTED))
}

/// Like [`without_keys`], for a value including its names.
pub(crate) fn without_keys_in(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let pairs = object.iter();
            pairs
                .map(|(key, value)| (without_keys(key).into_owned(), without_keys_in(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_keys_in).collect(),
        Value::String(text) => Value::String(without_keys(text).into_owned()),
        other => other.clone(),
    }
}

/// Replaces ranges of a text. Adjacent ranges are merged.
fn without_ranges(text: &str, mut cut: Vec<Range<usize>>, instead: &str) -> String {
    cut.retain(|range| !range.is_empty());
    cut.sort_by_key(|range| range.start);
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    let mut cut = cut.into_iter().peekable();
    while let Some(mut range) = cut.next() {
        while let Some(next) = cut.next_if(|next| next.start <= range.end) {
            range.end = range.end.max(next.end);
        }
        kept.push_str(&text[from..range.start]);
        kept.push_str(instead);
        from = range.end;
    }
    kept.push_str(&text[from..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_redacted_anywhere() {
        let planted = json!({
            "apiKey": "PLANTED", "APIKEY": "PLANTED", "nested": {"access_token_v2": "PLANTED"}, "apiKeys": ["PLANTED"],
            "secretKey": {"value": "PLANTED"}, "headers": {"Authorization": "PLANTED", "X-Api-Key": "PLANTED"},
            "pass": "PLANTED", "cookie": "PLANTED", "note": "sk-ant-PLANTED-0123456789", "more": ["Bearer PLANTED-0123456789"],
            "a": "https://me:PLANTED@h/v1", "b": "me:PLANTED@h/v1", "c": "https://me:PLA/NTED@h", "d": "https://h/v1?api_key=PLANTED&x=1",
            "e": "https://me:PLAN TED@h", "f": "https://h/v1?sig=PLANTED", "g": "https://h/#access_token=PLANTED&x=1",
            "h": "https://h/?X-Amz-Signature=PLANTED", "i": "https://h/?c%6Fde=PLANTED", "j": "see https://me:PLANTED@h/v1 there",
            "sk-ant-PLANTED-0123456789": 1, "sk-ant-PLANTED-9876543210": 2, "k": "OPENAI_API_KEY=PLANTED", "l": "password: PLANTED1",
            "m": "{\"token\": \"PLANTED \\\" PLANTED\", \"x\": 1}", "n": "The key sk-PLANTED-0123456789AB is wrong.",
            "o": ["--api-key", "PLANTED", "Authorization", "PLANTED"], "p": {"name": "X-Api-Key", "value": "PLANTED"},
            "q": "curl -H 'Authorization: Basic UExBTlRFRA==PLANTED'", "r": "x --token PLANTED --verbose", "s": "export TOKEN='PLANTED PLANTED'",
            "t": "https://h/#PLANTED0123456789ab", "u": "-----BEGIN RSA PRIVATE KEY-----\nPLANTED\n-----END RSA PRIVATE KEY-----",
            "v": "AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxPLANTEDAMPLEKEY",
        });
        let out = redacted(&planted).to_string();
        assert!(
            !out.contains("PLANTED") && !out.contains("NTED") && !out.contains("TED@"),
            "{out}"
        );
        for kept in [
            "https://(hidden)@h/v1",
            "&x=1",
            "see https://(hidden)@h/v1 there",
            "OPENAI_API_KEY=(hidden)",
            "--verbose",
        ] {
            assert!(out.contains(kept), "{kept}: {out}");
        }
    }

    #[test]
    fn long_number_is_secret_unless_token_count() {
        let value = json!({"password": 12_345_678, "pin_key": 42, "maxTokens": 200_000});
        let out = json!({"password": REDACTED, "pin_key": 42, "maxTokens": 200_000});
        assert_eq!(redacted(&value), out);
    }

    #[test]
    fn other_text_is_unchanged() {
        let plain = json!({
            "maxTokens": 5, "max_tokens": "200k", "authType": "api_key", "name": "sk-learn", "slug": "x", "monkeys": 3, "monkey": "business",
            "baseUrl": "https://h/v1?x=1", "email": "me@example.com", "models": ["anthropic/claude", {"id": "qwen3:30b", "contextWindow": 9}],
            "keyboard": "qwerty", "tokenizer": "o200k_base", "author": "somebody", "hotkey": "ctrl-k",
            "digest": "qwen3:30b@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "ft": "ft:gpt-4o-mini-2024-07-18:acme::9aBcDeFg", "arn": "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude",
            "url": "https://eu.example.com:8443/api/v1?api-version=2024-10-21&model=a#models",
            "said": "No API key: press e to add one.", "more": "Invalid API key: check it", "basic": "Basic authentication is off",
            "usage": "FIELD=VALUE, such as name=Work", "time": "token: 3 of 5", "label": "The token limit is 4096: ask for less.",
            "headers": [{"name": "My key", "value": "x"}, {"name": "accept", "value": "application/json"}],
            "sha": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "id": "550e8400-e29b-41d4-a716-446655440000",
        });
        assert_eq!(redacted(&plain), plain);
    }

    #[test]
    fn redaction_is_idempotent() {
        for text in [
            "https://me:secret1@h/v1?sig=abcdef",
            "token=abc and --token abcdefg",
            "a: Bearer abcdefgh12345",
            "password: hunter22",
        ] {
            let once = redacted_text(text);
            assert!(once.contains(REDACTED), "{once}");
            assert_eq!(redacted_text(&once), once);
        }
    }
}
