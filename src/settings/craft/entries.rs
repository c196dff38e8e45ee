//! Reads the entries of `models` as Craft's code does.

use std::collections::HashSet;

use serde_json::{Map, Value};

/// A connection's keys.
pub(super) type Object = Map<String, Value>;

/// The value of a key. Linear search: the key is among the first of about ten, so hashing would
/// cost more.
pub(super) fn value_of<'a>(object: &'a Object, key: &str) -> Option<&'a Value> {
    object.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// A string in an object; None if the key is absent or has another type.
pub(super) fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    value_of(object, key)?.as_str()
}

/// A non-empty string in an object; Craft treats an empty one as absent.
pub(super) fn filled<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    text(object, key).filter(|text| !text.is_empty())
}

/// Whether a value is falsy in JavaScript.
pub(crate) fn is_falsy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Number(number)) => number.as_f64() == Some(0.0),
        Some(_) => false,
    }
}

/// The id of an entry: the string itself, or an object's `id`.
pub(crate) fn id_of(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("id")?.as_str())
}

/// Sets the id of an entry, in whichever of the two forms it is.
pub(crate) fn set_id(entry: &mut Value, id: &str) {
    match entry {
        Value::Object(object) => {
            object.insert("id".to_owned(), id.into());
        }
        other => *other = id.into(),
    }
}

/// The entries of `models`; empty if there is no list.
pub(super) fn entries(object: &Object) -> &[Value] {
    value_of(object, "models").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The non-blank ids of `models`, in order.
pub(super) fn ids(object: &Object) -> Vec<String> {
    let ids = entries(object).iter().filter_map(id_of);
    ids.filter(|id| !id.trim().is_empty()).map(str::to_owned).collect()
}

/// Whether two lists contain the same ids, ignoring order and repetition.
pub(crate) fn same_set(one: &[String], other: &[String]) -> bool {
    let one: HashSet<&String> = one.iter().collect();
    let other: HashSet<&String> = other.iter().collect();
    one == other
}

/// Whether Craft's start can read `models`: it is absent, or a list without `null` where every `id`
/// is a string or absent. Craft's code throws on anything else (read).
pub(super) fn readable(object: &Object) -> bool {
    let entry = |entry: &Value| match entry {
        Value::Null => false,
        Value::Object(object) => {
            object.get("id").is_none_or(|id| id.is_string() || is_falsy(Some(id)))
        }
        _ => true,
    };
    match object.get("models") {
        Some(Value::Array(entries)) => entries.iter().all(entry),
        other => is_falsy(other),
    }
}
