//! What the log records about a commit: the kind of edit and the places it changed, no values.

use super::commit_error::CommitError;
use crate::settings::edit::diff::Change;

/// The most places to log for one commit.
const PLACES: usize = 12;

/// Logs a commit: what it changed, or why it was not made.
pub(super) fn log_commit(edit: &'static str, outcome: Result<&[Change], &CommitError>) {
    match outcome {
        Ok(changes) => {
            log::info!(edit, changes = changes.len(), places:% = places(changes); "committed");
        }
        Err(why) => log::info!(edit, why:%; "not-committed"),
    }
}

fn places(changes: &[Change]) -> String {
    let first = changes.iter().take(PLACES).map(Change::place);
    let more = (changes.len() > PLACES).then(|| "…".to_owned());
    first.chain(more).collect::<Vec<_>>().join(", ")
}
