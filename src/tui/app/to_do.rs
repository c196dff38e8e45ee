//! What is left to do for connections beside their problems: each row with a warning mark is listed
//! among the problems, and counts in the header.

use std::collections::HashSet;

use super::App;
use crate::settings::ConnectionId;
use crate::settings::credential::fields::typed_field;
use crate::settings::problems::{Location, Problem, Severity};
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
                to_do.push(Problem::to_do(id, messages::chats_fail(lacking), path));
            } else if let Some(remark) = self.probes.remark(&id, settings) {
                to_do.push(Problem::to_do(id, messages::validation_remarks(&remark), ""));
            }
        }
        to_do
    }
}
