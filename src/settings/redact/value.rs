//! What may be shown of a value of JSON: its names decide, and its texts.

use serde_json::{Map, Number, Value};

use super::names::names_a_secret;
use super::{REDACTED, redacted_text};

/// The minimum length of a password of only digits.
const SHORTEST_NUMBER: usize = 6;

/// HTTP headers that carry credentials, for lists of pairs.
const HEADERS: [&str; 6] =
    ["authorization", "proxy-authorization", "x-api-key", "api-key", "cookie", "x-goog-api-key"];

/// A copy of a value with everything that looks like a secret replaced by “(hidden)”: values
/// under secret names, names that are themselves keys, and what [`redacted_text`] removes from
/// texts.
pub fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(object) => redacted_object(object).into(),
        Value::Array(items) => redacted_list(items).into(),
        Value::String(text) => redacted_text(text).into(),
        other => other.clone(),
    }
}

/// The paths of everything that [`redacted`] removes from a value: keys joined by dots, list
/// indexes in brackets.
pub fn secret_paths(value: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    differing_paths(value, &redacted(value), "", &mut paths);
    paths
}

fn differing_paths(value: &Value, shown: &Value, path: &str, paths: &mut Vec<String>) {
    match (value, shown) {
        (Value::Object(object), Value::Object(shown)) => {
            for ((key, value), (name, shown)) in object.iter().zip(shown) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if key != name {
                    paths.push(path.clone());
                }
                differing_paths(value, shown, &path, paths);
            }
        }
        (Value::Array(items), Value::Array(shown)) => {
            for (n, (item, shown)) in items.iter().zip(shown).enumerate() {
                differing_paths(item, shown, &format!("{path}[{n}]"), paths);
            }
        }
        (value, shown) if value != shown => paths.push(path.to_owned()),
        _ => {}
    }
}

/// What may be shown of a value under a name: see [`redacted`].
pub fn redacted_under(name: &str, value: &Value) -> Value {
    if names_a_secret(name) { placeholder_for(name, value) } else { redacted(value) }
}

fn redacted_object(object: &Map<String, Value>) -> Map<String, Value> {
    // A header as its own object: {"name": "Authorization", "value": "…"}.
    let described = ["name", "key", "header"].iter().any(|key| {
        let name = object.get(*key).and_then(Value::as_str);
        name.is_some_and(|name| !name.contains(' ') && names_a_secret(name))
    });
    let mut copy = Map::new();
    for (key, value) in object {
        let is_secret = names_a_secret(key) || described && key == "value";
        let value = if is_secret { placeholder_for(key, value) } else { redacted(value) };
        // Two names that are keys must not become equal.
        let mut name = redacted_text(key);
        while copy.contains_key(&name) {
            name.push('\'');
        }
        copy.insert(name, value);
    }
    copy
}

/// What to show for a value under a secret name. A boolean and a short number protect nothing.
fn placeholder_for(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Null => value.clone(),
        Value::Number(number) if is_token_count(name, number) => value.clone(),
        _ => REDACTED.into(),
    }
}

/// A token count is not a token, and a short number protects nothing.
fn is_token_count(name: &str, number: &Number) -> bool {
    name.to_lowercase().ends_with("tokens") || number.to_string().len() < SHORTEST_NUMBER
}

/// A list, in which an option or a header name may precede its value.
fn redacted_list(items: &[Value]) -> Vec<Value> {
    let names_the_next = |item: &Value| {
        item.as_str().is_some_and(|name| {
            name.starts_with('-') && !name.contains(['=', ' ']) && names_a_secret(name)
                || HEADERS.contains(&&*name.to_lowercase())
        })
    };
    let one = |(n, item): (usize, &Value)| {
        let named = n.checked_sub(1).is_some_and(|before| names_the_next(&items[before]));
        match item {
            Value::String(_) if named => REDACTED.into(),
            item => redacted(item),
        }
    };
    items.iter().enumerate().map(one).collect()
}
