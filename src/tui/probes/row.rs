//! What a row says while its connection is validated, and afterwards.

use std::time::Instant;

use super::result::{RowStatus, Tone};
use super::{About, Probes, Progress};
use crate::settings::{Connection, ConnectionId, Settings};

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

impl Probes {
    /// What the row of a connection says; none where there is nothing to say.
    pub(crate) fn row_status(
        &self,
        id: &ConnectionId,
        connection: &Connection,
        settings: &Settings,
    ) -> Option<RowStatus> {
        // Most runs probe nothing, and every row asks.
        if self.all.is_empty() {
            return None;
        }
        let state = self.all.get(&About::Connection(id.clone()))?;
        if let Some(running) = &state.running {
            let text = match running.progress {
                Progress::Waiting => "Waiting to be validated…".to_owned(),
                Progress::Started(since) => self.spinner_text(since),
            };
            return Some(RowStatus { text, tone: Tone::Busy });
        }
        let last = state.last.as_ref()?;
        let is_over = last.until.is_some_and(|until| until <= Instant::now());
        if is_over || last.dismissed || !last.holds(connection, settings) {
            return None;
        }
        Some(RowStatus { text: last.summary(), tone: last.tone() })
    }

    /// That a probe runs, and for how long once that is worth saying.
    fn spinner_text(&self, since: Instant) -> String {
        let spinner = self.spinner();
        match since.elapsed().as_secs() {
            0 => format!("{spinner} Validating…"),
            seconds => format!("{spinner} Validating… {seconds} s"),
        }
    }

    /// That a probe waits or runs; none where there is none.
    pub(crate) fn busy(&self, about: &About) -> Option<String> {
        match self.all.get(about)?.running.as_ref()?.progress {
            Progress::Waiting => Some(format!("{} Validating…", self.spinner())),
            Progress::Started(since) => Some(self.spinner_text(since)),
        }
    }

    pub(crate) fn spinner(&self) -> &'static str {
        SPINNER[self.spinner_frame % SPINNER.len()]
    }
}
