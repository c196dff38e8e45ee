//! The list of providers for a new connection.

use super::picker::{Item, Picker};
use crate::settings::connection::presets::{Preset, PresetGroup, presets_of};
use crate::tui::component::Answer;
use crate::tui::messages;

impl Picker {
    /// All providers, grouped by how to get a first model. The local group starts with a search for
    /// running servers.
    pub(crate) fn presets() -> Self {
        let mut items: Vec<Item> = Vec::new();
        let mut headings = Vec::new();
        for group in [PresetGroup::ApiKey, PresetGroup::SignIn, PresetGroup::LocalServer] {
            headings.push((items.len(), messages::preset_heading(group)));
            if group == PresetGroup::LocalServer {
                items.push(find_servers());
            }
            items.extend(presets_of(group).map(item));
        }
        Self::new(messages::ADD_CONNECTION, items, None, None).with_headings(headings)
    }

    /// The subscription providers, each with its login method.
    pub(crate) fn sign_ins() -> Self {
        let items = presets_of(PresetGroup::SignIn).map(item).collect();
        Self::new(PresetGroup::SignIn.label(), items, None, None)
    }
}

fn item(preset: &'static Preset) -> Item {
    Item {
        label: preset.name.clone(),
        facts: String::new(),
        note: match &preset.key {
            Some(key) => messages::preset_note(&preset.note, key),
            None => preset.note.clone(),
        },
        answer: Answer::Preset(preset),
    }
}

fn find_servers() -> Item {
    Item {
        label: messages::FIND_LOCAL_SERVERS.to_owned(),
        facts: String::new(),
        note: messages::names_of_local_servers(),
        answer: Answer::FindServers,
    }
}
