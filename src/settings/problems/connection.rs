//! The problems of one connection, and the changes by Craft's next start.

use super::chats::{Known, faults};
use super::checked_fixes::CheckedFixes;
use super::fix::{FieldsFix, fix_of};
use super::starts::{Starts, is_converted};
use super::{Location, Problem, Severity, short, words};
use crate::settings::connection::field_errors::duplicate_slug;
use crate::settings::connection::object::{Connection, is_blank};
use crate::settings::connection::slug::slugify;
use crate::settings::craft::Variables;
use crate::settings::edit::Edit;
use crate::settings::{ConnectionId, Settings};

impl Settings {
    pub(super) fn find_connection_problems<'a>(
        &'a self,
        position: usize,
        (now_ms, variables): (u64, &Variables),
        (starts, fixes): &mut (Starts<'a>, CheckedFixes<'a>),
        found: &mut Vec<Problem>,
    ) {
        let connection = &*self.connections()[position];
        let mut problems = connection.problems_with_severity();
        let next = starts.next(connection);
        let after = next
            .as_ref()
            .filter(|_| is_converted(connection))
            .and_then(|next| next.converted(connection));
        let known = Known::of(self, connection, variables, now_ms);
        let faults = faults(connection, after.as_ref(), &known);
        let doubled = self.count_of_slug(connection.slug()) > 1;
        if problems.is_empty() && faults.is_empty() && next.is_none() && !doubled {
            return;
        }
        let id = self.id_at(position);
        let location = || Location::Connection(id.clone());
        let editable = self.why_not_editable(&id).is_none();
        if doubled && id.nth > 0 && !id.slug.is_empty() {
            let sentence = duplicate_slug(&id.slug);
            let same = self
                .connection(&ConnectionId::first(id.slug.clone()))
                .is_some_and(|first| **first == *connection);
            let delete = self.delete(&id, now_ms).filter(|_| same);
            let delete = delete.map(|edit| (words::DELETE_DOUBLE.to_owned(), edit));
            let fix = delete.or_else(|| self.unique_slug(connection, &id));
            let doubled = Problem::new(Severity::Error, location(), sentence);
            found.push(doubled.in_short(short::DUPLICATE_SLUG).fixed_by(fix));
        }
        // Report the consequence of another problem only once.
        problems.retain(|(severity, problem)| {
            let is_reported = || faults.iter().any(|fault| fault.problem.path == problem.path);
            *severity == Severity::Error || !is_reported()
        });
        for (severity, problem) in problems {
            let fix = if editable {
                fix_of(connection, &problem, now_ms)
                    .and_then(|fix| fix.edit(connection, &id, fixes))
            } else {
                self.slug_from_name(connection, &id)
            };
            let path = if editable { problem.path } else { "" };
            let in_short = short::of_field(connection, problem.path);
            let problem = Problem::new(severity, location(), problem.sentence);
            found.push(problem.in_short(in_short).in_field(path).fixed_by(fix));
        }
        let mut is_convertible = editable && connection.is_compat();
        for fault in faults {
            let fix = fault.fix.filter(|fix| editable && fix.is_plain);
            let fix = fix.and_then(|fix| fix.edit(connection, &id, fixes));
            // Offer the conversion only once.
            is_convertible &= fix.as_ref().is_none_or(|(label, _)| label != words::CONVERT_NOW);
            let path = if editable { fault.problem.path } else { "" };
            let problem = Problem::redacted(fault.severity, location(), fault.problem.sentence);
            found.push(problem.in_short(fault.short).in_field(path).fixed_by(fix));
        }
        if let Some(text) = next.and_then(|next| next.text.clone()) {
            let changes = is_convertible.then(|| connection.as_compatible()).flatten();
            let fix = changes.and_then(|changes| {
                let fix = FieldsFix::plain(words::CONVERT_NOW, changes)?;
                FieldsFix { is_sound: true, ..fix }.edit(connection, &id, fixes)
            });
            found.push(Problem::redacted(Severity::Note, location(), text).fixed_by(fix));
        }
    }

    /// A slug derived from the name, for a connection without one: nothing can refer to it yet.
    fn slug_from_name(&self, connection: &Connection, id: &ConnectionId) -> Option<(String, Edit)> {
        let is_unnamed = connection.object().is_some() && is_blank(connection.get("slug"));
        let name = connection.text("name").filter(|_| is_unnamed)?;
        self.slug_given(connection, id, self.slug_for(name))
    }

    /// The next free slug, for a connection whose slug an earlier one has: sessions and keys keep
    /// referring to the earlier one, as they do once Craft accepts the file.
    fn unique_slug(&self, connection: &Connection, id: &ConnectionId) -> Option<(String, Edit)> {
        let slug = self.free_slug_like(&slugify(connection.slug()));
        self.slug_given(connection, id, slug)
    }

    fn slug_given(
        &self,
        connection: &Connection,
        id: &ConnectionId,
        slug: String,
    ) -> Option<(String, Edit)> {
        let seen = self.connection(id)?.clone();
        let label = words::give_slug(&slug);
        let after = connection.clone().with("slug", Some(slug.into()));
        let edit = Edit::Replace { id: id.clone(), seen, connection: after };
        Some((label, edit))
    }
}
