//! The validation of all connections at once: how far it is, and what came of it.

use std::time::Instant;

use crate::probe::report::{Verdict, seconds};
use crate::settings::ConnectionId;

/// The connections that are validated at once.
pub(super) struct Batch {
    pub(super) ids: Vec<ConnectionId>,
    started: Instant,
}

impl Batch {
    pub(super) fn start(ids: Vec<ConnectionId>) -> Self {
        Self { ids, started: Instant::now() }
    }

    /// How far it is, in a sentence; `left` have not ended.
    pub(super) fn progress(&self, left: usize) -> String {
        let all = self.ids.len();
        format!("Validating {all} connections: {} done · esc cancels", all - left)
    }

    /// That it was given up, in a sentence; `left` had not ended.
    pub(super) fn cancelled(&self, left: usize) -> String {
        let all = self.ids.len();
        format!("Validating was cancelled: {} of {all} were asked", all - left)
    }

    /// Whether all are valid, and what came of it, in a sentence.
    pub(super) fn summary(&self, verdicts: &[Verdict]) -> (bool, String) {
        let took = seconds(self.started.elapsed());
        let count = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
        let (valid, failed) = (count(Verdict::Valid), count(Verdict::Failed));
        if valid == verdicts.len() {
            return (true, format!("All {valid} connections are valid · {took}"));
        }
        let unproven = match count(Verdict::Unproven) {
            0 => String::new(),
            n => format!(", {n} unproven"),
        };
        let next = "n goes to the next";
        (false, format!("{valid} valid, {failed} failed{unproven} · {took} · {next}"))
    }
}
