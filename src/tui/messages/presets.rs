//! The providers that can be added.

use crate::settings::connection::presets::PresetGroup;

pub const ADD_CONNECTION: &str = "Add a connection";

pub const fn preset_heading(group: PresetGroup) -> &'static str {
    match group {
        PresetGroup::ApiKey => "API KEY",
        PresetGroup::SignIn => "SIGN IN",
        PresetGroup::LocalServer => "LOCAL SERVER",
    }
}

/// Beside a provider: what it is, and where its key comes from.
pub fn preset_note(note: &str, key: &str) -> String {
    format!("{note} · key {key}")
}

/// What is behind a way to a first model: the first names of its providers, and how many more there
/// are.
pub fn describe_group(group: PresetGroup, first: &[&str], more: usize) -> String {
    let names = first.join(", ");
    match group {
        PresetGroup::ApiKey => format!("{names} and {more} more"),
        PresetGroup::SignIn => names,
        PresetGroup::LocalServer => format!("Looks for {names} on this machine"),
    }
}
