//! The providers for a new connection.

use crate::settings::connection::presets::PresetGroup;

pub const ADD_CONNECTION: &str = "Add a connection";

pub const fn preset_heading(group: PresetGroup) -> &'static str {
    match group {
        PresetGroup::ApiKey => "API KEY",
        PresetGroup::SignIn => "SIGN IN",
        PresetGroup::LocalServer => "LOCAL SERVER",
    }
}

/// Shown beside a provider: its description, and where to get a key.
pub fn preset_note(note: &str, key: &str) -> String {
    format!("{note} · key {key}")
}

/// Describes a preset group: the names of its first providers, and the number of others.
pub fn describe_group(group: PresetGroup, first: &[&str], more: usize) -> String {
    let names = first.join(", ");
    match group {
        PresetGroup::ApiKey => format!("{names} and {more} more"),
        PresetGroup::SignIn => names,
        PresetGroup::LocalServer => format!("Looks for {names} on this machine"),
    }
}
