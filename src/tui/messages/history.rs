//! The edits of this run.

pub const HISTORY: &str = "Edit history";

pub const NO_EDITS: &str = "No edits yet.";

/// Marks an edit that undo and redo skip, because another program overtook it.
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

/// What holds again after an undo.
pub fn undone(state: &str) -> String {
    format!("Undone: {state}")
}

/// What holds again after a redo.
pub fn redone(state: &str) -> String {
    format!("Redone: {state}")
}

pub fn undone_several(count: usize) -> String {
    format!("Undone: {count} edits")
}

pub fn redone_several(count: usize) -> String {
    format!("Redone: {count} edits")
}
