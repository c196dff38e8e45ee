//! What may leave the program: a connection's JSON without anything that looks like a secret.

use serde_json::Value;

/// Stands where a secret stood.
pub const REDACTED: &str = "(removed)";

/// A copy of a value in which everything that looks like a secret is replaced by [`REDACTED`]: the values of keys that
/// name one, and the user and password of an address. Craft keeps secrets elsewhere, but a file edited by hand may hold one.
pub fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| match value {
                Value::String(_) if names_a_secret(key) => (key.clone(), REDACTED.into()),
                _ => (key.clone(), redacted(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::String(text) => Value::String(without_userinfo(text)),
        other => other.clone(),
    }
}

fn names_a_secret(key: &str) -> bool {
    let key: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    [
        "apikey",
        "secret",
        "token",
        "password",
        "accesskey",
        "credential",
    ]
    .iter()
    .any(|word| key.ends_with(word) || key.ends_with(&format!("{word}s")))
}

/// An address without its user and password; any other text as it is.
pub fn without_userinfo(text: &str) -> String {
    if let Some((scheme, rest)) = text.split_once("://") {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        if let Some((_, host)) = authority.rsplit_once('@') {
            return format!("{scheme}://{REDACTED}@{host}{}", &rest[authority.len()..]);
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_that_name_a_secret_and_passwords_in_addresses_are_taken_out() {
        let value = json!({"apiKey": "sk-1", "nested": {"access_token": "t", "maxTokens": 5, "tokens": "x"}, "baseUrl": "https://me:pw@h/v1", "name": "n"});
        let out = redacted(&value).to_string();
        for secret in ["sk-1", "\"t\"", "\"x\"", "me:pw"] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
        assert!(
            out.contains("https://(removed)@h/v1")
                && out.contains("\"maxTokens\":5")
                && out.contains("\"name\":\"n\"")
        );
    }
}
