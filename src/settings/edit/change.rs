//! A changed value: its location, its old and its new value. Commits write changes, the history
//! shows them, and undo inverts them.

use std::fmt;

use serde_json::Value;

use crate::settings::LIST;
use crate::settings::catalogue::shown_id;
use crate::settings::connection::object::Connection;
use crate::settings::redact::{REDACTED, names_a_secret, redacted, redacted_text, shown_text};

/// The file that a change is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileRef {
    Config,
    /// The credentials file. Only which of its entries changed is recorded, never a value.
    Credentials,
    /// A workspace's own config.json, by the workspace's root path in config.json.
    Workspace(String),
}

/// One step of a path into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    Key(String),
    /// An item of a list. For a connection it also has the slug, in case its position shifted.
    Item {
        index: usize,
        /// The connection's slug; None for an item of another list.
        slug: Option<String>,
    },
}

/// A changed value. Several changes are applied in order, each to the result of the previous one.
#[derive(Clone, PartialEq)]
pub struct Change {
    pub file: FileRef,
    /// Its path in that file.
    pub path: Vec<PathStep>,
    /// The old value; None if there was none.
    pub before: Option<Value>,
    /// The new value; None if it was removed.
    pub after: Option<Value>,
}

impl fmt::Debug for Change {
    /// Prints only the location, never the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Change").field(&self.location()).finish()
    }
}

impl Change {
    /// The change for an entry of the credentials that was added, changed or removed.
    pub(crate) fn of_credentials(key: &str, was_there: bool, is_there: bool) -> Self {
        let stored = |there: bool, other: bool| {
            let word = if other { "another one" } else { "stored" };
            there.then(|| Value::from(word))
        };
        Self {
            file: FileRef::Credentials,
            path: vec![PathStep::Key(key.to_owned())],
            before: stored(was_there, false),
            after: stored(is_there, was_there),
        }
    }

    /// The change that reverts this one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            file: self.file.clone(),
            path: self.path.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }

    /// Whether it is in a workspace's own file, by root path.
    pub(crate) fn is_of_workspace(&self, root_path: &str) -> bool {
        matches!(&self.file, FileRef::Workspace(root) if root == root_path)
    }

    /// The connection that was added or removed as a whole; None for any other change.
    pub(crate) fn whole_connection(&self) -> Option<Connection> {
        let is_item =
            matches!(&self.path[..], [PathStep::Key(key), PathStep::Item { .. }] if key == LIST);
        let value = match (&self.before, &self.after) {
            (None, Some(value)) | (Some(value), None) if is_item => value,
            _ => return None,
        };
        (self.file == FileRef::Config).then(|| Connection::new(value.clone()))
    }

    /// Its two values for display: strings without quotes, a dash for a missing value, and never a
    /// secret.
    pub fn shown(&self) -> (String, String) {
        let is_secret = self.is_secret();
        let value = |value: &Option<Value>| match value {
            Some(_) if is_secret => REDACTED.to_owned(),
            other => shown_at(&self.path_in_file(), other.as_ref()),
        };
        (value(&self.before), value(&self.after))
    }

    /// Its two values, never a secret.
    pub fn values(&self) -> (Option<Value>, Option<Value>) {
        let is_secret = self.is_secret();
        let value = |value: &Option<Value>| match value {
            Some(_) if is_secret => Some(REDACTED.into()),
            other => other.as_ref().map(redacted),
        };
        (value(&self.before), value(&self.after))
    }

    /// Whether its name denotes a secret. A change to the credentials contains no secret, only that
    /// an entry is stored or differs.
    fn is_secret(&self) -> bool {
        let mut steps = self.path.iter();
        self.file != FileRef::Credentials
            && steps.any(|step| matches!(step, PathStep::Key(key) if names_a_secret(key)))
    }

    /// Its file, unless that is config.json, and its path for display: `llmConnections[work].name`.
    pub fn location(&self) -> String {
        let path = self.path_in_file();
        match &self.file {
            FileRef::Config => path,
            FileRef::Credentials => format!("credentials.enc: {path}"),
            FileRef::Workspace(root) => format!("{}: {path}", shown_text(root)),
        }
    }

    /// Its path in its file. A name that is itself a key is left out.
    pub fn path_in_file(&self) -> String {
        let mut text = String::new();
        for (i, step) in self.path.iter().enumerate() {
            match step {
                PathStep::Key(key) if i == 0 => text.push_str(&shown_text(key)),
                PathStep::Key(key) => text.extend([".", &shown_text(key)]),
                PathStep::Item { slug: Some(slug), .. } if !slug.is_empty() => {
                    text.extend(["[", &shown_text(slug), "]"]);
                }
                PathStep::Item { index, .. } => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        text
    }
}

/// A value for display: strings without quotes, a dash for a missing value, and never a secret.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::String(text)) => redacted_text(text),
        Some(other) => redacted(other).to_string(),
    }
}

/// Like [`shown`], for a value at a path; model ids appear without Craft's prefix.
pub fn shown_at(path: &str, value: Option<&Value>) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    match value {
        Some(value) if is_of_models(last) || path.contains(".models[") => {
            shown(Some(&without_prefix(value)))
        }
        Some(object @ Value::Object(_)) => shown(Some(&with_shown_models(object))),
        other => shown(other),
    }
}

/// Whether a key holds a model or a list of models.
fn is_of_models(key: &str) -> bool {
    matches!(key, "models" | "defaultModel" | "model")
}

/// An object, such as a whole connection, with its model ids as shown to people.
fn with_shown_models(value: &Value) -> Value {
    let Value::Object(object) = value else {
        return value.clone();
    };
    let pair = |(key, value): (&String, &Value)| {
        let value =
            if is_of_models(key) { without_prefix(value) } else { with_shown_models(value) };
        (key.clone(), value)
    };
    object.iter().map(pair).collect()
}

/// A model, a list entry or a list of models, with the ids as shown to people.
fn without_prefix(value: &Value) -> Value {
    match value {
        Value::String(id) => shown_id(id).into(),
        Value::Array(entries) => entries.iter().map(without_prefix).collect(),
        Value::Object(entry) => {
            let pair = |(key, value): (&String, &Value)| {
                let value = if key == "id" { without_prefix(value) } else { value.clone() };
                (key.clone(), value)
            };
            entry.iter().map(pair).collect()
        }
        other => other.clone(),
    }
}

/// Why a change could not be replayed: the current value is not the one it was based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The path of the value.
    pub location: String,
}

/// Replays a change on a file's value, if the current value is the one the change was based on.
///
/// # Errors
/// The path of the value that has since changed.
pub(crate) fn replay(value: &mut Value, change: &Change) -> Result<(), Moved> {
    let moved = || Moved { location: change.location() };
    let (last, way) = change.path.split_last().ok_or_else(moved)?;
    let parent = way.iter().try_fold(value, |value, step| enter(value, step)).ok_or_else(moved)?;
    match (parent, last) {
        (Value::Object(object), PathStep::Key(key)) => {
            if object.get(key) != change.before.as_ref() {
                return Err(moved());
            }
            match &change.after {
                Some(after) => drop(object.insert(key.clone(), after.clone())),
                None => drop(object.shift_remove(key)),
            }
        }
        (Value::Array(items), PathStep::Item { index, .. }) => {
            let position = match &change.before {
                Some(before) => Some(
                    item(items, last)
                        .filter(|position| items[*position] == *before)
                        .ok_or_else(moved)?,
                ),
                None => None,
            };
            match (position, &change.after) {
                (Some(position), Some(after)) => items[position] = after.clone(),
                (Some(position), None) => drop(items.remove(position)),
                (None, Some(after)) => items.insert((*index).min(items.len()), after.clone()),
                (None, None) => {}
            }
        }
        _ => return Err(moved()),
    }
    Ok(())
}

fn enter<'a>(value: &'a mut Value, step: &PathStep) -> Option<&'a mut Value> {
    match (value, step) {
        (Value::Object(object), PathStep::Key(key)) => object.get_mut(key),
        (Value::Array(items), step) => {
            let position = item(items, step)?;
            items.get_mut(position)
        }
        _ => None,
    }
}

/// The index of the item that a step refers to: its recorded index, unless a connection has moved.
fn item(items: &[Value], step: &PathStep) -> Option<usize> {
    let PathStep::Item { index, slug } = step else {
        return None;
    };
    let Some(slug) = slug.as_deref().filter(|s| !s.is_empty()) else {
        return Some(*index).filter(|i| *i < items.len());
    };
    let is_it = |value: &Value| value.get("slug").and_then(Value::as_str) == Some(slug);
    match items.get(*index) {
        Some(value) if is_it(value) => Some(*index),
        _ => items.iter().position(is_it),
    }
}
