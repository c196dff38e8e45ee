//! Files that another program has locked, changed or broken, and text that returns from the editor.

use crate::settings::problems::words::SAVING_IS_OFF;
use crate::text::counted;

pub const SAVE_WAITS: &str = "Waiting to save";
pub(crate) const DONT_SAVE: &str = "Don't save";
pub(crate) const EDIT_AGAIN: &str = "Edit again";
pub(crate) const LATER: &str = "Later";
pub const NOT_SAVED: &str = "Not saved";

/// Another program holds the lock while a save waits for it.
pub(crate) fn lock_is_held() -> [String; 2] {
    [
        "Another program holds the lock of config.json.".to_owned(),
        "This saves as soon as the lock is released.".to_owned(),
    ]
}

pub fn not_saved_for_the_lock() -> String {
    "Not saved: another program holds the lock of config.json.".to_owned()
}

pub const CONFIG_UNUSABLE: &str = "Can't use config.json";

pub(crate) fn config_unusable(why: &str, advice: &str) -> String {
    format!("{CONFIG_UNUSABLE}: {why}. {SAVING_IS_OFF}. {advice}.")
}

/// Another program removed the file that a change would go to.
pub fn config_gone() -> String {
    "config.json is gone: another program deleted or moved it. The next save makes a new one."
        .to_owned()
}

pub fn credentials_gone() -> String {
    "credentials.enc is gone: another program deleted or moved it. No credential is stored now; a running Craft still has its own in memory. Craft deletes the file when it can't decrypt it.".to_owned()
}

pub fn pasted_nowhere() -> String {
    "Pasted text ignored here. Open a field first.".to_owned()
}

/// What happens to rejected text: `edit` is the key that reopens it.
pub fn text_is_kept(edit: &str) -> String {
    format!("Draft kept: {edit} reopens it; save it empty to discard.")
}

pub const NO_EDITOR: &str = "No editor set: set $VISUAL or $EDITOR, for example EDITOR=vim.";

pub fn editor_left_nothing() -> String {
    "The editor returned an empty text: nothing changed".to_owned()
}

pub(crate) fn not_utf8() -> String {
    "The editor saved text that is not UTF-8: nothing changed.".to_owned()
}

pub fn not_an_object(is: &str) -> String {
    format!("A connection is an object, not {is}.")
}

pub(crate) fn at_line(line: usize, sentence: &str) -> String {
    format!("Line {line}: {sentence}")
}

/// The editor returned a broken file unchanged.
pub fn still_broken(file: &str) -> String {
    format!("Nothing changed: {file} is still broken")
}

pub fn repaired(file: &str) -> String {
    format!("Saved {file}. The broken text is kept as a backup.")
}

/// The title of the question about rejected text.
pub fn not_saved(file: &str) -> String {
    format!("{NOT_SAVED}: {file}")
}

/// What is wrong with text that was just saved.
pub fn saved_but(sentence: &str) -> String {
    format!("Saved. {sentence}")
}

pub const RESTORE_CONFIG: &str = "Restore config.json?";
pub(crate) const RESTORE: &str = "Restore";
pub const NOTHING_TO_RESTORE: &str = "config.json is readable: nothing to restore";

pub fn restored() -> String {
    "Restored config.json".to_owned()
}

pub fn not_restored() -> String {
    "Not restored: config.json is readable again.".to_owned()
}

pub(crate) fn no_backup_replaces(why: &str) -> String {
    format!("{why}. A backup can't take its place.")
}

/// A copy of config.json to restore: its backup's name (none if it is the last version read), and
/// its age.
pub fn good_copy(backup: Option<&str>, age: Option<&str>, connections: usize) -> String {
    let which =
        backup.map_or_else(|| "As last read here".to_owned(), |name| format!("Backup {name}"));
    let age = age.map(|age| format!(", {age}")).unwrap_or_default();
    format!("{which}{age}: {}.", counted(connections, "connection"))
}

pub(crate) fn replaced_text_is_kept() -> String {
    "The current config.json is kept as a backup.".to_owned()
}
