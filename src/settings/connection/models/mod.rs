//! The entries of a connection's `models`: a string id, or an object with other keys that are
//! preserved.

pub mod id;
pub mod list;
pub mod listed;
pub mod offered;
pub mod refresh;
pub mod stated;

use std::fmt;

use serde_json::{Map, Number, Value};

use super::object::{Connection, json_type};
use crate::settings::craft::entries::{id_of, set_id};

#[derive(Clone, PartialEq)]
pub struct ModelEntry(Value);

impl fmt::Debug for ModelEntry {
    /// Prints only the id: other keys may contain anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ModelEntry").field(&self.id()).finish()
    }
}

/// The id of a raw entry; empty if it has none.
pub(in crate::settings) fn entry_id(entry: &Value) -> &str {
    id_of(entry).unwrap_or_default()
}

/// The display name in a raw entry.
pub(super) fn entry_name(entry: &Value) -> Option<&str> {
    let keys = ["name", "shortName"].into_iter();
    keys.filter_map(|key| entry.get(key)?.as_str()).find(|name| !name.trim().is_empty())
}

impl ModelEntry {
    /// Wraps a raw entry.
    pub const fn new(value: Value) -> Self {
        Self(value)
    }

    /// The raw entry.
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// The model's id; empty if the entry has none.
    pub fn id(&self) -> &str {
        entry_id(&self.0)
    }

    /// The model's display name, if the entry has one.
    pub fn name(&self) -> Option<&str> {
        entry_name(&self.0)
    }

    /// The context size in tokens, if the entry has one.
    pub fn context_window(&self) -> Option<u64> {
        self.0.get("contextWindow")?.as_u64()
    }

    /// Whether it accepts images, if the entry says so.
    pub fn supports_images(&self) -> Option<bool> {
        self.0.get("supportsImages")?.as_bool()
    }

    /// Changes the model's id, in whichever of the two forms it is.
    pub(crate) fn set_id(&mut self, id: &str) {
        set_id(&mut self.0, id);
    }

    /// Sets or unsets the display name.
    pub(crate) fn set_name(&mut self, name: Option<&str>) {
        self.set("name", name.map(Value::from));
    }

    /// Sets or unsets the context size, in tokens.
    pub(crate) fn set_context_window(&mut self, tokens: Option<u64>) {
        self.set("contextWindow", tokens.map(|n| Value::Number(Number::from(n))));
    }

    /// Sets or unsets whether it accepts images.
    pub(crate) fn set_supports_images(&mut self, images: Option<bool>) {
        self.set("supportsImages", images.map(Value::Bool));
    }

    fn set(&mut self, key: &str, value: Option<Value>) {
        if let Value::Object(object) = &mut self.0 {
            match value {
                Some(value) => drop(object.insert(key.to_owned(), value)),
                None => drop(object.shift_remove(key)),
            }
        } else if let Some(value) = value {
            let id = std::mem::take(&mut self.0);
            self.0 =
                Value::Object(Map::from_iter([("id".to_owned(), id), (key.to_owned(), value)]));
        }
    }

    /// What is wrong with the entry and what would be right.
    pub fn problem(&self) -> Option<String> {
        match &self.0 {
            Value::String(id) if id.trim().is_empty() => Some("a model needs an id".to_owned()),
            Value::String(_) => None,
            Value::Object(object) => {
                let wrong = |key: &str, right: &str, fits: fn(&Value) -> bool| {
                    let value = object.get(key).filter(|v| !fits(v))?;
                    Some(format!(
                        "{key} of {} must be {right}, not {}",
                        self.id(),
                        json_type(value)
                    ))
                };
                match object.get("id") {
                    Some(Value::String(id)) if !id.trim().is_empty() => {
                        wrong("contextWindow", "a whole number of tokens above 0", |v| {
                            v.as_u64().is_some_and(|n| n > 0)
                        })
                        .or_else(|| wrong("supportsImages", "true or false", Value::is_boolean))
                    }
                    _ => Some("a model needs an id".to_owned()),
                }
            }
            other => {
                Some(format!("a model is a text or an object with an id, not {}", json_type(other)))
            }
        }
    }
}

impl Connection {
    /// The entries of `models`; None if the key is absent or not a list.
    pub fn models(&self) -> Option<Vec<ModelEntry>> {
        Some(self.get("models")?.as_array()?.iter().cloned().map(ModelEntry::new).collect())
    }

    pub(crate) fn model_ids(&self) -> impl Iterator<Item = &str> {
        let entries = self.get("models").and_then(Value::as_array);
        entries.into_iter().flatten().filter_map(id_of)
    }
}

/// Formats a number of tokens exactly: `128K`, `1M`, `1.5M`, or all digits if it is not round.
pub fn tokens(n: u64) -> String {
    match n {
        _ if n >= 1_000_000 && n.is_multiple_of(1_000_000) => format!("{}M", n / 1_000_000),
        _ if n >= 1_000_000 && n.is_multiple_of(100_000) => {
            format!("{}.{}M", n / 1_000_000, n / 100_000 % 10)
        }
        _ if n >= 1_000 && n.is_multiple_of(1_000) => format!("{}K", n / 1_000),
        _ => n.to_string(),
    }
}

/// Formats an approximate number of tokens for display: `131K`, `1M`.
pub(crate) fn about_tokens(n: u64) -> String {
    match n {
        1_000_000.. if n % 1_000_000 >= 100_000 => {
            format!("{}.{}M", n / 1_000_000, n / 100_000 % 10)
        }
        1_000_000.. => format!("{}M", n / 1_000_000),
        1_000.. => format!("{}K", n / 1_000),
        _ => n.to_string(),
    }
}

pub const WRONG_CONTEXT_WINDOW: &str =
    "a context window is a number of tokens above 0, such as 200000, 200K or 1M";

/// Parses a number of tokens: `200000`, `200 000`, `200k`, `1M`, `1.5M`.
///
/// # Errors
/// A sentence with the correct form.
pub(crate) fn parse_tokens(text: &str) -> Result<u64, String> {
    let wrong = || WRONG_CONTEXT_WINDOW.to_owned();
    let digits: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | ',')).collect();
    let lower = digits.to_ascii_lowercase();
    let (number, scale) = match lower.strip_suffix(['k', 'm']) {
        Some(number) if lower.ends_with('k') => (number, 1_000u64),
        Some(number) => (number, 1_000_000),
        None => (lower.as_str(), 1),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > 3
        || !part.bytes().all(|c| c.is_ascii_digit())
        || (number.contains('.') && (scale == 1 || part.is_empty()))
    {
        return Err(wrong());
    }
    let whole = whole.parse::<u64>().map_err(|_| wrong())?;
    let thousandths = format!("{part:0<3}").parse::<u64>().map_err(|_| wrong())?;
    whole
        .checked_mul(scale)
        .and_then(|n| n.checked_add(thousandths * scale / 1_000))
        .filter(|n| *n > 0)
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn string_entry_becomes_object_only_with_facts() {
        let mut model = ModelEntry::new(json!("gpt"));
        model.set_context_window(None);
        assert_eq!(model.value(), &json!("gpt"));
        model.set_context_window(Some(200_000));
        assert_eq!(model.value(), &json!({"id": "gpt", "contextWindow": 200_000}));
    }

    #[test]
    fn other_keys_of_an_entry_survive() {
        let mut model =
            ModelEntry::new(json!({"id": "a", "shortName": "A", "contextWindow": 5, "x": [1]}));
        model.set_id("b");
        model.set_context_window(None);
        assert_eq!(model.value().to_string(), r#"{"id":"b","shortName":"A","x":[1]}"#);
    }

    #[test]
    fn token_counts_parse_in_common_forms() {
        for (text, n) in [
            ("200000", 200_000),
            ("200k", 200_000),
            ("1M", 1_000_000),
            ("1.5m", 1_500_000),
            ("128 000", 128_000),
        ] {
            assert_eq!(parse_tokens(text), Ok(n), "{text}");
        }
        for text in ["", "0", "many", "1.5", "-3", "1.k", "99999999999999999999", "1e5"] {
            assert!(parse_tokens(text).is_err(), "{text}");
        }
        assert_eq!(
            [tokens(128_000), tokens(1_500_000), tokens(2_000_000), tokens(1234)],
            ["128K", "1.5M", "2M", "1234"]
        );
    }
}
