//! Problems with config.json outside its connections: what makes a running Craft ignore it, and
//! what its next start changes.

use serde_json::{Map, Value};

use super::fix::config_fix;
use super::workspace_entries::workspace_key;
use super::{Location, Problem, Severity, words};
use crate::settings::catalogue::Host;
use crate::settings::connection::field_errors::rejected;
use crate::settings::craft::accepts::{Rejection, RejectionReason, accepts_outside_connections};
use crate::settings::craft::describe;
use crate::settings::craft::legacy_keys::{LEGACY_KEYS, MODEL_KEYS};
use crate::settings::craft::start_of_file::{FileChange, start_of_file};
use crate::settings::craft::{LiveLists, Start};
use crate::settings::workspace::defaults::{Setting, THINKING};
use crate::settings::{DEFAULT, LIST, Settings};

/// The two keys that Craft requires; null is valid in them.
const ACTIVE: [&str; 2] = ["activeWorkspaceId", "activeSessionId"];

impl Settings {
    pub(super) fn find_file_problems(&self, now_ms: u64, found: &mut Vec<Problem>) {
        for rejection in accepts_outside_connections(self.root()) {
            found.extend(self.problem_of_rejection(&rejection, now_ms));
        }
        self.find_workspace_entry_problems(found);
        for change in self.changes_of_start(now_ms) {
            let sentence = describe::file_change(&change);
            found.push(Problem::new(Severity::Note, Location::File, sentence));
        }
    }

    /// Why Craft ignores the file; None for a wrong default, which `defaults` reports in more
    /// detail.
    fn problem_of_rejection(&self, rejection: &Rejection, now_ms: u64) -> Option<Problem> {
        let error = |location, sentence| Problem::new(Severity::Error, location, sentence);
        let path = rejection.path.as_str();
        let stored = self.root().get(path);
        if path == DEFAULT {
            return None;
        }
        if path == THINKING {
            let location = Location::Default(Setting::Thinking);
            let is_null = stored.is_some_and(Value::is_null);
            let fix = is_null.then(|| config_fix(words::REMOVE_KEY, &[THINKING], stored, None));
            let sentence = rejected("Thinking", rejection, stored, None);
            return Some(error(location, sentence).fixed_by(fix));
        }
        if ACTIVE.contains(&path) {
            let hint = (rejection.reason == RejectionReason::Missing)
                .then(|| "It may be null.".to_owned());
            let sentence = rejected(&format!("“{path}”"), rejection, stored, hint);
            let fix = config_fix("Write it as null", &[path], stored, Some(Value::Null));
            return Some(error(Location::File, sentence).fixed_by(Some(fix)));
        }
        if let Some((n, key)) = workspace_key(path) {
            return self.problem_of_workspace_entry(n, key, rejection, now_ms);
        }
        let sentence = rejected(&format!("“{path}”"), rejection, stored, None);
        Some(error(Location::File, sentence))
    }

    /// What the next start changes outside connections and the default.
    fn changes_of_start(&self, now_ms: u64) -> Vec<FileChange> {
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
        let mut changes = start_of_file(&config, &start, now_ms).changes;
        changes.retain(|change| match change {
            FileChange::LegacyKeyRemoved(_) | FileChange::ModelDefaultMoved { .. } => true,
            FileChange::ListMade(made) => made.is_some(),
            // `defaults` reports more about the default, and no person set the migration's mark.
            FileChange::MigrationMarked | FileChange::DefaultReplaced { .. } => false,
        });
        changes
    }
}
