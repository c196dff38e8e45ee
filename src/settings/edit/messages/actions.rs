//! What an edit has done, in a few words.

use crate::text::counted;

pub fn added(name: &str) -> String {
    format!("Added “{name}”")
}

pub fn edited(name: &str) -> String {
    format!("Edited “{name}”")
}

pub fn renamed(before: &str, after: &str) -> String {
    format!("Renamed “{before}” to “{after}”")
}

pub fn duplicated(name: &str) -> String {
    format!("Duplicated “{name}”")
}

/// Connections by their quoted names.
pub fn deleted(names: &str) -> String {
    format!("Deleted {names}")
}

pub fn slug_is(slug: &str) -> String {
    format!("Slug is now {slug}")
}

pub fn fixed(count: usize) -> String {
    format!("Fixed {}", counted(count, "problem"))
}

/// What an import brings: names and counts.
pub fn imported(what: &str) -> String {
    format!("Imported {what}")
}

/// The state after its undo.
pub fn import_reverted(what: &str) -> String {
    format!("the import of {what} is reverted")
}
