//! The look for servers of models on this machine: what was found so far.

use crate::probe::local_servers::PortAnswer;
use crate::probe::worker::{Number, ProbeTask};
use crate::settings::connection::local_server::LocalServerKind;

use super::Probes;

#[derive(Default)]
pub(in crate::tui) struct LocalSearch {
    /// That of the search that runs; none when none does.
    running: Option<Number>,
    answers: Vec<(LocalServerKind, PortAnswer)>,
    /// Why nothing could be asked.
    pub failure: Option<String>,
}

impl LocalSearch {
    /// What the usual port of a server was found to be; none where that is not known.
    pub(in crate::tui) fn answer(&self, usual: LocalServerKind) -> Option<&PortAnswer> {
        self.answers.iter().find(|(kind, _)| *kind == usual).map(|(_, answer)| answer)
    }

    pub(in crate::tui) const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Takes what was found, where it is of the search that runs.
    pub(super) fn take(&mut self, number: Number, usual: LocalServerKind, answer: PortAnswer) {
        if self.running == Some(number) {
            self.answers.push((usual, answer));
        }
    }

    pub(super) fn end(&mut self, number: Number, outcome: Result<(), String>) {
        if self.running.take_if(|running| *running == number).is_some() {
            self.failure = outcome.err();
        }
    }
}

impl Probes {
    pub(in crate::tui) const fn local_servers(&self) -> &LocalSearch {
        &self.local
    }

    /// Looks anew: what was found before may have gone.
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
