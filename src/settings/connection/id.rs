//! Identifies an entry of the list, even in a broken file.

use std::fmt;

/// An entry of the list: its slug and its index among entries with the same slug (always 0 except
/// in a broken file). An entry without a slug counts as having an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId {
    /// The slug; empty if the entry has none.
    pub slug: String,
    /// The number of earlier entries with the same slug.
    pub nth: usize,
}

impl ConnectionId {
    /// The first connection with a slug.
    pub fn first(slug: impl Into<String>) -> Self {
        Self { slug: slug.into(), nth: 0 }
    }
}

/// The slug; in a broken file, duplicates get a number appended, and entries without a slug are
/// only a number.
impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.slug)?;
        if self.nth > 0 || self.slug.is_empty() {
            write!(f, "#{}", self.nth + 1)?;
        }
        Ok(())
    }
}
