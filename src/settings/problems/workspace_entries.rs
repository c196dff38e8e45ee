//! Problems with the entries of workspaces in config.json.

use serde_json::Value;

use super::fix::config_fix;
use super::{Location, Problem, Severity, words};
use crate::settings::Settings;
use crate::settings::connection::field_errors::rejected;
use crate::settings::craft::accepts::Rejection;

const WORKSPACES: &str = "workspaces";

impl Settings {
    /// Entries without a folder.
    pub(super) fn find_workspace_entry_problems(&self, found: &mut Vec<Problem>) {
        let rows = self.root().get(WORKSPACES).and_then(Value::as_array);
        for (n, row) in rows.into_iter().flatten().enumerate() {
            if row.get("rootPath").is_none_or(|path| !path.is_string()) {
                let name = workspace_name(row, n);
                let sentence =
                    format!("{name} has no rootPath: Craft stops reading the file there.");
                found.push(Problem::new(Severity::Error, Location::File, sentence));
            }
        }
    }

    /// Why Craft ignores the file: the entry at this index, or one of its keys.
    pub(super) fn problem_of_workspace_entry(
        &self,
        n: usize,
        key: Option<&str>,
        rejection: &Rejection,
        now_ms: u64,
    ) -> Option<Problem> {
        let error = |location, sentence| Problem::new(Severity::Error, location, sentence);
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
                Some((words::SET_TO_NOW.to_owned(), Some(Value::from(now_ms))))
            }
            ("name", Some(folder)) if is_blank => {
                let name = folder.trim_end_matches(['/', '\\']);
                let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
                (!name.is_empty()).then(|| (format!("Name it “{name}”"), Some(name.into())))
            }
            ("slug" | "sessionId" | "iconUrl", _) if is_null => {
                Some((words::REMOVE_KEY.to_owned(), None))
            }
            _ => None,
        };
        let fix = fix.map(|(label, after)| {
            let position = n.to_string();
            config_fix(&label, &[WORKSPACES, &position, key], stored, after)
        });
        Some(error(location, sentence).fixed_by(fix))
    }
}

/// The index and the key in a path such as `workspaces[0].name`.
pub(super) fn workspace_key(path: &str) -> Option<(usize, Option<&str>)> {
    let rest = path.strip_prefix(WORKSPACES)?.strip_prefix('[')?;
    let (position, rest) = rest.split_once(']')?;
    Some((position.parse().ok()?, rest.strip_prefix('.')))
}

fn workspace_name(row: &Value, n: usize) -> String {
    let name = row.get("name").and_then(Value::as_str);
    name.filter(|name| !name.is_empty())
        .map_or_else(|| format!("Workspace {}", n + 1), |name| format!("Workspace “{name}”"))
}
