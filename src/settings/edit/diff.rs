//! Compares two settings: a list of paths with both values.

use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use super::change::replay;
pub use super::change::{Change, FileRef, Moved, PathStep, shown, shown_at};
use crate::settings::connection::object::Connection;
use crate::settings::{LIST, Settings, WorkspaceFile};

/// The changes that turn one settings value into the other.
pub fn diff(before: &Settings, after: &Settings) -> Vec<Change> {
    let mut changes = Changes { file: FileRef::Config, list: Vec::new() };
    if !before.shares_root_with(after) {
        changes.objects(&mut Vec::new(), before.root(), after.root());
    }
    let has_list = |s: &Settings| s.root().contains_key(LIST);
    if has_list(before) && has_list(after) {
        changes.connections(before.connections(), after.connections());
    } else {
        // The list was added or removed together with its key, for which the root holds a null.
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
    for (position, (old, new)) in workspaces.enumerate() {
        let is_same = match (&old.file, &new.file) {
            (WorkspaceFile::Read(was), WorkspaceFile::Read(is)) => Arc::ptr_eq(was, is),
            _ => true,
        };
        if is_same || !before.workspace_list().is_first(position) {
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
                self.lists(path, old, new, |item| item, |_| None);
            }
            (old, new) if old != new => self.push(path, Some(old.clone()), Some(new.clone())),
            _ => {}
        }
    }

    fn connections(&mut self, before: &[Arc<Connection>], after: &[Arc<Connection>]) {
        let mut path = vec![PathStep::Key(LIST.to_owned())];
        let slug = |c: &Arc<Connection>| Some(c.slug().to_owned());
        self.lists(&mut path, before, after, |c| c.value(), slug);
    }

    /// Compares the items between the common head and tail: one by one if their number is
    /// unchanged, else as removals and additions.
    fn lists<T>(
        &mut self,
        path: &mut Vec<PathStep>,
        before: &[T],
        after: &[T],
        value: fn(&T) -> &Value,
        slug: fn(&T) -> Option<String>,
    ) {
        // Most connections of a long list are shared between the two settings.
        let same = |a: &T, b: &T| std::ptr::eq(value(a), value(b)) || value(a) == value(b);
        let head = before.iter().zip(after).take_while(|(a, b)| same(a, b)).count();
        let (before, after) = (&before[head..], &after[head..]);
        let tail =
            before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| same(a, b)).count();
        let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
        let step = |i: usize, item: &T| PathStep::Item { index: head + i, slug: slug(item) };
        if before.len() == after.len() {
            for (i, (old, new)) in before.iter().zip(after).enumerate() {
                path.push(step(i, old));
                self.values(path, value(old), value(new));
                path.pop();
            }
            return;
        }
        for (i, old) in before.iter().enumerate().rev() {
            path.push(step(i, old));
            self.push(path, Some(value(old).clone()), None);
            path.pop();
        }
        for (i, new) in after.iter().enumerate() {
            path.push(step(i, new));
            self.push(path, None, Some(value(new).clone()));
            path.pop();
        }
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

    fn locations(before: &Value, after: &Value) -> Vec<String> {
        diff(&settings(before), &settings(after)).iter().map(Change::location).collect()
    }

    #[test]
    fn changed_value_is_one_change_with_path() {
        let before = json!([{"slug": "a", "name": "A", "models": ["m", {"id": "n", "x": 1}]}, {"slug": "b"}]);
        let mut after = before.clone();
        after[0]["models"][1]["x"] = json!(2);
        assert_eq!(locations(&before, &after), ["llmConnections[a].models[1].x"]);
    }

    #[test]
    fn added_or_removed_item_is_one_change() {
        let three = json!([{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]);
        let two = json!([{"slug": "a"}, {"slug": "c"}]);
        assert_eq!(locations(&three, &two), ["llmConnections[b]"]);
        assert_eq!(locations(&two, &three), ["llmConnections[b]"]);
    }

    #[test]
    fn reversed_inverses_restore_the_original() {
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
    fn change_follows_shifted_connection_and_refuses_other_values() {
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
            Err(Moved { location: "llmConnections[b].name".to_owned() })
        );
    }
}
