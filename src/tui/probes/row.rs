//! What a row says while its connection is validated, and afterwards.

use std::time::Duration;

use super::result::{RowStatus, Tone};
use super::{About, Probes, Progress};
use crate::settings::{Connection, ConnectionId, Settings};
use crate::text::age::ago;
use crate::tui::messages;

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

impl Probes {
    /// What the row of a connection says of validating it, `now` in milliseconds since the epoch;
    /// none where nothing is known.
    pub(crate) fn row_status(
        &self,
        id: &ConnectionId,
        connection: &Connection,
        settings: &Settings,
        now: u64,
    ) -> Option<RowStatus> {
        // Most runs probe nothing, and every row asks.
        if self.all.is_empty() {
            return None;
        }
        let state = self.all.get(&About::Connection(id.clone()))?;
        if let Some(running) = &state.running {
            let text = match running.progress {
                Progress::Waiting => messages::WAITING_TO_VALIDATE.to_owned(),
                Progress::Started(since) => {
                    messages::validating_for(since.elapsed().as_secs()).to_lowercase()
                }
            };
            return Some(RowStatus { text, age: None, tone: Tone::Busy });
        }
        let last = state.last.as_ref().filter(|last| last.holds(connection, settings))?;
        let age = ago(Duration::from_millis(now.saturating_sub(last.at)));
        Some(RowStatus { text: last.in_short(), age: Some(age), tone: last.tone() })
    }

    /// That a probe waits or runs; none where there is none.
    pub(crate) fn busy(&self, about: &About) -> Option<String> {
        let text = match self.all.get(about)?.running.as_ref()?.progress {
            Progress::Waiting => messages::VALIDATING.to_owned(),
            Progress::Started(since) => messages::validating_for(since.elapsed().as_secs()),
        };
        Some(format!("{} {text}", self.spinner()))
    }

    pub(crate) fn spinner(&self) -> &'static str {
        SPINNER[self.spinner_frame % SPINNER.len()]
    }
}
