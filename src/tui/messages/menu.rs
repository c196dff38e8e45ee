//! The context menu of one or several connections.

use crate::settings::connection::midstream::MidStream;

pub const RENAME: &str = "Rename";
pub const SET_AS_DEFAULT: &str = "Set as default";
pub const EDIT: &str = "Edit";
pub const DUPLICATE: &str = "Duplicate";
pub const VALIDATE_CONNECTION: &str = "Validate Connection";
pub const FULL_TEST: &str = "Full test…";
pub const VALIDATE_THROUGH_CRAFT: &str = "Validate through Craft";
pub const DELETE: &str = "Delete";

pub const USE_WORKING_ENDPOINT: &str = "Use working endpoint";

pub const fn sign_in_item(is_signed_in: bool) -> &'static str {
    if is_signed_in { "Re-authenticate" } else { "Sign in" }
}

/// The item that opens the mid-stream modes, with the current mode if known.
pub const fn sends_item(mode: Option<MidStream>) -> &'static str {
    match mode {
        Some(MidStream::Steer) => "Mid-stream sends: steer",
        Some(MidStream::Queue) => "Mid-stream sends: queue",
        None => "Mid-stream sends",
    }
}

pub fn validate_several(count: usize) -> String {
    format!("Validate {count} connections")
}

pub fn sends_of_several(count: usize) -> String {
    format!("Mid-stream sends of {count}")
}

pub fn delete_item(count: usize) -> String {
    format!("Delete {count} connections")
}

/// Shown when a person activates an item that does not apply.
pub fn item_does_not_apply(label: &str, why: &str) -> String {
    format!("{label}: {why}")
}

/// Another program deleted the connection of an open menu.
pub fn no_longer_exists(slug: &str) -> String {
    format!("“{slug}” no longer exists")
}
