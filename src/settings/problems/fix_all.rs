//! All fixes that lose nothing, as one edit.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Fix, Severity};
use crate::settings::Settings;
use crate::settings::edit::Edit;

/// Everything to fix.
#[derive(Default)]
pub struct Fixes {
    /// Edits of settings, to apply together.
    pub settings: Vec<Edit>,
    /// Edits of credentials, each to apply alone.
    pub credentials: Vec<Edit>,
    /// For each fix, its location by the name at that point, and what it does.
    pub labels: Vec<(String, String)>,
}

impl Fixes {
    /// All of it as one edit; None if there is nothing to fix.
    pub fn together(self) -> Option<Edit> {
        let edits = [self.settings, self.credentials].concat();
        (!edits.is_empty()).then_some(Edit::Fixes(edits))
    }
}

/// The most rounds: a fix may reveal another problem, but none brings back what it fixed.
const ROUNDS: usize = 8;

impl Settings {
    /// The fixes for everything but notes, each applied to the result of the previous ones, until
    /// no problem has a fix. `now_ms` is in milliseconds since the epoch.
    pub fn fixes(&self, now_ms: u64) -> Fixes {
        let mut fixes = Fixes::default();
        let mut settings = self.clone();
        let mut made = HashSet::new();
        for _ in 0..ROUNDS {
            let found = settings.problems(now_ms).into_iter();
            let mut due: Vec<_> = found.filter(|found| found.severity != Severity::Note).collect();
            // Delete the last of several connections with the same slug first, so that the others
            // keep their numbers.
            due.sort_by_key(|found| match found.fix.as_ref().map(|fix| &fix.edit) {
                Some(Edit::Delete { id, .. }) => (1, Reverse(id.nth)),
                _ => (0, Reverse(0)),
            });
            let mut is_done = true;
            for found in due {
                let fault = (found.location, found.sentence);
                let Some(Fix { edit, label }) = found.fix.filter(|_| !made.contains(&fault)) else {
                    continue;
                };
                let subject = settings.name_of(&fault.0);
                if edit.is_of_credentials() {
                    fixes.credentials.push(edit);
                } else if edit.apply_to(&mut settings).is_ok() {
                    fixes.settings.push(edit);
                } else {
                    // Another fix of this round changed the same value: the next round sees the
                    // result.
                    continue;
                }
                fixes.labels.push((subject, label));
                made.insert(fault);
                is_done = false;
            }
            if is_done {
                break;
            }
        }
        fixes
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: u64 = 1_770_000_000_000;

    #[test]
    fn entries_without_an_id_do_not_keep_a_null_in_the_list() {
        for (models, fixed) in [
            (json!([null, "gpt-5"]), json!(["gpt-5"])),
            (json!(["", null]), json!([])),
            (json!(["gpt-5", " ", null, null]), json!(["gpt-5"])),
        ] {
            let root = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
                "defaultLlmConnection": "x", "llmConnections": [{"slug": "x", "name": "X",
                "providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
                "models": models, "defaultModel": "gpt-5", "baseUrl": "https://own.example/v1",
                "customEndpoint": {"api": "openai-completions"}, "createdAt": 1}]});
            let before = Settings::from_value(root).expect("usable");
            let edits = before.fixes(NOW).settings;
            let after = Edit::All(edits).apply(&before).expect("every fix can be made");
            assert_eq!(after.to_value()["llmConnections"][0]["models"], fixed, "{models}");
        }
    }

    #[test]
    fn no_fix_is_offered_that_would_be_refused() {
        let root = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
            "llmConnections": [{"slug": "x", "name": "X", "providerType": "pi_compat",
            "authType": "api_key_with_endpoint", "piAuthProvider": "openai", "models": [{"id": ""}, null],
            "baseUrl": "https://own.example/v1", "customEndpoint": {"api": "openai-completions"},
            "createdAt": 1}]});
        let settings = Settings::from_value(root).expect("usable");
        for problem in settings.problems(NOW) {
            if let Some(fix) = problem.fix {
                assert!(fix.edit.apply(&settings).is_ok(), "{}: {}", problem.sentence, fix.label);
            }
        }
    }
}
