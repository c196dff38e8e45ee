//! Keys outside of secret fields: pasted into a name, a model or an address, where everybody could
//! read them. They are not saved there, and where a file already holds one it is a problem of the
//! connection.

use serde_json::Value;

use super::key_format::{KeyFormat, key_in};
use crate::settings::connection::faults::FieldError;
use crate::settings::connection::fields::{FIELDS, Field};
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;

/// The sentence for a text that holds a key; none for any other.
pub fn problem_of_text(label: &str, text: &str) -> Option<String> {
    key_in(text).map(|found| sentence(label, found.format))
}

/// Where the key belongs: the same on the screen and in commands.
fn sentence(label: &str, format: &KeyFormat) -> String {
    format!(
        "{label} contains what looks like {}. Keys are only saved encrypted: use the key field, or secret set.",
        format.what
    )
}

impl Connection {
    /// A problem for each key of its object under which a credential stands in the clear.
    pub(crate) fn exposed_keys(&self) -> Vec<FieldError> {
        self.exposed(None)
    }

    /// The same, without what another state of the connection already exposes.
    pub(crate) fn newly_exposed_keys(&self, before: Option<&Self>) -> Vec<FieldError> {
        self.exposed(before)
    }

    /// What is wrong with one field: that a key stands in it.
    pub(crate) fn exposed_key_in(&self, path: &str) -> Option<FieldError> {
        let name = path.split('.').next()?;
        let (key, value) = self.object()?.get_key_value(name)?;
        let problem = exposed_under(key, value, None)?;
        (problem.path == path).then_some(problem)
    }

    fn exposed(&self, before: Option<&Self>) -> Vec<FieldError> {
        let before = before.and_then(Self::object);
        let object = self.object().into_iter().flatten();
        let problem = |(key, value)| {
            let known = before.and_then(|object| object.get_key_value(key));
            exposed_under(key, value, known)
        };
        object.filter_map(problem).collect()
    }
}

/// A problem where a key stands in a value, or is its name, that does not stand in the known one.
fn exposed_under(
    key: &String,
    value: &Value,
    known: Option<(&String, &Value)>,
) -> Option<FieldError> {
    let known = known.map_or_else(Vec::new, |(key, value)| texts_of(key, value));
    let new = texts_of(key, value).into_iter().find(|text| !known.contains(text))?;
    let is_its = |field: &&Field| field.path.split('.').next() == Some(key);
    let field = FIELDS.iter().find(is_its);
    let label = field.map_or_else(|| redacted_text(key), |field| field.label.to_owned());
    Some(FieldError {
        path: field.map_or("", |field| field.path),
        sentence: problem_of_text(&label, new)?,
    })
}

/// The texts of a pair that hold a key.
fn texts_of<'a>(key: &'a String, value: &'a Value) -> Vec<&'a String> {
    let mut texts = Vec::new();
    texts_with_a_key(value, &mut texts);
    texts.extend(key_in(key).map(|_| key));
    texts
}

/// The texts in a value that hold a key, names included.
fn texts_with_a_key<'a>(value: &'a Value, found: &mut Vec<&'a String>) {
    match value {
        Value::String(text) => found.extend(key_in(text).map(|_| text)),
        Value::Array(items) => items.iter().for_each(|item| texts_with_a_key(item, found)),
        Value::Object(object) => {
            for (key, value) in object {
                found.extend(key_in(key).map(|_| key));
                texts_with_a_key(value, found);
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
    fn a_key_is_found_wherever_it_stands_in_a_connection() {
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
    }

    #[test]
    fn what_was_there_before_does_not_stand_in_the_way() {
        let before = Connection::new(json!({"name": KEY, "models": [KEY]}));
        let of = |after: Value| Connection::new(after).newly_exposed_keys(Some(&before)).len();
        assert_eq!(of(json!({"name": KEY, "models": ["new", KEY]})), 0);
        assert_eq!(of(json!({"name": format!("{KEY}9"), "models": [KEY]})), 1);
        assert_eq!(of(json!({"name": KEY, "models": [], "x": KEY})), 1);
    }
}
