//! The edits of this run.

pub const HISTORY: &str = "Edit history";

pub const NO_EDITS: &str = "No edits yet.";

/// Marks an edit that undo and redo skip, because another program overtook it.
pub const OVERTAKEN: &str = "  overtaken";
pub const UNDONE: &str = "  undone";

pub const NOTHING_TO_UNDO_THERE: &str = "Nothing to undo or redo there";

/// The message after an undo.
pub fn undid(edit: &str) -> String {
    format!("Undid: {edit}")
}

/// The message after a redo.
pub fn redid(edit: &str) -> String {
    format!("Redid: {edit}")
}

/// The message after several undos, or redos, of the history.
pub fn edits_undone(is_undo: bool, count: usize) -> String {
    let verb = if is_undo { "Undid" } else { "Redid" };
    format!("{verb} {count} edits")
}

/// The message where no edit is left; `what` is “undo” or “redo”.
pub fn nothing_to(what: &str) -> String {
    format!("Nothing to {what}")
}

/// Why an undo, or a redo, is refused.
pub fn not_undone(is_undo: bool, changed: &[String]) -> String {
    let not = if is_undo { "Not undone" } else { "Not redone" };
    let changed = changed.join(", ");
    format!(
        "{not}: another program has changed {changed} since. Press the key again for the edit beyond it."
    )
}

pub fn value_added(value: &str) -> String {
    format!("added: {value}")
}

pub fn value_removed(value: &str) -> String {
    format!("removed: {value}")
}

pub fn value_changed(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}
