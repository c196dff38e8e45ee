//! The validation status on a connection's row.

use std::time::Duration;

use super::result::{RowStatus, Tone};
use super::{About, Probes, Progress};
use crate::settings::{Connection, ConnectionId, Settings};
use crate::text::age::ago;
use crate::tui::messages;

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

impl Probes {
    /// The validation status of a connection; none if nothing is known. `now_ms` is in milliseconds
    /// since the epoch.
    pub(crate) fn row_status(
        &self,
        id: &ConnectionId,
        connection: &Connection,
        settings: &Settings,
        now_ms: u64,
    ) -> Option<RowStatus> {
        // Most runs probe nothing, and every row calls this.
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
            return Some(RowStatus { text, age: None, tone: Tone::Running, is_unsent: false });
        }
        let last = state.last.as_ref().filter(|last| last.holds(connection, settings))?;
        let age = ago(Duration::from_millis(now_ms.saturating_sub(last.at)));
        Some(RowStatus {
            text: last.in_short(),
            age: Some(age),
            tone: last.tone(),
            is_unsent: last.is_unsent(),
        })
    }

    /// Reports a waiting or running probe, if any.
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
