//! What changed between two settings: a list of paths with both values. It is what a commit writes,
//! what the history shows, and what undo turns around.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::settings::catalogue::shown_id;
use crate::settings::connection::object::Connection;
use crate::settings::redact::{REDACTED, names_a_secret, redacted, redacted_text, shown_text};
use crate::settings::{LIST, Settings, WorkspaceFile};

/// Which file a change is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileRef {
    /// config.json.
    Config,
    /// The file of credentials. What changes in it is told, and not what it was or is.
    Credentials,
    /// A workspace's own config.json, by the workspace's root path as config.json writes it.
    Workspace(String),
}

/// One step of a path into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A key of an object.
    Key(String),
    /// An item of a list. A connection is also known by its slug, for the day its place has
    /// shifted.
    Item {
        /// Its place.
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

    /// Whether it is under a name that means a secret. What is told of the credentials is none.
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

/// The changes that turn one settings into the other.
pub fn diff(before: &Settings, after: &Settings) -> Vec<Change> {
    let mut changes = Changes { file: FileRef::Config, list: Vec::new() };
    if !Arc::ptr_eq(&before.root, &after.root) {
        changes.objects(&mut Vec::new(), before.root(), after.root());
    }
    let has_list = |s: &Settings| s.root().contains_key(LIST);
    if has_list(before) && has_list(after) {
        changes.connections(before.connections(), after.connections());
    } else {
        // The list came or went with its key, which has a null that stands for it.
        let list = |s: &Settings| -> Option<Value> {
            let all = s.connections().iter().map(|c| c.value().clone());
            has_list(s).then(|| all.collect())
        };
        let at_list = [PathStep::Key(LIST.to_owned())];
        if let Some(change) = changes.list.iter_mut().find(|c| c.path == at_list) {
            (change.before, change.after) = (list(before), list(after));
        }
    }
    let workspaces = before.workspaces().iter().zip(after.workspaces());
    for (place, (old, new)) in workspaces.enumerate() {
        let is_same = match (&old.file, &new.file) {
            (WorkspaceFile::Read(was), WorkspaceFile::Read(is)) => Arc::ptr_eq(was, is),
            _ => true,
        };
        if is_same || !before.workspace_list().is_first(place) {
            continue;
        }
        if let (Some(was), Some(is)) = (old.object(), new.object()) {
            changes.file = FileRef::Workspace(old.root_path.clone());
            changes.objects(&mut Vec::new(), was, is);
        }
    }
    changes.list
}

struct Changes {
    file: FileRef,
    list: Vec<Change>,
}

impl Changes {
    fn push(&mut self, path: &[PathStep], before: Option<Value>, after: Option<Value>) {
        self.list.push(Change { file: self.file.clone(), path: path.to_vec(), before, after });
    }

    fn objects(
        &mut self,
        path: &mut Vec<PathStep>,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) {
        for (key, old) in before {
            path.push(PathStep::Key(key.clone()));
            match after.get(key) {
                Some(new) => self.values(path, old, new),
                None => self.push(path, Some(old.clone()), None),
            }
            path.pop();
        }
        for (key, new) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            path.push(PathStep::Key(key.clone()));
            self.push(path, None, Some(new.clone()));
            path.pop();
        }
    }

    fn values(&mut self, path: &mut Vec<PathStep>, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Object(old), Value::Object(new)) => self.objects(path, old, new),
            (Value::Array(old), Value::Array(new)) => {
                self.lists(path, old, new, |_| None, |a, b| a == b, Value::clone, Self::values);
            }
            (old, new) if old != new => self.push(path, Some(old.clone()), Some(new.clone())),
            _ => {}
        }
    }

    fn connections(&mut self, before: &[Arc<Connection>], after: &[Arc<Connection>]) {
        let mut path = vec![PathStep::Key(LIST.to_owned())];
        let same = |a: &Arc<Connection>, b: &Arc<Connection>| Arc::ptr_eq(a, b) || a == b;
        self.lists(
            &mut path,
            before,
            after,
            |c| Some(c.slug().to_owned()),
            same,
            |c| c.value().clone(),
            |changes, path, old, new| {
                changes.values(path, old.value(), new.value());
            },
        );
    }

    /// What lies between the common head and the common tail: item by item where it is as long as
    /// before, else out and in.
    #[expect(
        clippy::too_many_arguments,
        reason = "one walk serves the list of connections and every other list"
    )]
    fn lists<T>(
        &mut self,
        path: &mut Vec<PathStep>,
        before: &[T],
        after: &[T],
        slug: fn(&T) -> Option<String>,
        same: impl Fn(&T, &T) -> bool,
        value: fn(&T) -> Value,
        inside: fn(&mut Self, &mut Vec<PathStep>, &T, &T),
    ) {
        let head = before.iter().zip(after).take_while(|(a, b)| same(a, b)).count();
        let (before, after) = (&before[head..], &after[head..]);
        let tail =
            before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| same(a, b)).count();
        let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
        let step = |i: usize, item: &T| PathStep::Item { index: head + i, slug: slug(item) };
        if before.len() == after.len() {
            for (i, (old, new)) in before.iter().zip(after).enumerate() {
                path.push(step(i, old));
                inside(self, path, old, new);
                path.pop();
            }
            return;
        }
        for (i, old) in before.iter().enumerate().rev() {
            path.push(step(i, old));
            self.push(path, Some(value(old)), None);
            path.pop();
        }
        for (i, new) in after.iter().enumerate() {
            path.push(step(i, new));
            self.push(path, None, Some(value(new)));
            path.pop();
        }
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
/// The place whose value is another one now.
pub fn replay(value: &mut Value, change: &Change) -> Result<(), Moved> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(list: &Value) -> Settings {
        Settings::from_value(json!({"workspaces": [], "x": {"y": 1}, "llmConnections": list}))
            .expect("usable")
    }

    fn places(before: &Value, after: &Value) -> Vec<String> {
        diff(&settings(before), &settings(after)).iter().map(Change::place).collect()
    }

    #[test]
    fn one_changed_value_is_one_change_with_its_path() {
        let before = json!([{"slug": "a", "name": "A", "models": ["m", {"id": "n", "x": 1}]}, {"slug": "b"}]);
        let mut after = before.clone();
        after[0]["models"][1]["x"] = json!(2);
        assert_eq!(places(&before, &after), ["llmConnections[a].models[1].x"]);
    }

    #[test]
    fn an_item_that_came_or_went_is_told_without_its_neighbours() {
        let three = json!([{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]);
        let two = json!([{"slug": "a"}, {"slug": "c"}]);
        assert_eq!(places(&three, &two), ["llmConnections[b]"]);
        assert_eq!(places(&two, &three), ["llmConnections[b]"]);
    }

    #[test]
    fn the_inverses_in_reverse_order_bring_back_what_was() {
        let before = json!([{"slug": "a", "models": ["1", "2", "3"]}, {"slug": "b"}, {"slug": "c", "name": "C"}]);
        let after = json!([{"slug": "a", "models": ["3"], "name": "A"}, {"slug": "c"}]);
        let changes = diff(&settings(&before), &settings(&after));
        let mut value = settings(&before).to_value();
        for change in &changes {
            replay(&mut value, change).expect("fits");
        }
        assert_eq!(value[LIST], after);
        for change in changes.iter().rev() {
            replay(&mut value, &change.inverse()).expect("fits");
        }
        assert_eq!(value[LIST], before);
    }

    #[test]
    fn a_change_finds_its_connection_after_the_list_has_shifted_and_refuses_another_value() {
        let before = json!([{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}]);
        let mut after = before.clone();
        after[1]["name"] = json!("B2");
        let change = diff(&settings(&before), &settings(&after)).remove(0);
        let mut shifted =
            json!({"llmConnections": [{"slug": "z"}, {"slug": "y"}, {"slug": "b", "name": "B"}]});
        replay(&mut shifted, &change).expect("found by its slug");
        assert_eq!(shifted["llmConnections"][2]["name"], "B2");
        assert_eq!(
            replay(&mut shifted, &change),
            Err(Moved { place: "llmConnections[b].name".to_owned() })
        );
    }
}
