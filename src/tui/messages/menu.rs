//! The context menu of a connection or of several.

use crate::settings::connection::midstream::MidStream;

pub const RENAME: &str = "Rename";
pub const SET_AS_DEFAULT: &str = "Set as default";
pub const EDIT: &str = "Edit";
pub const DUPLICATE: &str = "Duplicate";
pub const VALIDATE_CONNECTION: &str = "Validate Connection";
pub const VALIDATE_THROUGH_CRAFT: &str = "Validate through Craft";
pub const DELETE: &str = "Delete";

pub const USE_WORKING_ENDPOINT: &str = "Use working endpoint";

pub const fn sign_in_item(is_signed_in: bool) -> &'static str {
    if is_signed_in { "Re-authenticate" } else { "Sign in" }
}

/// The item that opens the modes, with the one that is in effect where that is known.
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

/// Why an item that is pressed all the same does nothing.
pub fn item_does_not_apply(label: &str, why: &str) -> String {
    format!("{label}: {why}")
}

/// That the connection of an open menu was deleted meanwhile.
pub fn no_longer_exists(slug: &str) -> String {
    format!("“{slug}” no longer exists")
}
