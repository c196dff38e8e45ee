//! Configuration problems and their fixes.

use crate::settings::problems::words;
use crate::tui::widgets::text::capitalized;

pub const PROBLEMS: &str = "Problems";

pub const NO_PROBLEMS: &str = "No problems.";

/// The fix for an unusable config.json.
pub const RESTORE_NEWEST: &str = "Restore the newest good copy";

/// The footer's hint for the key that opens the form at a problem's field.
pub const EDIT_FIELD: &str = "edit field";

/// What comes of a credential that a connection lacks, in a few words, unless Craft's own
/// environment has one of the variables.
pub fn chats_fail(lacking: &str, variables: &[&str]) -> String {
    format!("{}: {}", capitalized(lacking), words::fail("chats", variables))
}

/// The same for a login that is still valid.
pub(crate) fn chats_will_fail(ending: &str) -> String {
    format!("{}: chats will fail then.", capitalized(ending))
}

/// A remark of a validation that passed.
pub(crate) fn validation_remarks(remark: &str) -> String {
    format!("{}.", capitalized(remark))
}

pub(crate) const FIX_ALL: &str = "Fix all";

/// Asks before fixing all problems that have a fix.
pub(crate) fn fix_all(count: usize) -> String {
    match count {
        1 => "Fix 1 problem?".to_owned(),
        count => format!("Fix {count} problems?"),
    }
}

/// One fix, and where it applies.
pub fn fix_of(subject: &str, label: &str) -> String {
    format!("{subject}: {label}.")
}

pub fn undo_undoes_all(undo: &str) -> String {
    format!("{undo} undoes all of it.")
}

pub fn no_fixes() -> String {
    "No problem has an automatic fix; enter goes to the selected problem".to_owned()
}

pub fn no_broken_file() -> String {
    "No broken file here; enter goes to the selected problem".to_owned()
}

/// Why a problem has no fix, depending on whether a row of the page shows it.
pub const fn no_fix(has_row: bool) -> &'static str {
    if has_row {
        "No automatic fix; enter goes there"
    } else {
        "No automatic fix, and no row to go to: fix it in the file"
    }
}

/// Why there is no row to go to.
pub fn problem_without_row(file: &str) -> String {
    format!("Not on the page: edit {file} itself")
}
