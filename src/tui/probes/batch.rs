//! All connections, asked about at once: how far that is, and what came of it.

use std::time::Instant;

use super::{About, Probes};
use crate::probe::report::{Verdict, seconds};
use crate::settings::ConnectionId;

/// All connections, asked about at once.
pub(super) struct Batch {
    pub about: Vec<ConnectionId>,
    pub began: Instant,
}

impl Probes {
    /// Says that these are all that there are.
    pub fn start_batch(&mut self, about: Vec<ConnectionId>) {
        self.batch = Some(Batch { about, began: Instant::now() });
    }

    /// Gives up all that is asked about connections of the list; what is to be said of that, where
    /// there was anything.
    pub fn cancel_connections(&mut self) -> Option<String> {
        let stages_with_exchanges = match &self.batch {
            Some(batch) => {
                let all = batch.about.len();
                let done = all - self.left_in_batch();
                format!("Validating was cancelled: {done} of {all} were asked")
            }
            None => "Validating was cancelled".to_owned(),
        };
        self.batch = None;
        let running = self.by_number.values();
        let all: Vec<About> = running.filter(|a| **a != About::Draft).cloned().collect();
        for about in &all {
            self.cancel(about);
        }
        (!all.is_empty()).then_some(stages_with_exchanges)
    }

    pub(super) fn left_in_batch(&self) -> usize {
        let all = self.batch.iter().flat_map(|batch| &batch.about);
        all.filter(|id| self.is_running(&About::Connection((*id).clone()))).count()
    }

    /// How far the asking about all is, in a sentence; none where that is not under way.
    pub fn progress(&self) -> Option<String> {
        let batch = self.batch.as_ref()?;
        let all = batch.about.len();
        let done = all - self.left_in_batch();
        Some(format!("Validating {all} connections: {done} done · esc cancels"))
    }

    /// Ends the asking about all: whether all are valid, and what came of it, in a sentence.
    pub fn finish_batch(&mut self) -> Option<(bool, String)> {
        let batch = self.batch.take()?;
        let took = seconds(batch.began.elapsed());
        let verdicts = batch.about.iter().filter_map(|id| Some(self.of_id(id)?.verdict()));
        let verdicts: Vec<Verdict> = verdicts.collect();
        let count = |verdict: Verdict| verdicts.iter().filter(|v| **v == verdict).count();
        let (valid, failed) = (count(Verdict::Valid), count(Verdict::Failed));
        if valid == verdicts.len() {
            return Some((true, format!("All {valid} connections are valid · {took}")));
        }
        let unproven = match count(Verdict::Unproven) {
            0 => String::new(),
            n => format!(", {n} not proven"),
        };
        Some((
            false,
            format!("{valid} valid, {failed} failed{unproven} · {took} · n goes to the next"),
        ))
    }
}
