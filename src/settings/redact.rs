//! What may be shown or leave the program: values without anything that looks like a secret. Craft keeps secrets elsewhere,
//! but a file edited by hand may hold one.

use serde_json::{Number, Value};

use super::preset::presets;

/// Stands where a secret stood.
pub const REDACTED: &str = "(removed)";

/// The last words of names that hold a secret.
const SECRET_WORDS: [&str; 11] = [
    "key",
    "secret",
    "token",
    "password",
    "passwd",
    "pass",
    "credential",
    "auth",
    "authorization",
    "cookie",
    "bearer",
];

/// A key is longer than any word that happens to begin like one.
const SHORTEST_KEY: usize = 16;

/// A password of digits alone has as many at least.
const SHORTEST_NUMBER: usize = 6;

/// A copy of a value in which everything that looks like a secret is replaced by [`REDACTED`]: what stands under a name
/// that means one, what has the look of a provider's key, and the user and password of an address.
pub fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| match value {
                Value::Bool(_) | Value::Null => (key.clone(), value.clone()),
                Value::Number(number) if is_a_count(key, number) => (key.clone(), value.clone()),
                _ if names_a_secret(key) => (key.clone(), REDACTED.into()),
                _ => (key.clone(), redacted(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::String(text) => Value::String(redacted_text(text)),
        other => other.clone(),
    }
}

/// A number of tokens is no token, and a short one guards nothing.
fn is_a_count(name: &str, number: &Number) -> bool {
    name.to_lowercase().ends_with("tokens") || number.to_string().len() < SHORTEST_NUMBER
}

/// A text without a secret in it: see [`redacted`].
pub fn redacted_text(text: &str) -> String {
    if looks_like_a_key(text) {
        REDACTED.to_owned()
    } else {
        redacted_address(text)
    }
}

/// Whether what stands under such a name is a secret: its last word says so, whatever the spelling.
pub fn names_a_secret(name: &str) -> bool {
    let mut words: Vec<String> = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && after_small) {
            words.push(String::new());
        }
        after_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    let last = words
        .iter()
        .rfind(|word| !word.is_empty())
        .map_or("", String::as_str);
    let is = |word: &str| SECRET_WORDS.iter().any(|secret| word.ends_with(secret));
    is(last) || last.strip_suffix('s').is_some_and(is)
}

/// Whether a text has the look of a provider's key.
pub fn looks_like_a_key(text: &str) -> bool {
    let begins = |look: &str| {
        look.split('…')
            .next()
            .is_some_and(|prefix| text.starts_with(prefix))
    };
    let bearer = text.strip_prefix("Bearer ");
    bearer.is_some_and(|token| token.len() >= SHORTEST_KEY && !token.contains(char::is_whitespace))
        || text.len() >= SHORTEST_KEY
            && !text.contains(char::is_whitespace)
            && presets()
                .iter()
                .filter_map(|preset| preset.key.as_deref())
                .any(begins)
}

/// An address without its user and password, and without the values in its query that are named as secrets; any other
/// text as it is.
fn redacted_address(text: &str) -> String {
    let (scheme, rest) = text
        .split_once("://")
        .map_or(("", text), |(scheme, rest)| (scheme, rest));
    let scheme = if scheme.is_empty() {
        String::new()
    } else {
        format!("{scheme}://")
    };
    let (address, query) = rest
        .split_once('?')
        .map_or((rest, None), |(address, query)| (address, Some(query)));
    // Up to the last one: a password may hold a slash, or an @ of its own.
    let address = match address.rsplit_once('@') {
        Some((user, host)) if !scheme.is_empty() || user.contains(':') => {
            format!("{REDACTED}@{host}")
        }
        _ => address.to_owned(),
    };
    let query = query.map(|query| {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if names_a_secret(name) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        });
        format!("?{}", pairs.collect::<Vec<_>>().join("&"))
    });
    scheme + &address + &query.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_that_looks_like_a_secret_is_left_wherever_it_stands() {
        let planted = json!({
            "apiKey": "PLANTED", "APIKEY": "PLANTED", "nested": {"access_token": "PLANTED"}, "apiKeys": ["PLANTED"],
            "secretKey": {"value": "PLANTED"}, "headers": {"Authorization": "PLANTED", "X-Api-Key": "PLANTED"},
            "pass": "PLANTED", "cookie": "PLANTED", "note": "sk-ant-PLANTED-0123456789", "more": ["Bearer PLANTED-0123456789"],
            "a": "https://me:PLANTED@h/v1", "b": "me:PLANTED@h/v1", "c": "https://me:PLA/NTED@h", "d": "https://h/v1?api_key=PLANTED&x=1",
        });
        let out = redacted(&planted).to_string();
        assert!(!out.contains("PLANTED") && !out.contains("NTED"), "{out}");
        assert!(
            out.contains("https://(removed)@h/v1") && out.contains("&x=1"),
            "{out}"
        );
    }

    #[test]
    fn a_number_is_a_secret_where_it_is_long_and_counts_no_tokens() {
        let value = json!({"password": 12_345_678, "pin_key": 42, "maxTokens": 200_000});
        let out = json!({"password": REDACTED, "pin_key": 42, "maxTokens": 200_000});
        assert_eq!(redacted(&value), out);
    }

    #[test]
    fn what_is_no_secret_is_left_as_it_is() {
        let plain = json!({
            "maxTokens": 5, "authType": "api_key", "name": "sk-learn", "slug": "x", "monkeys": 3, "baseUrl": "https://h/v1?x=1",
            "email": "me@example.com", "models": ["anthropic/claude", {"id": "qwen3:30b", "contextWindow": 9}], "keyboard": "qwerty",
        });
        assert_eq!(redacted(&plain), plain);
    }
}
