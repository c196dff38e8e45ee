//! An index of connections by slug and name, so that no lookup scans a long list.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::object::Connection;

/// The positions of connections by slug, and all positions ordered by name.
pub(crate) struct Positions {
    by_slug: HashMap<Box<str>, Places>,
    /// All positions, ordered by name ignoring case; among equal names, in list order.
    pub by_name: Vec<usize>,
}

/// The positions of the connections with one slug: exactly one except in a broken file.
struct Places {
    first: usize,
    more: Vec<usize>,
}

impl Positions {
    /// Indexes a list in one pass, because its contents are scattered in memory.
    pub(crate) fn of(connections: &[Arc<Connection>]) -> Self {
        let mut by_slug: HashMap<Box<str>, Places> = HashMap::with_capacity(connections.len());
        let mut names: Vec<(String, usize)> = Vec::with_capacity(connections.len());
        for (place, connection) in connections.iter().enumerate() {
            match by_slug.entry(connection.slug().into()) {
                Entry::Vacant(new) => drop(new.insert(Places { first: place, more: Vec::new() })),
                Entry::Occupied(mut old) => old.get_mut().more.push(place),
            }
            names.push((connection.display_name().to_lowercase(), place));
        }
        names.sort_unstable();
        Self { by_slug, by_name: names.into_iter().map(|(_, place)| place).collect() }
    }

    /// The position of the nth connection with a slug, counting from 0.
    pub(crate) fn position(&self, slug: &str, nth: usize) -> Option<usize> {
        let places = self.by_slug.get(slug)?;
        match nth.checked_sub(1) {
            None => Some(places.first),
            Some(n) => places.more.get(n).copied(),
        }
    }

    /// The number of connections with the slug before a position.
    pub(crate) fn nth(&self, slug: &str, place: usize) -> usize {
        let more = self.by_slug.get(slug).map_or(&[] as &[usize], |places| &places.more);
        // Positions are in list order.
        more.binary_search(&place).map_or(0, |n| n + 1)
    }

    /// The number of connections with the slug.
    pub(crate) fn count(&self, slug: &str) -> usize {
        self.by_slug.get(slug).map_or(0, |places| 1 + places.more.len())
    }
}
