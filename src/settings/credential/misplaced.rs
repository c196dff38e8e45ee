//! A secret in a text outside secret fields: what it is, and the text without it.

use std::ops::Range;

use super::fields::{Input, Part, SECRET_FIELDS};
use super::key_format::{KeyFormat, holds_a_key, key_in};
use super::{CredentialKind, key};
use crate::settings::connection::fields::Field;
use crate::settings::connection::object::Connection;
use crate::settings::redact::{UrlSecret, secrets_in_urls};
use crate::settings::secret::Secret;

/// A secret where anybody could read it.
pub struct Misplaced {
    /// What it looks like, with its article.
    pub what: &'static str,
    format: Option<&'static KeyFormat>,
    pub secret: Secret,
    /// The text without it, if that is useful on its own.
    pub rest: Option<String>,
}

const PASSWORD: &str = "a password in a URL";
const PARAMETER: &str = "a key in a URL";

/// The first secret in a text: one in a URL, else a key by its format.
pub fn secret_in(text: &str) -> Option<Misplaced> {
    if let Some(found) = secrets_in_urls(text).first() {
        return Some(of_url(text, found));
    }
    let found = key_in(text)?;
    let secret = Secret::new(text[found.range].to_owned());
    Some(Misplaced { what: found.format.what, format: Some(found.format), secret, rest: None })
}

/// The secret field of a connection for what was found in a text; None if the auth type has none.
pub(crate) fn destination(
    connection: &Connection,
    text: &str,
    found: &Misplaced,
) -> Option<&'static Field> {
    let fits = |part: Part| match (part.input, part.kind) {
        (Input::Plain, _) => false,
        (Input::File, _) => text.trim_start().starts_with('{'),
        (_, CredentialKind::Iam) => {
            let is_id = found.format.is_some_and(KeyFormat::is_aws_id);
            part.key == if is_id { key::AWS_ACCESS_KEY_ID } else { key::VALUE }
        }
        _ => true,
    };
    let mut applying = SECRET_FIELDS.iter().filter(|field| (field.applies)(connection));
    applying.find(|field| field.secret().is_some_and(fits))
}

fn of_url(text: &str, found: &UrlSecret) -> Misplaced {
    let secret = Secret::new(found.value(text));
    let format = key_in(secret.expose()).map(|key| key.format);
    let unknown = if found.is_login { PASSWORD } else { PARAMETER };
    Misplaced {
        what: format.map_or(unknown, |format| format.what),
        format,
        rest: Some(found.rest(text)),
        secret,
    }
}

/// The byte ranges to mask while a text is typed: the whole text if it contains a key by its
/// format, because the key's end is unknown until it is fully typed.
pub(crate) fn masked_ranges(text: &str) -> Vec<Range<usize>> {
    if holds_a_key(text) {
        return std::iter::once(0..text.len()).collect();
    }
    secrets_in_urls(text).into_iter().map(|found| found.range).collect()
}

/// Whether a text contains a secret.
pub(crate) fn holds_a_secret(text: &str) -> bool {
    holds_a_key(text) || !secrets_in_urls(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEY: &str = "sk-ant-api03-AbCdEf0123456789";

    #[test]
    fn secret_is_recognized_by_format_or_url_position() {
        for (text, what, secret, rest) in [
            (KEY.to_owned(), "an Anthropic key", KEY, None),
            (format!("https://{KEY}@h/v1"), "an Anthropic key", KEY, Some("https://h/v1")),
            ("https://me:hunter2@h/v1".to_owned(), PASSWORD, "hunter2", Some("https://h/v1")),
            ("https://h/v1?key=hunter2".to_owned(), PARAMETER, "hunter2", Some("https://h/v1")),
        ] {
            let found = secret_in(&text).expect("a secret");
            assert_eq!((found.what, found.secret.expose()), (what, secret), "{text}");
            assert_eq!(found.rest.as_deref(), rest, "{text}");
        }
        assert!(secret_in("https://h/v1").is_none());
    }

    #[test]
    fn pasted_secret_belongs_in_the_field_for_its_format() {
        let id = "AKIAIOSFODNN7EXAMPLE";
        for (auth, text, path) in [
            ("api_key", KEY, Some("secret.apiKey")),
            ("oauth", KEY, Some("secret.accessToken")),
            ("iam_credentials", id, Some("secret.accessKeyId")),
            ("iam_credentials", KEY, Some("secret.secretAccessKey")),
            ("service_account_file", KEY, None),
            ("none", KEY, None),
        ] {
            let connection = Connection::new(json!({"providerType": "pi", "authType": auth}));
            let found = secret_in(text).expect("a secret");
            let field = destination(&connection, text, &found);
            assert_eq!(field.map(|field| field.path), path, "{auth} {text}");
        }
        let account = format!("{{\"key\": \"{KEY}\"}}");
        let connection = Connection::new(json!({"authType": "service_account_file"}));
        let found = secret_in(&account).expect("a secret");
        let field = destination(&connection, &account, &found).expect("a field");
        assert_eq!(field.path, "secret.serviceAccount");
    }

    #[test]
    fn only_the_secret_of_a_url_is_masked() {
        let masked = |text: &str| {
            let ranges = masked_ranges(text);
            ranges.iter().map(|range| text[range.clone()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(masked("https://me:pw@h"), ["pw"]);
        assert_eq!(masked("https://me:pw@h?key=abc"), ["pw", "abc"]);
        assert_eq!(masked(KEY), [KEY]);
        assert_eq!(masked("https://h"), [""; 0]);
    }
}
