//! The search for model servers on this machine, and its results so far.

use crate::probe::local_servers::PortAnswer;
use crate::probe::worker::{ProbeNumber, ProbeTask};
use crate::settings::connection::local_server::LocalServerKind;

use super::Probes;

#[derive(Default)]
pub(in crate::tui) struct LocalSearch {
    /// The number of the running search, if any.
    running: Option<ProbeNumber>,
    answers: Vec<(LocalServerKind, PortAnswer)>,
    /// Why the search failed.
    pub failure: Option<String>,
}

impl LocalSearch {
    /// What the search found at a server's usual port; none if that is not known yet.
    pub(in crate::tui) fn answer(&self, usual: LocalServerKind) -> Option<&PortAnswer> {
        self.answers.iter().find(|(kind, _)| *kind == usual).map(|(_, answer)| answer)
    }

    pub(in crate::tui) const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Records an answer, unless it comes from an earlier search.
    pub(super) fn take(&mut self, number: ProbeNumber, usual: LocalServerKind, answer: PortAnswer) {
        if self.running == Some(number) {
            self.answers.push((usual, answer));
        }
    }

    pub(super) fn end(&mut self, number: ProbeNumber, outcome: Result<(), String>) {
        if self.running.take_if(|running| *running == number).is_some() {
            self.failure = outcome.err();
        }
    }
}

impl Probes {
    pub(in crate::tui) const fn local_servers(&self) -> &LocalSearch {
        &self.local
    }

    /// Starts a new search and drops the earlier results, which may be outdated.
    pub(in crate::tui) fn find_local_servers(&mut self) {
        self.cancel_local_servers();
        self.last_number += 1;
        let number = self.last_number;
        self.local = LocalSearch { running: Some(number), ..LocalSearch::default() };
        self.tasks.push_back(ProbeTask::FindLocalServers(number));
        self.start_spinner();
    }

    pub(in crate::tui) fn cancel_local_servers(&mut self) {
        if let Some(number) = self.local.running.take() {
            self.tasks.push_back(ProbeTask::Cancel(number));
        }
    }
}
