//! Questions, notices, prompts and their buttons.

use crate::text::counted;

pub const CANCEL: &str = "Cancel";
pub const OK: &str = "OK";
pub(crate) const SEND: &str = "Send";
pub const DISCARD: &str = "Discard";

/// Asks before discarding unsaved changes.
pub const DISCARD_CHANGES: &str = "Discard changes?";
pub const CHANGES_NOT_SAVED: &str = "They are not saved.";
pub const DISCARD_AND_QUIT: &str = "Discard and quit";
pub const KEEP_EDITING: &str = "Keep editing";

/// Asks before sending a draft's key where others can read it in transit.
pub const SEND_KEY: &str = "Send the key there?";

pub(crate) const CHANGE: &str = "Change";
pub const COPY: &str = "Copy";
pub(crate) const LEAVE_OUT: &str = "Leave out";
pub const LEAVE_THESE_OUT: &str = "Leave these out";
pub(crate) const DELETE_LOGIN: &str = "Delete it";
pub(crate) const KEEP_LOGIN: &str = "Keep it";

pub fn delete_one(name: &str) -> String {
    format!("Delete “{name}”?")
}

pub fn undo_brings_back(undo: &str) -> String {
    format!("You can undo this ({undo}).")
}

pub fn delete_several(count: usize) -> String {
    format!("Delete {count} connections?")
}

pub fn deletes(names: &str) -> String {
    format!("{names}.")
}

pub fn undo_brings_back_all(undo: &str) -> String {
    format!("You can undo all of this ({undo}).")
}

pub(crate) fn claude_login_unused(undo: &str) -> String {
    format!("No other connection uses claude_oauth::global. {}", undo_brings_back(undo))
}

pub(crate) fn duplicate_title(name: &str) -> String {
    format!("Duplicate “{name}”")
}

pub fn copy_stored(credentials: &str) -> String {
    format!("Copy its {credentials} too?")
}

/// Asks before sending secrets without encryption.
pub fn send_unencrypted(count: usize) -> String {
    match count {
        1 => "Send the key over plain http?".to_owned(),
        _ => "Send keys over plain http?".to_owned(),
    }
}

/// Warns that others on the network can read the secret.
pub(crate) fn goes_unencrypted(name: &str, host: &str) -> String {
    format!("“{name}” uses {host} without encryption: anyone on the network can read its key.")
}

/// Asks before changing the mode of marked connections, if some are skipped.
pub fn set_mode_of(count: usize, mode: &str) -> String {
    format!("Set {} to “{mode}”?", counted(count, "connection"))
}

pub fn left_out(names: &str, why: &str) -> String {
    format!("Skipped, not editable: {names} ({why}).")
}

/// The title of a message that is too long for its line.
pub const MESSAGE: &str = "Message";

pub const NO_MESSAGES: &str = "No messages yet";

/// Precedes all messages but the last.
pub const EARLIER_MESSAGES: &str = "Earlier";

pub(crate) fn earlier_message(age: &str, text: &str) -> String {
    format!("{age}: {text}")
}

pub fn rename_title(name: &str) -> String {
    format!("Rename “{name}”")
}

pub const CRAFT_SERVER: &str = "Craft's server";
pub(crate) const SERVER_FIELDS: [&str; 2] = ["Address", "Token"];
pub(crate) const SERVER_HELP: &str =
    "A headless server prints both at its start; the desktop app shows them in Settings > Server.";
pub(crate) const TOKEN_MISSING: &str = "The token is missing.";
