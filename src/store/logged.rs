//! What the log records about a commit: the kind of edit and the locations it changed, no values.

use super::commit_error::CommitError;
use crate::settings::edit::diff::Change;

/// The most places to log for one commit.
const LOCATIONS: usize = 12;

/// Logs a commit: what it changed, or why it was not made.
pub(super) fn log_commit(edit: &'static str, outcome: Result<&[Change], &CommitError>) {
    match outcome {
        Ok(changes) => {
            log::info!(edit, changes = changes.len(), places:% = locations(changes); "committed");
        }
        Err(why) => log::info!(edit, why:%; "not-committed"),
    }
}

fn locations(changes: &[Change]) -> String {
    let first = changes.iter().take(LOCATIONS).map(Change::location);
    let more = (changes.len() > LOCATIONS).then(|| "…".to_owned());
    first.chain(more).collect::<Vec<_>>().join(", ")
}
