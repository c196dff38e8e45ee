//! Which slug a connection may have: one that no other has, and that never changes afterwards. And
//! which name it gets, so that a list never shows two of one name that a person did not choose.

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

    /// The name itself where no connection has it, else the next one with a number behind it.
    pub(in crate::settings) fn free_name_like(&self, name: &str) -> String {
        let is_taken = |name: &str| {
            let mut names = self.connections().iter().map(|c| c.display_name());
            names.any(|taken| taken.to_lowercase() == name.to_lowercase())
        };
        let numbered = (2_u64..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
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
