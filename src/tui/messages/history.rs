//! The edits of this run.

pub const HISTORY: &str = "Edit history";

pub const NO_EDITS: &str = "No edits yet.";

/// Marks an edit that undo and redo skip, because another program overtook it.
pub const OVERTAKEN: &str = "  overtaken";
pub const UNDONE: &str = "  undone";

pub const NOTHING_TO_UNDO_THERE: &str = "Nothing to undo or redo there";

/// The message where no edit is left; `what` is “undo” or “redo”.
pub fn nothing_to(what: &str) -> String {
    format!("Nothing to {what}")
}

/// Why an undo, or a redo, is refused.
pub fn not_undone(is_undo: bool, changed: &[String]) -> String {
    let not = if is_undo { "Not undone" } else { "Not redone" };
    let changed = changed.join(", ");
    format!(
        "{not}: another program has changed {changed} since. Press the key again to skip this edit."
    )
}

pub fn value_added(value: &str) -> String {
    format!("added: {value}")
}

pub(crate) fn value_removed(value: &str) -> String {
    format!("removed: {value}")
}

pub fn value_changed(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}

/// The state after an undo.
pub fn undone(state: &str) -> String {
    format!("Undone: {state}")
}

/// The state after a redo.
pub fn redone(state: &str) -> String {
    format!("Redone: {state}")
}

pub fn undone_several(count: usize) -> String {
    format!("Undone: {count} edits")
}

pub(crate) fn redone_several(count: usize) -> String {
    format!("Redone: {count} edits")
}
