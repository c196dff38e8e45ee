//! Many fixes as one edit, and what that edit changed, place by place.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::diagnostics::Diagnostic;
use super::diff::{Change, FileRef, Step};
use super::edit::Edit;
use super::{DEFAULT, LIST, Settings};

/// Where a fix changes something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    Connection(String),
    Workspace(String),
    Key(String),
}

/// What the fixes in one place did.
pub struct Fixed {
    /// What they did, in a few words.
    pub label: String,
    /// What they changed.
    pub changes: Vec<Change>,
}

/// The most workspaces whose own files are changed together: each is locked, and held open, until all are written, and a
/// process may have no more than some hundred files open.
const WORKSPACES_AT_ONCE: usize = 200;

impl Settings {
    /// Those of some problems that can be fixed together, each on what the fixes before it leave. The others wait until the
    /// problems were found anew.
    pub fn fixable_together(&self, mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        // Of several connections with one slug the last is deleted first, so that the others keep their numbers; and nothing
        // else waits for a list whose places have shifted.
        problems.sort_by_key(|problem| match problem.mend.as_ref().map(|m| &m.edit) {
            Some(Edit::Delete { id, .. }) => (1, Reverse(id.nth)),
            _ => (0, Reverse(0)),
        });
        let (mut trial, mut workspaces) = (self.clone(), HashSet::new());
        problems.retain(|problem| {
            let Some(fix) = &problem.mend else {
                return false;
            };
            if let Edit::SetOverride(edit) = &fix.edit {
                let is_full = workspaces.len() == WORKSPACES_AT_ONCE;
                if is_full && !workspaces.contains(&edit.workspace) {
                    return false;
                }
                workspaces.insert(edit.workspace.clone());
            }
            fix.edit.apply_to(&mut trial).is_ok()
        });
        problems
    }

    /// What some fixes, made together on these settings, changed in each place, in the order of the fixes.
    pub fn fixed_in_each_place<'a>(
        &self,
        fixes: impl IntoIterator<Item = &'a Edit>,
        changes: Vec<Change>,
    ) -> Vec<Fixed> {
        let mut all: Vec<Fixed> = Vec::new();
        let mut places: HashMap<Place, usize> = HashMap::new();
        for edit in fixes {
            let label = edit.label(self);
            let place = place_of(edit);
            if let Some(found) = place.as_ref().and_then(|place| places.get(place)) {
                let labels = &mut all[*found].label;
                if !labels.split("; ").any(|part| part == label) {
                    *labels = format!("{labels}; {label}");
                }
                continue;
            }
            places.extend(place.map(|place| (place, all.len())));
            all.push(Fixed {
                label,
                changes: Vec::new(),
            });
        }
        for change in changes {
            let place = place_of_change(&change).and_then(|place| places.get(&place).copied());
            // What a fix changes elsewhere is its doing all the same.
            if let Some(fixed) = all.get_mut(place.unwrap_or_default()) {
                fixed.changes.push(change);
            }
        }
        all
    }
}

fn place_of(edit: &Edit) -> Option<Place> {
    Some(match edit {
        Edit::Update { id, .. } | Edit::SetDefaultModel { id, .. } | Edit::Delete { id, .. } => {
            Place::Connection(id.slug.clone())
        }
        Edit::SetOverride(edit) => Place::Workspace(edit.workspace.clone()),
        Edit::SetGlobal { global, .. } => Place::Key(global.key().to_owned()),
        Edit::SetDefault { .. } => Place::Key(DEFAULT.to_owned()),
        _ => return None,
    })
}

fn place_of_change(change: &Change) -> Option<Place> {
    match (&change.file, &change.path[..]) {
        (FileRef::Workspace(root), _) => Some(Place::Workspace(root.clone())),
        (FileRef::Config, [Step::Key(list), Step::Item { slug, .. }, ..]) if list == LIST => {
            slug.clone().map(Place::Connection)
        }
        (FileRef::Config, [Step::Key(key), ..]) => Some(Place::Key(key.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings() -> Settings {
        let twin = json!({"slug": "a", "name": "A", "providerType": "pi", "piAuthProvider": "groq", "authType": "none",
            "models": ["m"], "createdAt": 1});
        let faulty = |slug: &str| {
            json!({"slug": slug, "name": "F", "providerType": "pi", "piAuthProvider": "groq", "authType": "none",
                "models": ["m"], "defaultModel": "z", "awsRegion": null, "createdAt": 1})
        };
        let root = json!({"workspaces": [], "llmConnections": [twin, faulty("b"), twin, faulty("c"), twin],
            "defaultLlmConnection": "b", "enable1MContext": null});
        Settings::from_value(root).expect("usable")
    }

    #[test]
    fn all_that_can_be_fixed_is_fixed_together_and_reported_by_place() {
        let before = settings();
        let mut problems = before.diagnostics(7);
        problems.retain(|problem| problem.mend.is_some());
        let count = problems.len();
        let together = before.fixable_together(problems);
        assert_eq!(together.len(), count);
        let edits = together
            .iter()
            .filter_map(|p| Some(p.mend.as_ref()?.edit.clone()));
        let edits: Vec<Edit> = edits.collect();
        let after = Edit::All(edits.clone()).apply(&before).expect("fixed");
        let left = after.diagnostics(7).into_iter();
        let left: Vec<String> = left
            .filter(|p| p.mend.is_some())
            .map(|p| p.sentence)
            .collect();
        assert_eq!(left, [""; 0]);
        assert_eq!(after.connections().len(), 3);
        let changes = super::super::diff::diff(&before, &after);
        let all = changes.len();
        let fixed = before.fixed_in_each_place(&edits, changes);
        assert_eq!(fixed.iter().map(|f| f.changes.len()).sum::<usize>(), all);
        for slug in ["b", "c"] {
            let of = |f: &&Fixed| {
                f.changes
                    .iter()
                    .any(|c| c.place().contains(&format!("[{slug}]")))
            };
            assert_eq!(fixed.iter().filter(of).count(), 1, "{slug}");
        }
    }
}
