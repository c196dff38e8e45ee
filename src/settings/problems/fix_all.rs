//! Every fix that loses nothing, as one edit.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Fix, Severity};
use crate::settings::Settings;
use crate::settings::edit::Edit;

/// Everything that is fixed.
#[derive(Default)]
pub struct Fixes {
    /// What changes settings, to be made at once.
    pub settings: Vec<Edit>,
    /// What changes credentials, each to be made alone.
    pub credentials: Vec<Edit>,
    /// Where each of them is, by the name that it has by then, and what it does.
    pub labels: Vec<(String, String)>,
}

impl Fixes {
    /// All of it as one edit; none where there is nothing.
    pub fn together(self) -> Option<Edit> {
        let edits = [self.settings, self.credentials].concat();
        (!edits.is_empty()).then_some(Edit::Fixes(edits))
    }
}

/// The most rounds: a fix may bring another fault to light, and none brings back what it fixed.
const ROUNDS: usize = 8;

impl Settings {
    /// The fixes of everything but notes, each made on what the ones before it left, until nothing
    /// is left that has one. `now` is in milliseconds since the epoch.
    pub fn fixes(&self, now: u64) -> Fixes {
        let mut fixes = Fixes::default();
        let mut settings = self.clone();
        let mut made = HashSet::new();
        for _ in 0..ROUNDS {
            let found = settings.problems(now).into_iter();
            let mut due: Vec<_> = found.filter(|found| found.severity != Severity::Note).collect();
            // Of several connections with one slug the last is deleted first, so that the others
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
                let place = settings.name_of(&fault.0);
                if edit.is_of_credentials() {
                    fixes.credentials.push(edit);
                } else if edit.apply_to(&mut settings).is_ok() {
                    fixes.settings.push(edit);
                } else {
                    // Another fix of this round changed the same: the next round sees what is left.
                    continue;
                }
                fixes.labels.push((place, label));
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
