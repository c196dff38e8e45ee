//! The providers that can be added, in a list to pick from.

use super::picker::{Item, Picker};
use crate::settings::connection::presets::{Preset, PresetGroup, presets_of};
use crate::tui::component::Answer;
use crate::tui::messages;

impl Picker {
    /// All providers, under the ways to a first model; at the local ones, to look which of them run.
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

    /// The providers of subscriptions, each with how one logs in.
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
