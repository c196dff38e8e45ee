//! The problems of a configuration, indexed for the screen's lookups per row and frame.

use std::ops::Deref;

use super::{Location, Problem, Severity};
use crate::settings::ConnectionId;

/// Problems, the most severe first.
#[derive(Default)]
pub struct ProblemIndex {
    all: Vec<Problem>,
    /// The positions of connection problems, by connection, and within one the most severe first.
    by_connection: Vec<usize>,
    /// The position of the most severe problem that makes a whole file unusable.
    of_file: Option<usize>,
    errors: usize,
    warnings: usize,
}

impl ProblemIndex {
    /// Indexes problems that are sorted with the most severe first.
    pub fn new(all: Vec<Problem>) -> Self {
        let is_of_connection = |position: &usize| connection_of(&all[*position]).is_some();
        let mut by_connection: Vec<usize> = (0..all.len()).filter(is_of_connection).collect();
        // A stable sort: problems of one connection keep their order.
        by_connection.sort_by_key(|position| connection_of(&all[*position]));
        let is_of_file = |problem: &Problem| {
            problem.severity == Severity::Error
                && matches!(
                    problem.location,
                    Location::File | Location::UnusableFile | Location::Credentials
                )
        };
        let count = |severity| all.iter().filter(|problem| problem.severity == severity).count();
        Self {
            by_connection,
            of_file: all.iter().position(is_of_file),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            all,
        }
    }

    /// The problems of a connection, the most severe first.
    pub fn of_connection(&self, id: &ConnectionId) -> impl Iterator<Item = &Problem> {
        let is_before = |position: &usize| connection_of(&self.all[*position]) < Some(id);
        let first = self.by_connection.partition_point(is_before);
        let all = self.by_connection[first..].iter().map(|position| &self.all[*position]);
        all.take_while(move |problem| connection_of(problem) == Some(id))
    }

    /// The most severe problem of a connection; None if it has only notes.
    pub fn worst_of(&self, id: &ConnectionId) -> Option<&Problem> {
        self.of_connection(id).find(|problem| problem.severity != Severity::Note)
    }

    /// The most severe problem that makes a whole file unusable and has no row.
    pub fn of_file(&self) -> Option<&Problem> {
        self.of_file.map(|position| &self.all[position])
    }

    /// The number of problems with a severity.
    pub const fn count(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Note => self.all.len() - self.errors - self.warnings,
        }
    }
}

fn connection_of(problem: &Problem) -> Option<&ConnectionId> {
    match &problem.location {
        Location::Connection(id) => Some(id),
        _ => None,
    }
}

impl Deref for ProblemIndex {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(severity: Severity, location: Location, sentence: &str) -> Problem {
        Problem::redacted(severity, location, sentence.to_owned())
    }

    #[test]
    fn connection_problems_are_sorted_by_severity() {
        let of = |slug: &str, nth| ConnectionId { slug: slug.to_owned(), nth };
        let on = |slug: &str, nth| Location::Connection(of(slug, nth));
        let list = ProblemIndex::new(vec![
            problem(Severity::Error, on("b", 0), "b1"),
            problem(Severity::Error, Location::Credentials, "file"),
            problem(Severity::Warning, on("a", 0), "a1"),
            problem(Severity::Warning, on("b", 1), "second b"),
            problem(Severity::Note, on("b", 0), "b2"),
            problem(Severity::Note, on("c", 0), "c1"),
        ]);
        let sentences = |id: &ConnectionId| {
            let all = list.of_connection(id).map(|problem| problem.sentence.as_str());
            all.collect::<Vec<_>>()
        };
        assert_eq!(sentences(&of("a", 0)), ["a1"]);
        assert_eq!(sentences(&of("b", 0)), ["b1", "b2"]);
        assert_eq!(sentences(&of("b", 1)), ["second b"]);
        assert!(sentences(&of("bb", 0)).is_empty());
        let worst = |slug| list.worst_of(&of(slug, 0)).map(|problem| problem.sentence.as_str());
        assert_eq!((worst("b"), worst("c"), worst("d")), (Some("b1"), None, None));
        assert_eq!(list.of_file().map(|problem| problem.sentence.as_str()), Some("file"));
        assert_eq!(list.count(Severity::Note), 2);
    }
}
