//! How far the probes of some connections are.

use std::sync::Arc;

use crate::cli::messages::progress;
use crate::craft_link::Tested;
use crate::probe::is_without_network;
use crate::probe::report::{Report, Verdict};
use crate::settings::Connection;

/// One connection, and the outcome of its probe.
#[derive(Clone)]
pub(super) struct Progress {
    pub slug: String,
    pub connection: Arc<Connection>,
    pub outcome: Option<Result<Box<Report>, String>>,
    /// What the running Craft says, where it was to be asked.
    pub craft: Option<Result<Tested, String>>,
}

impl Progress {
    pub(super) fn report(&self) -> Option<&Report> {
        self.outcome.as_ref()?.as_deref().ok()
    }

    pub(super) fn report_mut(&mut self) -> Option<&mut Report> {
        self.outcome.as_mut()?.as_deref_mut().ok()
    }

    pub(super) fn fails_in_craft(&self) -> bool {
        matches!(&self.craft, Some(Ok(Tested { failed: Some(_), .. })))
    }

    pub(super) fn verdict(&self) -> Verdict {
        match &self.outcome {
            Some(Ok(report)) => report.verdict(),
            _ => Verdict::Failed,
        }
    }
}

/// Whether some name could be resolved, or too little was asked to know that none can.
pub(super) fn has_network(all: &[Progress]) -> bool {
    let reports = || all.iter().filter_map(Progress::report);
    reports().any(Report::has_resolved_a_name)
        || !is_without_network(reports().filter_map(Report::unresolved_host))
}

/// How many have ended of how many, and how many of these have failed.
pub(super) fn how_far(all: &[Progress]) -> String {
    let ended = || all.iter().filter(|one| one.outcome.is_some());
    let failed = ended().filter(|one| one.verdict() == Verdict::Failed).count();
    progress(ended().count(), all.len(), failed)
}
