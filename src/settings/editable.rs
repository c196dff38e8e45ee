//! Which connections can be edited field by field, and why others cannot.

use super::{ConnectionId, Settings};

/// Why a connection can only be deleted, or edited as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEditable {
    /// It is not an object, or has no slug.
    #[error("it is not a readable connection")]
    Unreadable,
    #[error("{count} connections have the slug {slug}")]
    SlugNotUnique { slug: String, count: usize },
}

impl NotEditable {
    /// The reason in two or three words.
    pub const fn in_short(&self) -> &'static str {
        match self {
            Self::Unreadable => "not readable",
            Self::SlugNotUnique { .. } => "slug not unique",
        }
    }
}

impl Settings {
    /// Why a connection cannot be edited field by field; None if it can.
    pub fn why_not_editable(&self, id: &ConnectionId) -> Option<NotEditable> {
        let connection = self.connection(id)?;
        if connection.object().is_none() || connection.slug().is_empty() {
            return Some(NotEditable::Unreadable);
        }
        let count = self.count_of_slug(&id.slug);
        (count > 1).then(|| NotEditable::SlugNotUnique { slug: id.slug.clone(), count })
    }
}
