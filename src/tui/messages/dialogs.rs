//! Questions, notices, prompts and their buttons.

pub const CANCEL: &str = "Cancel";
pub const OK: &str = "OK";
pub const SEND: &str = "Send";
pub const DISCARD: &str = "Discard";

/// Asks before discarding unsaved changes.
pub const DISCARD_CHANGES: &str = "Discard changes?";
pub const CHANGES_NOT_SAVED: &str = "They are not saved.";
pub const DISCARD_AND_QUIT: &str = "Discard and quit";
pub const KEEP_EDITING: &str = "Keep editing";

/// Asks before sending a draft's key where others can read it in transit.
pub const SEND_KEY: &str = "Send the key there?";

/// The title of a message that is too long for its line.
pub const MESSAGE: &str = "Message";

pub const NO_MESSAGES: &str = "No messages yet";

/// Precedes all messages but the last.
pub const EARLIER_MESSAGES: &str = "Earlier";

pub fn earlier_message(age: &str, text: &str) -> String {
    format!("{age}: {text}")
}

pub fn rename_title(name: &str) -> String {
    format!("Rename “{name}”")
}

pub const CRAFT_SERVER: &str = "Craft's server";
pub const SERVER_FIELDS: [&str; 2] = ["Address", "Token"];
pub const SERVER_HELP: &str =
    "A headless server prints both at its start; the desktop app shows them in Settings > Server.";
pub const TOKEN_MISSING: &str = "The token is missing.";
