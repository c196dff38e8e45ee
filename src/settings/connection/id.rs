//! How an entry of the list is identified, even in a broken file, and an index by slug and name, so
//! that no lookup scans a long list.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;

use super::object::Connection;

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

/// The positions of connections by slug, and all positions ordered by name.
pub(crate) struct Positions {
    by_slug: HashMap<Box<str>, SlugPositions>,
    /// All positions, ordered by name ignoring case; among equal names, in list order.
    pub by_name: Vec<usize>,
}

/// The positions of the connections with one slug: exactly one except in a broken file.
struct SlugPositions {
    first: usize,
    more: Vec<usize>,
}

impl Positions {
    /// Indexes a list in one pass, because its contents are scattered in memory.
    pub(crate) fn of(connections: &[Arc<Connection>]) -> Self {
        let mut by_slug: HashMap<Box<str>, SlugPositions> =
            HashMap::with_capacity(connections.len());
        let mut names: Vec<(String, usize)> = Vec::with_capacity(connections.len());
        for (position, connection) in connections.iter().enumerate() {
            match by_slug.entry(connection.slug().into()) {
                Entry::Vacant(new) => {
                    new.insert(SlugPositions { first: position, more: Vec::new() });
                }
                Entry::Occupied(mut old) => old.get_mut().more.push(position),
            }
            names.push((connection.display_name().to_lowercase(), position));
        }
        names.sort_unstable();
        Self { by_slug, by_name: names.into_iter().map(|(_, position)| position).collect() }
    }

    /// The position of the nth connection with a slug, counting from 0.
    pub(crate) fn position(&self, slug: &str, nth: usize) -> Option<usize> {
        let positions = self.by_slug.get(slug)?;
        match nth.checked_sub(1) {
            None => Some(positions.first),
            Some(n) => positions.more.get(n).copied(),
        }
    }

    /// The number of connections with the slug before a position.
    pub(crate) fn nth(&self, slug: &str, position: usize) -> usize {
        let more = self.by_slug.get(slug).map_or(&[] as &[usize], |positions| &positions.more);
        // Positions are in list order.
        more.binary_search(&position).map_or(0, |n| n + 1)
    }

    /// The number of connections with the slug.
    pub(crate) fn count(&self, slug: &str) -> usize {
        self.by_slug.get(slug).map_or(0, |positions| 1 + positions.more.len())
    }
}
