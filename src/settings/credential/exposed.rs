//! Keys and passwords outside secret fields: pasted into a name, a model or a URL, where anybody
//! can read them. They are not saved there, and if a file already contains one, it is a problem of
//! the connection.

use serde_json::Value;

use super::key_format::{holds_a_key, key_in};
use super::misplaced::{holds_a_secret, secret_in};
use crate::settings::connection::endpoint;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::{FIELDS, Field};
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;

/// The message for a text that contains a secret; None for any other.
pub fn problem_of_text(label: &str, text: &str) -> Option<String> {
    secret_in(text).map(|found| sentence(label, found.what))
}

/// Where the key belongs: the same on the screen and in commands.
fn sentence(label: &str, what: &str) -> String {
    format!(
        "{label} contains what looks like {what}. Keys are only saved encrypted: use the key field, or secret set."
    )
}

impl Connection {
    /// A problem for each key of its object that holds a plaintext credential.
    pub(crate) fn exposed_keys(&self) -> Vec<FieldError> {
        self.newly_exposed_keys(None)
    }

    /// Whether a problem is only that the endpoint URL in the file contains its own secret.
    /// Validation still contacts the endpoint, as Craft does.
    pub(in crate::settings) fn is_secret_of_endpoint(&self, problem: &FieldError) -> bool {
        let url = self.text("baseUrl").filter(|_| problem.path == "baseUrl");
        url.is_some_and(|url| {
            !holds_a_key(url)
                && endpoint::problem(url.trim()).is_none()
                && self.exposed_key_in("baseUrl").as_ref() == Some(problem)
        })
    }

    /// The problem with one field: it contains a key.
    pub(crate) fn exposed_key_in(&self, path: &str) -> Option<FieldError> {
        let name = path.split('.').next()?;
        let (key, value) = self.object()?.get_key_value(name)?;
        let problem = exposed_under(key, value, None)?;
        (problem.path == path).then_some(problem)
    }

    /// Like [`Self::exposed_keys`], without what another state of the connection already exposes.
    pub(crate) fn newly_exposed_keys(&self, before: Option<&Self>) -> Vec<FieldError> {
        let before = before.and_then(Self::object);
        let object = self.object().into_iter().flatten();
        let problem = |(key, value)| {
            let known = before.and_then(|object| object.get_key_value(key));
            exposed_under(key, value, known)
        };
        object.filter_map(problem).collect()
    }
}

/// A problem if a value or one of its names is a key that the known value does not contain.
fn exposed_under(
    key: &String,
    value: &Value,
    known: Option<(&String, &Value)>,
) -> Option<FieldError> {
    let is_its = |field: &&Field| field.path.split('.').next() == Some(key);
    let field = FIELDS.iter().find(is_its);
    // This program does not judge unknown fields, except for what is certainly a key.
    let is_one = |text: &str| match field {
        Some(_) => holds_a_secret(text),
        None => key_in(text).is_some(),
    };
    let known = known.map_or_else(Vec::new, |(key, value)| texts_of(key, value, &is_one));
    let new = texts_of(key, value, &is_one).into_iter().find(|text| !known.contains(text))?;
    let label = field.map_or_else(|| redacted_text(key), |field| field.label.to_owned());
    Some(FieldError {
        path: field.map_or("", |field| field.path),
        sentence: problem_of_text(&label, new)?,
    })
}

/// The texts of a key-value pair that contain a secret.
fn texts_of<'a>(
    key: &'a String,
    value: &'a Value,
    is_one: &dyn Fn(&str) -> bool,
) -> Vec<&'a String> {
    let mut texts = Vec::new();
    texts_with_secret(value, is_one, &mut texts);
    texts.extend(is_one(key).then_some(key));
    texts
}

/// The texts in a value that contain a secret, including names.
fn texts_with_secret<'a>(
    value: &'a Value,
    is_one: &dyn Fn(&str) -> bool,
    found: &mut Vec<&'a String>,
) {
    match value {
        Value::String(text) => found.extend(is_one(text).then_some(text)),
        Value::Array(items) => {
            for item in items {
                texts_with_secret(item, is_one, found);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                found.extend(is_one(key).then_some(key));
                texts_with_secret(value, is_one, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEY: &str = "sk-ant-api03-AbCdEf0123456789";

    fn paths(value: Value) -> Vec<&'static str> {
        let problems = Connection::new(value).exposed_keys();
        assert!(problems.iter().all(|p| !p.sentence.contains("AbCdEf")));
        problems.into_iter().map(|p| p.path).collect()
    }

    #[test]
    fn key_is_found_anywhere_in_a_connection() {
        let key = format!("my {KEY}");
        assert_eq!(paths(json!({"name": KEY, "slug": "a"})), ["name"]);
        assert_eq!(
            paths(json!({"slug": key, "baseUrl": format!("https://h/?k={KEY}")})),
            ["slug", "baseUrl"]
        );
        assert_eq!(
            paths(json!({"models": ["a", {"id": "b", "note": KEY}], "customEndpoint": {"x": KEY}})),
            ["models", "customEndpoint.api"]
        );
        assert_eq!(paths(json!({"apiKey": KEY, KEY: 1, "x": {KEY: 1}})), ["", "", ""]);
        assert_eq!(paths(json!({"name": "sk-learn", "apiKey": "anything"})), [""; 0]);
        let login = "https://me:AbCdEf@h/v1";
        assert_eq!(paths(json!({"name": login, "baseUrl": login})), ["name", "baseUrl"]);
        assert_eq!(paths(json!({"baseUrl": "https://h/v1?api_key=AbCdEf"})), ["baseUrl"]);
        assert_eq!(paths(json!({"proxy": login})), [""; 0]);
    }

    #[test]
    fn existing_secrets_do_not_block_edits() {
        let before = Connection::new(json!({"name": KEY, "models": [KEY]}));
        let of = |after: Value| Connection::new(after).newly_exposed_keys(Some(&before)).len();
        assert_eq!(of(json!({"name": KEY, "models": ["new", KEY]})), 0);
        assert_eq!(of(json!({"name": format!("{KEY}9"), "models": [KEY]})), 1);
        assert_eq!(of(json!({"name": KEY, "models": [], "x": KEY})), 1);
    }
}
