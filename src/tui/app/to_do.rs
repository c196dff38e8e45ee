//! What is left to do for connections beside their problems: each row with a warning mark is listed
//! among the problems, and counts in the header.

use std::collections::HashSet;

use super::App;
use crate::settings::credential::CredentialProblem;
use crate::settings::credential::environment::stand_in_variables;
use crate::settings::credential::fields::typed_field;
use crate::settings::problems::{Location, Problem, Severity};
use crate::settings::{Connection, ConnectionId, Settings};
use crate::tui::messages;
use crate::tui::page::lacking_of;

impl App {
    /// What the rows of connections without a problem of their own warn about. `problems` are the
    /// ones of the settings, and `now_ms` is in milliseconds since the epoch.
    pub(super) fn to_do(&self, problems: &[Problem], now_ms: u64) -> Vec<Problem> {
        let settings = self.store.settings();
        let warned = problems.iter().filter(|problem| problem.severity != Severity::Note);
        let warned: HashSet<&ConnectionId> = warned
            .filter_map(|problem| match &problem.location {
                Location::Connection(id) => Some(id),
                _ => None,
            })
            .collect();
        let mut to_do = Vec::new();
        for position in settings.display_order() {
            let (connection, id) = (&settings.connections()[position], settings.id_at(position));
            if warned.contains(&id) {
                continue;
            }
            if let Some(lacking) = lacking_of(settings, connection, now_ms) {
                let path = typed_field(connection);
                let sentence = consequence(settings, connection, lacking, now_ms);
                to_do.push(Problem::to_do(id, sentence, path));
            } else if let Some(remark) = self.probes.remark(&id, settings) {
                to_do.push(Problem::to_do(id, messages::validation_remarks(&remark), ""));
            }
        }
        to_do
    }
}

/// What comes of what a connection lacks, as its row puts it.
fn consequence(settings: &Settings, connection: &Connection, lacking: &str, now_ms: u64) -> String {
    match settings.authentication(connection, now_ms).problem_for(connection) {
        Some(CredentialProblem::Expiring(..)) => messages::chats_will_fail(lacking),
        Some(CredentialProblem::Missing(_)) => {
            messages::chats_fail(lacking, &stand_in_variables(connection))
        }
        _ => messages::chats_fail(lacking, &[]),
    }
}
