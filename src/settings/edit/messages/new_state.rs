//! The sentences for the state after an edit. The same sentence serves an edit that changed
//! something and one that changed nothing.

use serde_json::Value;

use super::phrases::{StateChange, default_model_sentence, mid_stream_sentence};
use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::default::default_model_label;
use crate::settings::edit::several::{self, Wording};
use crate::settings::edit::{Edit, Global, OverrideEdit};
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{ConnectionId, Settings};

/// The sentence for an edit that changes nothing, where no better one exists.
pub const UNCHANGED: &str = "Nothing changed";

/// The sentence for a new name that is the old one.
pub fn already_named(name: &str) -> String {
    format!("“{name}” already has this name")
}

impl Edit {
    /// The sentence for an edit that changed nothing. Takes the settings before the edit.
    pub(crate) fn unchanged_label(&self, settings: &Settings) -> String {
        let name = |id| settings.name_of_connection(id);
        match self {
            Self::All(edits) => several::describe(edits, settings, Wording::Unchanged),
            Self::Rename { id, .. } => already_named(&name(id)),
            Self::Update { id, .. } | Self::Replace { id, .. } => {
                let specific = self.specific().and_then(|edit| {
                    edit.sentence(settings, StateChange::Unchanged)
                        .or_else(|| Some(edit.unchanged_label(settings)))
                });
                specific.unwrap_or_else(|| format!("“{}” is unchanged", name(id)))
            }
            Self::Secrets(edit) => {
                if let Some(inner) = &edit.edit {
                    return inner.unchanged_label(settings);
                }
                format!("“{}” is unchanged", name(&ConnectionId::first(edit.slug.clone())))
            }
            _ => {
                let sentence = self.sentence(settings, StateChange::Unchanged);
                sentence.unwrap_or_else(|| UNCHANGED.to_owned())
            }
        }
    }

    /// The state after the edit; None if the edit is better described as an action.
    pub(in crate::settings::edit) fn sentence(
        &self,
        settings: &Settings,
        reached: StateChange,
    ) -> Option<String> {
        let name = |id| settings.name_of_connection(id);
        Some(match self {
            Self::SetDefault { id, .. } => default_sentence(&name(id), reached),
            Self::SetMidStream { id, mode, .. } => {
                mid_stream_sentence(&format!("“{}”", name(id)), 1, *mode, reached)
            }
            Self::SetDefaultModel { id, model, .. } => {
                let connection = settings.connection(id);
                match (model, connection) {
                    (None, _) => leaves_model_to_craft(&name(id), reached),
                    (Some(model), Some(c)) => default_model_label(c, model, reached),
                    (Some(model), None) => default_model_sentence(&name(id), model, reached),
                }
            }
            Self::SetGlobal { global, after, .. } => global.sentence(after.as_ref(), reached),
            Self::SetOverride(edit) => edit.sentence(settings, reached),
            _ => return None,
        })
    }

    /// The edit of one setting that an update of a single field amounts to, if any: both are
    /// described in the same words.
    pub(crate) fn specific(&self) -> Option<Self> {
        let Self::Update { id, fields } = self else {
            return None;
        };
        let [field] = &fields[..] else {
            return None;
        };
        let (id, before) = (id.clone(), field.before.clone());
        let text = || field.after.as_ref().and_then(Value::as_str).map(str::to_owned);
        Some(match field.path {
            "name" => Self::Rename { id, before, name: text()? },
            "midStreamBehavior" => {
                let mode = MidStream::from_value(field.after.as_ref()?)?;
                Self::SetMidStream { id, before, mode }
            }
            "defaultModel" => Self::SetDefaultModel { id, before, model: Some(text()?) },
            _ => return None,
        })
    }
}

pub fn leaves_model_to_craft(name: &str, reached: StateChange) -> String {
    format!("“{name}” {} leaves the model to Craft", reached.adverb())
}

/// The level by its label.
pub fn thinking_sentence(level: &str, reached: StateChange) -> String {
    format!("Thinking is {} {level}", reached.adverb())
}

/// A switch by its label, and its state as shown.
pub fn switch_sentence(switch: &str, state: &str, reached: StateChange) -> String {
    format!("{switch} is {} {state}", reached.adverb())
}

/// A workspace's own setting; a connection as `value` is quoted.
pub fn override_sentence(
    workspace: &str,
    setting: Setting,
    value: &str,
    reached: StateChange,
) -> String {
    let what = setting.label().to_lowercase();
    format!("“{workspace}” {what} is {} {value}", reached.adverb())
}

pub fn override_cleared(workspace: &str, setting: Setting, reached: StateChange) -> String {
    let what = setting.label().to_lowercase();
    format!("“{workspace}” {} inherits its {what}", reached.adverb())
}

pub fn default_sentence(name: &str, reached: StateChange) -> String {
    match reached {
        StateChange::Changed => format!("Default is now “{name}”"),
        StateChange::Unchanged => format!("“{name}” is already the default"),
    }
}

impl Global {
    fn sentence(self, value: Option<&Value>, reached: StateChange) -> String {
        match self {
            Self::Thinking => {
                let level = value.and_then(Value::as_str).and_then(Thinking::from_value);
                let level = level.map_or_else(
                    || format!("{}, Craft's default", Thinking::DEFAULT.label()),
                    |level| level.label().to_owned(),
                );
                thinking_sentence(&level, reached)
            }
            Self::Switch(switch) => {
                switch_sentence(switch.label(), &self.shown_value(value), reached)
            }
        }
    }
}

impl OverrideEdit {
    fn sentence(&self, settings: &Settings, reached: StateChange) -> String {
        let (name, value) = self.shown(settings);
        let Some(value) = value else {
            return override_cleared(&name, self.setting, reached);
        };
        let value = match self.setting {
            Setting::Connection => format!("“{value}”"),
            Setting::Model | Setting::Thinking => value,
        };
        override_sentence(&name, self.setting, &value, reached)
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings_of_tests as settings;
    use super::*;
    use crate::settings::edit::FieldEdit;
    use crate::settings::workspace::performance::Switch;

    #[test]
    fn an_edit_and_its_repetition_are_described_in_the_same_words() {
        let settings = settings();
        let id = ConnectionId::first("a");
        let over =
            |setting, value| Edit::SetOverride(settings.override_in("/w", setting, value, 1));
        let rtk = Switch::ALL[0];
        let of_rtk = |adverb| format!("{} is {adverb} on", rtk.label());
        let (rtk_now, rtk_already) = (of_rtk("now"), of_rtk("already"));
        for (edit, label, unchanged) in [
            (settings.make_default(&id), "Default is now “A”", "“A” is already the default"),
            (
                settings.choose_mid_stream(&id, MidStream::Queue),
                "“A” now queues mid-stream messages",
                "“A” already queues mid-stream messages",
            ),
            (settings.rename(&id, "Z"), "Renamed “A” to “Z”", "“A” already has this name"),
            (
                settings.choose_model(&id, Some("m")),
                "“A” default model is now Model",
                "“A” default model is already Model",
            ),
            (
                settings.choose_model(&id, None),
                "“A” now leaves the model to Craft",
                "“A” already leaves the model to Craft",
            ),
            (
                settings.choose_thinking(Some("high")),
                "Thinking is now High",
                "Thinking is already High",
            ),
            (settings.turn(rtk, Some(true)), &rtk_now, &rtk_already),
            (
                over(Setting::Connection, Some("b")),
                "“Lab” connection is now “B”",
                "“Lab” connection is already “B”",
            ),
            (
                over(Setting::Connection, None),
                "“Lab” now inherits its connection",
                "“Lab” already inherits its connection",
            ),
            (
                over(Setting::Thinking, Some("max")),
                "“Lab” thinking is now Max",
                "“Lab” thinking is already Max",
            ),
        ] {
            assert_eq!(edit.label(&settings), label);
            assert_eq!(edit.unchanged_label(&settings), unchanged);
        }
    }

    #[test]
    fn an_update_of_one_field_is_described_as_the_edit_it_amounts_to() {
        let settings = settings();
        let update = |fields: &[(&'static str, &str)]| Edit::Update {
            id: ConnectionId::first("a"),
            fields: fields
                .iter()
                .map(|(path, after)| FieldEdit { path, before: None, after: Some((*after).into()) })
                .collect(),
        };
        let mode = update(&[("midStreamBehavior", "queue")]);
        assert_eq!(mode.label(&settings), "“A” now queues mid-stream messages");
        assert_eq!(mode.unchanged_label(&settings), "“A” already queues mid-stream messages");
        assert_eq!(mode.undo_label(&settings), "“A” steers again");
        assert_eq!(update(&[("name", "Z")]).label(&settings), "Renamed “A” to “Z”");
        let both = update(&[("name", "Z"), ("midStreamBehavior", "queue")]);
        assert_eq!(both.label(&settings), "Edited “Z”");
        assert_eq!(both.unchanged_label(&settings), "“A” is unchanged");
    }
}
