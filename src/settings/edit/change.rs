//! One value that changed: where it is, what it was and what it is. It is what a commit writes,
//! what the history shows, and what undo turns around.

use std::fmt;

use serde_json::Value;

use crate::settings::LIST;
use crate::settings::catalogue::shown_id;
use crate::settings::connection::object::Connection;
use crate::settings::redact::{REDACTED, names_a_secret, redacted, redacted_text, shown_text};

/// Which file a change is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileRef {
    Config,
    /// The file of credentials. Only which of its entries changed is recorded, never a value.
    Credentials,
    /// A workspace's own config.json, by the workspace's root path as config.json writes it.
    Workspace(String),
}

/// One step of a path into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    Key(String),
    /// An item of a list. A connection is also known by its slug, in case its place has
    /// shifted.
    Item {
        index: usize,
        /// The connection's slug; none for an item of another list.
        slug: Option<String>,
    },
}

/// One value that changed. Several are applied in their order, each to what the ones before it
/// left.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// Where it is written.
    pub file: FileRef,
    /// Where it is in that file.
    pub path: Vec<PathStep>,
    /// The old value; none where there was none.
    pub before: Option<Value>,
    /// The new value; none where it went.
    pub after: Option<Value>,
}

impl fmt::Debug for Change {
    /// Where, never what.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Change").field(&self.place()).finish()
    }
}

impl Change {
    /// That an entry of the credentials came, became another one, or went.
    pub fn of_credentials(key: &str, was_there: bool, is_there: bool) -> Self {
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

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            file: self.file.clone(),
            path: self.path.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }

    /// Whether it is in the own file of a workspace, known by its root path.
    pub fn is_of_workspace(&self, root_path: &str) -> bool {
        matches!(&self.file, FileRef::Workspace(root) if root == root_path)
    }

    /// The connection that came or went as a whole; none of any other change.
    pub fn whole_connection(&self) -> Option<Connection> {
        let is_item =
            matches!(&self.path[..], [PathStep::Key(key), PathStep::Item { .. }] if key == LIST);
        let value = match (&self.before, &self.after) {
            (None, Some(value)) | (Some(value), None) if is_item => value,
            _ => return None,
        };
        (self.file == FileRef::Config).then(|| Connection::new(value.clone()))
    }

    /// Its two values as people read them: texts without quotes, a dash where there is none, and
    /// never a secret.
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

    /// Whether it is under a name that means a secret. A change of the credentials holds no secret:
    /// only that an entry is stored, or is another one.
    fn is_secret(&self) -> bool {
        let mut steps = self.path.iter();
        self.file != FileRef::Credentials
            && steps.any(|step| matches!(step, PathStep::Key(key) if names_a_secret(key)))
    }

    /// Its file, where that is not config.json, and its path as people write it:
    /// `llmConnections[work].name`.
    pub fn place(&self) -> String {
        let path = self.path_in_file();
        match &self.file {
            FileRef::Config => path,
            FileRef::Credentials => format!("credentials.enc: {path}"),
            FileRef::Workspace(root) => format!("{}: {path}", shown_text(root)),
        }
    }

    /// Its path in its file. A name that is a key itself is left out.
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

/// A value as people read it: a text without quotes, a dash where there is none, and never a
/// secret.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::String(text)) => redacted_text(text),
        Some(other) => redacted(other).to_string(),
    }
}

/// The same of a value at a path, where the ids of models are shown without Craft's prefix.
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

/// Whether what stands under a key is a model, or a list of models.
fn is_of_models(key: &str) -> bool {
    matches!(key, "models" | "defaultModel" | "model")
}

/// An object, such as a whole connection, with the ids of its models as people read them.
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

/// A model, an entry of a list of models, or such a list, with the ids as people read them.
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

/// Why a change could not be made again: the value there is not the one it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The path of the value.
    pub place: String,
}

/// Makes a change in a file's value, when what is there is what the change was made from.
///
/// # Errors
/// The place whose value has changed since.
pub(crate) fn replay(value: &mut Value, change: &Change) -> Result<(), Moved> {
    let moved = || Moved { place: change.place() };
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
            let place = match &change.before {
                Some(before) => Some(
                    item(items, last).filter(|place| items[*place] == *before).ok_or_else(moved)?,
                ),
                None => None,
            };
            match (place, &change.after) {
                (Some(place), Some(after)) => items[place] = after.clone(),
                (Some(place), None) => drop(items.remove(place)),
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
            let place = item(items, step)?;
            items.get_mut(place)
        }
        _ => None,
    }
}

/// The place of the item that a step means: where it was, unless a connection has moved.
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
