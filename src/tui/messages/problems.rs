//! The problems of the configuration, and their fixes.

pub const PROBLEMS: &str = "Problems";

pub const NO_PROBLEMS: &str = "No problems.";

/// The fix of a config.json that cannot be used.
pub const RESTORE_NEWEST: &str = "Restore the newest good copy";

/// The footer's word for the key that opens the form at the field of a problem.
pub const EDIT_FIELD: &str = "edit field";

pub const FIX_ALL: &str = "Fix all";

/// The question before all problems with a fix are fixed.
pub fn fix_all(count: usize) -> String {
    match count {
        1 => "Fix 1 problem?".to_owned(),
        count => format!("Fix {count} problems?"),
    }
}

/// What a fix does, and where.
pub fn fix_of(place: &str, label: &str) -> String {
    format!("{place}: {label}.")
}

pub fn undo_takes_all_back() -> String {
    "u takes all of it back.".to_owned()
}

pub fn no_fixes() -> String {
    "No problem has an automatic fix; enter goes to where one is".to_owned()
}

pub fn no_broken_file() -> String {
    "No broken file here; enter goes to where the problem is".to_owned()
}

/// Why nothing fixes a problem, by whether a row of the page shows it.
pub const fn no_fix(has_row: bool) -> &'static str {
    if has_row {
        "No automatic fix; enter goes there"
    } else {
        "No automatic fix, and no row to go to: fix it in the file"
    }
}

/// Why there is no row to go to.
pub fn problem_without_row(file: &str) -> String {
    format!("No row shows it: it is in {file} itself")
}
