//! What opens to pick from: lists with a filter, the providers for a new connection, and the context
//! menu of one or several connections.

use crate::settings::connection::midstream::MidStream;
use crate::settings::connection::presets::PresetGroup;

pub const TYPE_TO_FILTER: &str = "type to filter";
pub const FILTER_OR_MODEL: &str = "filter, or type a model id";

/// Refuses to use the selected items while the filter hides all of them.
pub fn filter_hides_all(typed: &str) -> String {
    format!("Nothing matches “{typed}”. Esc clears the filter.")
}

pub const NOTHING_MATCHES: &str = "Nothing matches.";

/// Shown beside typed text that can be picked as it is.
pub const AS_TYPED: &str = "as typed";

pub(crate) const LISTED_BY_ENDPOINT: &str = "listed by the endpoint";

/// The column heads of model facts: context, abilities, price.
pub const MODEL_FACTS: &str = "  ctx           $/1M in/out";
pub(crate) const THINKS: &str = "think";
pub(crate) const SEES_IMAGES: &str = "img";
pub const PRICE_VARIES: &str = "varies";

pub const KEYS: &str = "Keys";
pub(crate) const RUN_COMMAND: &str = "run";
pub(crate) const CLOSE_KEYS: &str = "close";

pub const ADD_CONNECTION: &str = "Add a connection";

pub(crate) const fn preset_heading(group: PresetGroup) -> &'static str {
    match group {
        PresetGroup::ApiKey => "API KEY",
        PresetGroup::SignIn => "SIGN IN",
        PresetGroup::LocalServer => "LOCAL SERVER",
    }
}

/// Shown beside a provider: its description, and where to get a key.
pub(crate) fn preset_note(note: &str, key: &str) -> String {
    format!("{note} · key {key}")
}

/// Describes a preset group: the names of its first providers, and the number of others.
pub(crate) fn describe_group(group: PresetGroup, first: &[&str], more: usize) -> String {
    let names = first.join(", ");
    match group {
        PresetGroup::ApiKey => format!("{names} and {more} more"),
        PresetGroup::SignIn => names,
        PresetGroup::LocalServer => format!("Looks for {names} on this machine"),
    }
}

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

pub(crate) fn sends_of_several(count: usize) -> String {
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
pub(crate) fn no_longer_exists(slug: &str) -> String {
    format!("“{slug}” no longer exists")
}
