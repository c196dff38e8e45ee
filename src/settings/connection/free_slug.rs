//! Which slug a connection may have: one that no other has, and that never changes afterwards.

use super::faults::FieldError;
use super::object::Connection;
use super::slug::{next_free, slugify};
use crate::settings::Settings;
use crate::settings::redact::redacted_text;

/// That the slug of a connection cannot be changed.
pub(in crate::settings) fn slug_stays(connection: &Connection) -> FieldError {
    let slug = connection.slug();
    FieldError {
        path: "slug",
        sentence: format!("The slug stays {slug}: sessions and keys refer to it."),
    }
}

impl Settings {
    /// The next free slug for a name.
    pub fn slug_for(&self, name: &str) -> String {
        self.free_slug_like(&slugify(name))
    }

    /// The slug itself where it is free, else the next one with a number behind it.
    pub(in crate::settings) fn free_slug_like(&self, slug: &str) -> String {
        next_free(slug, |slug| !self.is_free_slug(slug))
    }

    /// Whether a new connection may have the slug: no other has it, and no credentials of an
    /// earlier one would become the new one's.
    pub(crate) fn is_free_slug(&self, slug: &str) -> bool {
        !self.has_slug(slug) && self.credentials().kinds_of(slug).is_empty()
    }

    /// The problem of a slug that another connection has.
    pub(in crate::settings) fn slug_taken(&self, slug: &str) -> Option<FieldError> {
        let other = self.connections().iter().find(|c| c.slug() == slug)?;
        let sentence = format!(
            "The slug {} is taken by “{}”; {} is free.",
            redacted_text(slug),
            other.display_name(),
            redacted_text(&self.free_slug_like(slug))
        );
        Some(FieldError { path: "slug", sentence })
    }
}
