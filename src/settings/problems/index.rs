//! The problems of a configuration, indexed for the screen's lookups per row and frame.

use std::collections::HashMap;
use std::ops::Deref;

use super::{Location, Problem, Severity};
use crate::settings::ConnectionId;

/// How many rows have errors, and how many have warnings only.
#[derive(Clone, Copy, Default)]
struct Counts {
    errors: usize,
    warnings: usize,
}

impl Counts {
    const fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning | Severity::Note => &mut self.warnings,
        }
    }
}

/// Problems, the most severe first, and what else is to do.
#[derive(Default)]
pub struct ProblemIndex {
    all: Vec<Problem>,
    /// The positions of connection problems, by connection, and within one the most severe first.
    by_connection: Vec<usize>,
    /// The position of the most severe problem that makes a whole file unusable.
    of_file: Option<usize>,
    /// The rows with more than notes, each once, with its worst severity.
    rows: HashMap<Location, Severity>,
    /// The numbers of rows with errors and of those with warnings, counted once: a frame is drawn for
    /// every key.
    counts: Counts,
    notes: usize,
}

impl ProblemIndex {
    /// Indexes problems that are sorted with the most severe first. `to_do` is listed after the
    /// warnings and counts for its rows, but is no problem of a connection: its row says it itself.
    pub fn new(mut all: Vec<Problem>, to_do: Vec<Problem>) -> Self {
        let first_note = all.partition_point(|problem| problem.severity != Severity::Note);
        let added = first_note..first_note + to_do.len();
        all.splice(first_note..first_note, to_do);
        let is_of_connection = |position: &usize| {
            connection_of(&all[*position]).is_some() && !added.contains(position)
        };
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
        let mut rows = HashMap::new();
        for problem in &all[..added.end] {
            rows.entry(problem.location.row()).or_insert(problem.severity);
        }
        let mut counts = Counts::default();
        for severity in rows.values() {
            *counts.of(*severity) += 1;
        }
        Self {
            by_connection,
            of_file: all.iter().position(is_of_file),
            rows,
            counts,
            notes: all.len() - added.end,
            all,
        }
    }

    /// The problems of a connection, the most severe first.
    pub(crate) fn of_connection(&self, id: &ConnectionId) -> impl Iterator<Item = &Problem> {
        let is_before = |position: &usize| connection_of(&self.all[*position]) < Some(id);
        let first = self.by_connection.partition_point(is_before);
        let all = self.by_connection[first..].iter().map(|position| &self.all[*position]);
        all.take_while(move |problem| connection_of(problem) == Some(id))
    }

    /// The most severe problem of a connection; None if it has only notes.
    pub(crate) fn worst_of(&self, id: &ConnectionId) -> Option<&Problem> {
        self.of_connection(id).find(|problem| problem.severity != Severity::Note)
    }

    /// The most severe problem that makes a whole file unusable and has no row.
    pub fn of_file(&self) -> Option<&Problem> {
        self.of_file.map(|position| &self.all[position])
    }

    /// How many rows have more than notes, and the worst severity among them; None if no row has.
    /// Leaves out the rows of some connections, each given once.
    pub(crate) fn count_rows_without<'a>(
        &self,
        others: impl IntoIterator<Item = &'a ConnectionId>,
    ) -> Option<(Severity, usize)> {
        let mut counts = self.counts;
        for id in others {
            if let Some(severity) = self.worst_in_row(&Location::Connection(id.clone())) {
                *counts.of(severity) -= 1;
            }
        }
        let all = counts.errors + counts.warnings;
        let worst = if counts.errors > 0 { Severity::Error } else { Severity::Warning };
        (all > 0).then_some((worst, all))
    }

    /// The worst severity in a row; None if it has only notes.
    pub(crate) fn worst_in_row(&self, row: &Location) -> Option<Severity> {
        self.rows.get(row).copied()
    }

    pub(crate) const fn count_notes(&self) -> usize {
        self.notes
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
        let list = ProblemIndex::new(
            vec![
                problem(Severity::Error, on("b", 0), "b1"),
                problem(Severity::Error, Location::Credentials, "file"),
                problem(Severity::Warning, on("a", 0), "a1"),
                problem(Severity::Warning, on("b", 1), "second b"),
                problem(Severity::Note, on("b", 0), "b2"),
                problem(Severity::Note, on("c", 0), "c1"),
            ],
            vec![problem(Severity::Warning, on("d", 0), "to do")],
        );
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
        assert_eq!(list.count_notes(), 2);
        let listed: Vec<&str> = list.iter().map(|problem| problem.sentence.as_str()).collect();
        assert_eq!(listed, ["b1", "file", "a1", "second b", "to do", "b2", "c1"]);
        let severity = |slug| list.worst_in_row(&on(slug, 0));
        assert_eq!(
            ["b", "a", "d"].map(severity),
            [Some(Severity::Error), Some(Severity::Warning), Some(Severity::Warning),]
        );
        assert_eq!(severity("c"), None);
        let without = |slugs: &[&str]| {
            let ids: Vec<_> = slugs.iter().map(|slug| of(slug, 0)).collect();
            list.count_rows_without(&ids)
        };
        assert_eq!(without(&[]), Some((Severity::Error, 5)));
        assert_eq!(without(&["a", "b", "c"]), Some((Severity::Error, 3)), "that of the file");
        let of_one =
            ProblemIndex::new(vec![problem(Severity::Warning, on("a", 0), "a1")], Vec::new());
        assert_eq!(of_one.count_rows_without(&[of("a", 0)]), None);
    }
}
