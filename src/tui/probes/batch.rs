//! The validation of several connections at once: its progress and its result.

use std::time::Instant;

use crate::probe::report::{Verdict, seconds};
use crate::settings::ConnectionId;
use crate::tui::messages;

/// Connections that are validated together.
pub(super) struct Batch {
    pub(super) ids: Vec<ConnectionId>,
    started: Instant,
}

impl Batch {
    pub(super) fn start(ids: Vec<ConnectionId>) -> Self {
        Self { ids, started: Instant::now() }
    }

    /// The progress, in a sentence; `left` probes have not ended.
    pub(super) fn progress(&self, left: usize) -> String {
        messages::batch_progress(self.ids.len() - left, self.ids.len())
    }

    /// Reports the cancellation, in a sentence; `left` probes had not ended.
    pub(super) fn canceled(&self, left: usize) -> String {
        messages::batch_canceled(self.ids.len() - left, self.ids.len())
    }

    /// Whether all connections are valid, and the result in a sentence that names the key for the
    /// next failed one.
    pub(super) fn summary(&self, verdicts: &[Verdict], next: &str) -> (bool, String) {
        let took = seconds(self.started.elapsed());
        let count = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
        let (valid, failed) = (count(Verdict::Valid), count(Verdict::Failed));
        let is_valid = valid == verdicts.len();
        let counts = if is_valid {
            messages::all_valid(valid)
        } else {
            messages::batch_counts(valid, failed, count(Verdict::Unproven))
        };
        (is_valid, messages::batch_ended(&counts, &took, (!is_valid).then_some(next)))
    }
}
