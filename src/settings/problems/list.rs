//! The problems of a configuration, with what a screen asks of them for each row and frame.

use std::collections::HashMap;
use std::ops::Deref;

use super::{Location, Problem, Severity};
use crate::settings::ConnectionId;

/// Problems, the worst first.
#[derive(Default)]
pub struct ProblemList {
    all: Vec<Problem>,
    /// Where the worst of each connection stands that has one which is more than a note.
    worst: HashMap<ConnectionId, usize>,
    notes: usize,
}

impl ProblemList {
    /// A list of problems, which stand with the worst first.
    pub fn new(all: Vec<Problem>) -> Self {
        let mut worst = HashMap::new();
        let mut notes = 0;
        for (place, problem) in all.iter().enumerate() {
            match &problem.location {
                _ if problem.severity == Severity::Note => notes += 1,
                Location::Connection(id) if !worst.contains_key(id) => {
                    worst.insert(id.clone(), place);
                }
                _ => {}
            }
        }
        Self { all, worst, notes }
    }

    /// The worst problem of a connection; none where it has only notes.
    pub fn worst_of(&self, id: &ConnectionId) -> Option<&Problem> {
        self.worst.get(id).map(|place| &self.all[*place])
    }

    pub const fn notes(&self) -> usize {
        self.notes
    }
}

impl Deref for ProblemList {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.all
    }
}
