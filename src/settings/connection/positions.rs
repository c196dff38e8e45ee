//! Where each connection is in the list, so that no answer walks a long list.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::object::Connection;

/// The places of a list's connections by slug, and all of them by name.
pub(crate) struct Positions {
    by_slug: HashMap<Box<str>, Places>,
    /// All places, by name whatever its case; of two with one name the one that stands first.
    pub by_name: Vec<usize>,
}

/// The places of the connections with one slug: one but in a broken file.
struct Places {
    first: usize,
    more: Vec<usize>,
}

impl Positions {
    /// Of a list, in one pass over it: what it holds lies far apart in memory.
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

    /// The place of the nth connection with a slug, counted from 0.
    pub(crate) fn position(&self, slug: &str, nth: usize) -> Option<usize> {
        let places = self.by_slug.get(slug)?;
        match nth.checked_sub(1) {
            None => Some(places.first),
            Some(n) => places.more.get(n).copied(),
        }
    }

    /// How many connections with the slug stand before a place.
    pub(crate) fn nth(&self, slug: &str, place: usize) -> usize {
        let more = self.by_slug.get(slug).map_or(&[] as &[usize], |places| &places.more);
        // They stand in the order of the list.
        more.binary_search(&place).map_or(0, |n| n + 1)
    }

    /// How many connections have the slug.
    pub(crate) fn count(&self, slug: &str) -> usize {
        self.by_slug.get(slug).map_or(0, |places| 1 + places.more.len())
    }
}
