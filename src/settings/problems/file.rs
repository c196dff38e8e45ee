//! Problems with config.json outside its connections: what makes a running Craft ignore it, and
//! what its next start changes.

use serde_json::{Map, Value};

use super::{Location, Problem, Severity};
use crate::settings::catalogue::{Catalogue, Host};
use crate::settings::connection::faults::rejected;
use crate::settings::craft::accepts::{Reason, Rejection, accepts_outside_connections};
use crate::settings::craft::describe;
use crate::settings::craft::start_of_file::{FileChange, start_of_file};
use crate::settings::craft::{LiveLists, Start};
use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::workspace::defaults::{Setting, THINKING};
use crate::settings::{DEFAULT, LIST, Settings};

const WORKSPACES: &str = "workspaces";

/// The two keys that Craft requires; null is valid in them.
const ACTIVE: [&str; 2] = ["activeWorkspaceId", "activeSessionId"];

/// Top-level keys from older versions, which a start removes.
const LEGACY_KEYS: [&str; 6] =
    ["authType", "anthropicBaseUrl", "customModel", "model", "openaiVariant", "modelDefaults"];

/// Top-level keys from older versions that become a connection's default model.
const MODEL_KEYS: [&str; 2] = ["model", "modelDefaults"];

/// An edit of one value of config.json, by a path of keys and list indexes.
pub(super) fn config_change(
    path: &[&str],
    before: &Value,
    after: Option<Value>,
    label: &str,
) -> Edit {
    change(path, Some(before), after, label)
}

fn change(path: &[&str], before: Option<&Value>, after: Option<Value>, label: &str) -> Edit {
    let step = |key: &&str| match key.parse() {
        Ok(index) => PathStep::Item { index, slug: None },
        Err(_) => PathStep::Key((*key).to_owned()),
    };
    Edit::Restore {
        label: label.to_owned(),
        changes: vec![Change {
            file: FileRef::Config,
            path: path.iter().map(step).collect(),
            before: before.cloned(),
            after,
        }],
    }
}

impl Settings {
    pub(super) fn diagnose_file(&self, now: u64, found: &mut Vec<Problem>) {
        for rejection in accepts_outside_connections(self.root()) {
            found.extend(self.diagnose_rejection(&rejection, now));
        }
        let rows = self.root().get(WORKSPACES).and_then(Value::as_array);
        for (n, row) in rows.into_iter().flatten().enumerate() {
            if row.get("rootPath").is_none_or(|path| !path.is_string()) {
                let name = workspace_name(row, n);
                let sentence =
                    format!("{name} has no rootPath: Craft stops reading the file there.");
                found.push(Problem::new(Severity::Error, Location::File, sentence));
            }
        }
        for change in self.changes_of_start(now) {
            let sentence = describe::file_change(&change);
            found.push(Problem::new(Severity::Note, Location::File, sentence));
        }
    }

    /// Why Craft ignores the file; None for a wrong default, which `defaults` reports in more
    /// detail.
    fn diagnose_rejection(&self, rejection: &Rejection, now: u64) -> Option<Problem> {
        let error = |location, sentence| Problem::new(Severity::Error, location, sentence);
        let path = rejection.path.as_str();
        let stored = self.root().get(path);
        if path == DEFAULT {
            return None;
        }
        if path == THINKING {
            let location = Location::Default(Setting::Thinking);
            let null = stored.filter(|value| value.is_null()).map(|null| {
                let label = "Remove the key".to_owned();
                let edit = config_change(&[THINKING], null, None, &label);
                (label, edit)
            });
            let sentence = rejected("Thinking", rejection, stored, None);
            return Some(error(location, sentence).fixed_by(null));
        }
        if ACTIVE.contains(&path) {
            let hint = (rejection.reason == Reason::Missing).then(|| "It may be null.".to_owned());
            let sentence = rejected(&format!("“{path}”"), rejection, stored, hint);
            let label = "Write it as null".to_owned();
            let edit = change(&[path], stored, Some(Value::Null), &label);
            return Some(error(Location::File, sentence).fixed_by(Some((label, edit))));
        }
        let Some((n, key)) = workspace_key(path) else {
            let sentence = rejected(&format!("“{path}”"), rejection, stored, None);
            return Some(error(Location::File, sentence));
        };
        let row = self.root().get(WORKSPACES)?.get(n)?;
        let name = workspace_name(row, n);
        let Some(key) = key else {
            return Some(error(Location::File, rejected(&name, rejection, Some(row), None)));
        };
        let stored = row.get(key);
        let sentence = rejected(&format!("{name}: “{key}”"), rejection, stored, None);
        let folder = row.get("rootPath").and_then(Value::as_str);
        let location =
            folder.map_or(Location::File, |root| Location::Workspace(root.to_owned(), None));
        let is_blank = stored.is_none_or(|value| value.is_null() || value == "");
        let is_null = stored.is_some_and(Value::is_null);
        let fix = match (key, folder) {
            ("createdAt", _) if is_blank => {
                Some(("Set it to now".to_owned(), Some(Value::from(now))))
            }
            ("name", Some(folder)) if is_blank => {
                let name = folder.trim_end_matches(['/', '\\']);
                let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
                (!name.is_empty()).then(|| (format!("Name it “{name}”"), Some(name.into())))
            }
            ("slug" | "sessionId" | "iconUrl", _) if is_null => {
                Some(("Remove the key".to_owned(), None))
            }
            _ => None,
        };
        let fix = fix.map(|(label, after)| {
            let position = n.to_string();
            let edit = change(&[WORKSPACES, &position, key], stored, after, &label);
            (label, edit)
        });
        Some(error(location, sentence).fixed_by(fix))
    }

    /// What the next start changes outside connections and the default.
    fn changes_of_start(&self, now: u64) -> Vec<FileChange> {
        let root = self.root();
        // Almost no file has these keys; without them no catalog is needed.
        if root.contains_key(LIST) && !LEGACY_KEYS.iter().any(|key| root.contains_key(*key)) {
            return Vec::new();
        }
        let start = Start { host: Host::Desktop, opus_restored: true, live: &LiveLists::default() };
        // The connections matter only if one of them gets a default model or they are created.
        let config: Map<String, Value> = if MODEL_KEYS.iter().any(|key| root.contains_key(*key)) {
            match self.to_value() {
                Value::Object(config) => config,
                _ => return Vec::new(),
            }
        } else if root.contains_key(LIST) {
            let without = |(key, value): (&String, &Value)| {
                let value = if key == LIST { Value::Array(Vec::new()) } else { value.clone() };
                (key.clone(), value)
            };
            root.iter().map(without).collect()
        } else {
            root.clone()
        };
        let mut changes = start_of_file(&config, &start, Catalogue::bundled(), now).changes;
        changes.retain(|change| match change {
            FileChange::LegacyKeyRemoved(_) | FileChange::ModelDefaultMoved { .. } => true,
            FileChange::ListMade(made) => made.is_some(),
            // `defaults` reports more about the default, and no person set the migration's mark.
            FileChange::MigrationMarked | FileChange::DefaultReplaced { .. } => false,
        });
        changes
    }
}

/// The index and the key in a path such as `workspaces[0].name`.
fn workspace_key(path: &str) -> Option<(usize, Option<&str>)> {
    let rest = path.strip_prefix(WORKSPACES)?.strip_prefix('[')?;
    let (position, rest) = rest.split_once(']')?;
    Some((position.parse().ok()?, rest.strip_prefix('.')))
}

fn workspace_name(row: &Value, n: usize) -> String {
    let name = row.get("name").and_then(Value::as_str);
    name.filter(|name| !name.is_empty())
        .map_or_else(|| format!("Workspace {}", n + 1), |name| format!("Workspace “{name}”"))
}
