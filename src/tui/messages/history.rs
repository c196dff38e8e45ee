//! The edits of this run.

pub const HISTORY: &str = "History of this run";

pub const NO_EDITS: &str = "Nothing was edited in this run.";

/// Behind an edit that does not stand as it was made.
pub const OVERTAKEN: &str = "  overtaken";
pub const UNDONE: &str = "  undone";

pub fn value_added(value: &str) -> String {
    format!("added: {value}")
}

pub fn value_removed(value: &str) -> String {
    format!("removed: {value}")
}

pub fn value_changed(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}
