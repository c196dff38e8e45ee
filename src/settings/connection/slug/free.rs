//! Picks a free slug for a connection, which never changes afterwards, and a free name, so that a
//! list never shows a duplicate name that no person chose.

use super::slugify;
use crate::settings::Settings;
use crate::settings::connection::field_errors::{FieldError, slug_taken};
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;

/// The slug itself if it is free, else with `-2`, `-3`, … appended. An empty one becomes
/// `connection`.
pub fn next_free(slug: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug = if slug.is_empty() { "connection" } else { slug };
    if !taken(slug) {
        return slug.to_owned();
    }
    let mut number = 2_u64;
    loop {
        let numbered = format!("{slug}-{number}");
        if !taken(&numbered) {
            return numbered;
        }
        number += 1;
    }
}

/// The error for a changed slug.
pub(in crate::settings) fn slug_stays(connection: &Connection) -> FieldError {
    let slug = connection.slug();
    FieldError {
        path: "slug",
        sentence: format!("The slug stays {slug}: sessions and keys refer to it."),
    }
}

impl Settings {
    /// The next free slug for a name.
    pub(crate) fn slug_for(&self, name: &str) -> String {
        self.free_slug_like(&slugify(name))
    }

    /// The slug itself if it is free, else the next free one with a number appended.
    pub(in crate::settings) fn free_slug_like(&self, slug: &str) -> String {
        next_free(slug, |slug| !self.is_free_slug(slug))
    }

    /// The name itself if no connection has it, else the next free one with a number appended.
    pub(in crate::settings) fn free_name_like(&self, name: &str) -> String {
        let is_taken = |name: &str| {
            let mut names = self.connections().iter().map(|c| c.display_name());
            names.any(|taken| taken.to_lowercase() == name.to_lowercase())
        };
        let numbered = (2_u64..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
    }

    /// Whether a new connection may use the slug: no other has it, and it would not inherit stored
    /// credentials of an earlier connection.
    pub(crate) fn is_free_slug(&self, slug: &str) -> bool {
        !self.has_slug(slug) && self.credentials().kinds_of(slug).is_empty()
    }

    /// The error for a slug that another connection has.
    pub(in crate::settings) fn slug_taken(&self, slug: &str) -> Option<FieldError> {
        let other = self.connections().iter().find(|c| c.slug() == slug)?;
        let free = redacted_text(&self.free_slug_like(slug));
        let sentence = slug_taken(&redacted_text(slug), &other.display_name(), &free);
        Some(FieldError { path: "slug", sentence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_slug_gets_next_number() {
        assert_eq!(next_free("x", |s| s == "x" || s == "x-2"), "x-3");
        assert_eq!(next_free("", |_| false), "connection");
    }
}
