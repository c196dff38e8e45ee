//! What several fixes, made as one edit, changed in each location.

use std::collections::HashMap;

use crate::settings::edit::Edit;
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::{DEFAULT, LIST, Settings};

/// Where a fix changes something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum FixLocation {
    Connection(String),
    Workspace(String),
    Key(String),
}

/// What the fixes in one location did.
pub struct Fixed {
    /// What they did, in a few words.
    pub label: String,
    /// The changes they made.
    pub changes: Vec<Change>,
}

impl Settings {
    /// What fixes, applied together to these settings, changed in each location, in the order of
    /// the fixes.
    pub(crate) fn fixed_in_each_location<'a>(
        &self,
        fixes: impl IntoIterator<Item = &'a Edit>,
        changes: Vec<Change>,
    ) -> Vec<Fixed> {
        let mut all: Vec<Fixed> = Vec::new();
        let mut positions: HashMap<FixLocation, usize> = HashMap::new();
        for edit in fixes {
            let label = edit.label(self);
            let location = location_of(edit);
            if let Some(found) = location.as_ref().and_then(|location| positions.get(location)) {
                let labels = &mut all[*found].label;
                if !labels.split("; ").any(|part| part == label) {
                    *labels = format!("{labels}; {label}");
                }
                continue;
            }
            positions.extend(location.map(|location| (location, all.len())));
            all.push(Fixed { label, changes: Vec::new() });
        }
        for change in changes {
            let location =
                location_of_change(&change).and_then(|location| positions.get(&location).copied());
            // Changes elsewhere still belong to the fix.
            if let Some(fixed) = all.get_mut(location.unwrap_or_default()) {
                fixed.changes.push(change);
            }
        }
        all
    }
}

fn location_of(edit: &Edit) -> Option<FixLocation> {
    Some(match edit {
        Edit::Update { id, .. } | Edit::SetDefaultModel { id, .. } | Edit::Delete { id, .. } => {
            FixLocation::Connection(id.slug.clone())
        }
        Edit::SetOverride(edit) => FixLocation::Workspace(edit.workspace.clone()),
        Edit::SetGlobal { global, .. } => FixLocation::Key(global.key().to_owned()),
        Edit::SetDefault { .. } => FixLocation::Key(DEFAULT.to_owned()),
        _ => return None,
    })
}

fn location_of_change(change: &Change) -> Option<FixLocation> {
    match (&change.file, &change.path[..]) {
        (FileRef::Workspace(root), _) => Some(FixLocation::Workspace(root.clone())),
        (FileRef::Config, [PathStep::Key(list), PathStep::Item { slug, .. }, ..])
            if list == LIST =>
        {
            slug.clone().map(FixLocation::Connection)
        }
        (FileRef::Config, [PathStep::Key(key), ..]) => Some(FixLocation::Key(key.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::problems::Severity;
    use serde_json::json;

    fn settings() -> Settings {
        let twin = json!({"slug": "a", "name": "A", "providerType": "pi", "piAuthProvider": "groq", "authType": "none",
            "models": ["m"], "createdAt": 1});
        let faulty = |slug: &str| {
            json!({"slug": slug, "name": "F", "providerType": "pi", "piAuthProvider": "groq", "authType": "none",
                "models": ["m"], "defaultModel": "m", "createdAt": null})
        };
        let root = json!({"workspaces": [], "llmConnections": [twin, faulty("b"), twin, faulty("c"), twin],
            "defaultLlmConnection": "b", "enable1MContext": null});
        Settings::from_value(root).expect("usable")
    }

    #[test]
    fn all_fixes_apply_together_and_report_by_location() {
        let before = settings();
        let edits = before.fixes(7).settings;
        let after = Edit::All(edits.clone()).apply(&before).expect("fixed");
        let left = after.problems(7).into_iter();
        let left: Vec<String> = left
            .filter(|p| p.severity != Severity::Note && p.fix.is_some())
            .map(|p| p.sentence)
            .collect();
        assert_eq!(left, [""; 0]);
        assert_eq!(after.connections().len(), 3);
        let changes = crate::settings::edit::diff::diff(&before, &after);
        let all = changes.len();
        let fixed = before.fixed_in_each_location(&edits, changes);
        assert_eq!(fixed.iter().map(|f| f.changes.len()).sum::<usize>(), all);
        for slug in ["b", "c"] {
            let of =
                |f: &&Fixed| f.changes.iter().any(|c| c.location().contains(&format!("[{slug}]")));
            assert_eq!(fixed.iter().filter(of).count(), 1, "{slug}");
        }
    }
}
