//! How one entry of the list is named, in a broken file too.

use std::fmt;

/// One entry of the list: its slug, and which of those with the same slug it is (0 except in a
/// broken file). An entry without a slug has an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId {
    /// The slug, empty when there is none.
    pub slug: String,
    /// How many entries before it have the same slug.
    pub nth: usize,
}

impl ConnectionId {
    /// The first connection of a slug.
    pub fn first(slug: impl Into<String>) -> Self {
        Self { slug: slug.into(), nth: 0 }
    }
}

/// The slug; of a broken file's further ones with their number behind it, and of those without a
/// slug the number alone.
impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.slug)?;
        if self.nth > 0 || self.slug.is_empty() {
            write!(f, "#{}", self.nth + 1)?;
        }
        Ok(())
    }
}
