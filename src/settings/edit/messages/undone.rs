//! The state after an undo, in one sentence.

use serde_json::Value;

use super::phrases::{are_back, mode_before};
use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::several::{self, Wording};
use crate::settings::edit::{Edit, Global, OverrideEdit};
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, Settings};
use crate::text::counted;

/// The state after an undo where no default connection was stored before.
const NO_DEFAULT: &str = "no default is set, as before";

impl Edit {
    /// The state after its undo. Takes the settings before the edit, which are the ones
    /// that the undo restores.
    pub fn undo_label(&self, settings: &Settings) -> String {
        if let Some(edit) = self.specific() {
            return edit.undo_label(settings);
        }
        let name = |id: &ConnectionId| settings.name_of_connection(id);
        match self {
            Self::Add { connection } => format!("“{}” is removed", connection.display_name()),
            Self::Duplicate { id, .. } => format!("the copy of “{}” is removed", name(id)),
            Self::Delete { id, .. } => are_back(&format!("“{}”", name(id)), 1),
            Self::Rename { id, name: new, .. } => {
                format!("“{}” is “{}” again", redacted_text(new.trim()), name(id))
            }
            Self::Update { id, .. } | Self::Replace { id, .. } => {
                format!("“{}” is as before", self.name_after(id, settings))
            }
            Self::SetDefault { before, .. } => match before {
                Some(slug) => {
                    format!("default is “{}” again", name(&ConnectionId::first(slug)))
                }
                None => NO_DEFAULT.to_owned(),
            },
            Self::SetMidStream { id, mode, .. } => {
                steers_or_queues_again(&name(id), mode_before(settings, id, *mode))
            }
            Self::SetDefaultModel { id, before, .. } => {
                match (before.as_ref().and_then(Value::as_str), settings.connection(id)) {
                    (Some(model), Some(connection)) => {
                        let model = redacted_text(&connection.model_name(model));
                        format!("“{}” default model is {model} again", name(id))
                    }
                    _ => format!("“{}” leaves the model to Craft again", name(id)),
                }
            }
            Self::SetGlobal { global, before, .. } => {
                let what = match global {
                    Global::Thinking => Setting::Thinking.label(),
                    Global::Switch(switch) => switch.label(),
                };
                format!("{what} is {} again", global.shown_value(before.as_ref()))
            }
            Self::SetOverride(edit) => edit.undo_label(settings),
            Self::Secrets(edit) => edit.undo_label(settings),
            Self::ClaudeLogin(edit) => edit.undo_label().to_owned(),
            Self::All(edits) => several::describe(edits, settings, Wording::Undone),
            Self::Fixes(edits) => are_back(&counted(edits.len(), "problem"), edits.len()),
            Self::Import(import) => import.undo_label(),
            Self::Restore { label, .. } => format!("“{label}” reverted"),
        }
    }
}

pub fn steers_or_queues_again(name: &str, mode: MidStream) -> String {
    format!("“{name}” {} again", mode.verb())
}

impl OverrideEdit {
    fn undo_label(&self, settings: &Settings) -> String {
        let what = self.setting.label().to_lowercase();
        let text = self.before.as_ref().and_then(Value::as_str);
        let back = Self { after: text.map(str::to_owned), ..self.clone() };
        match (back.shown(settings), &self.before) {
            ((name, _), None) => format!("“{name}” inherits its {what} again"),
            ((name, Some(value)), Some(_)) if self.setting == Setting::Connection => {
                format!("“{name}” {what} is “{value}” again")
            }
            ((name, Some(value)), Some(_)) => format!("“{name}” {what} is {value} again"),
            ((name, None), Some(_)) => format!("“{name}” {what} is as before"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings_of_tests as settings;
    use super::*;
    use crate::settings::workspace::performance::Switch;

    #[test]
    fn what_holds_after_an_undo_is_one_plain_sentence() {
        let settings = settings();
        let id = ConnectionId::first("a");
        let over = settings.override_in("/w", Setting::Thinking, Some("max"), 1);
        let rtk = Switch::ALL[0];
        let set_model = |before: Option<&str>| Edit::SetDefaultModel {
            id: id.clone(),
            before: before.map(Value::from),
            model: Some("n".to_owned()),
        };
        let again = |what: &str| format!("{} is {what} again", rtk.label());
        for (edit, undone) in [
            (settings.delete(&id, 7).expect("it is there"), "“A” is back"),
            (settings.make_default(&id), NO_DEFAULT),
            (settings.choose_mid_stream(&id, MidStream::Queue), "“A” steers again"),
            (settings.rename(&id, " Z "), "“Z” is “A” again"),
            (set_model(None), "“A” leaves the model to Craft again"),
            (set_model(Some("m")), "“A” default model is Model again"),
            (settings.choose_thinking(Some("high")), "Thinking is Craft's default again"),
            (settings.turn(rtk, Some(true)), again("off").as_str()),
            (Edit::SetOverride(over), "“Lab” inherits its thinking again"),
            (
                Edit::Restore { label: "Remove the key".to_owned(), changes: Vec::new() },
                "“Remove the key” reverted",
            ),
        ] {
            assert_eq!(edit.undo_label(&settings), undone);
        }
    }

    #[test]
    fn several_connections_are_named_together() {
        let settings = settings();
        let ids = ["a", "b"].map(ConnectionId::first);
        let both = settings.delete_each(&ids, 7).expect("they exist");
        assert_eq!(both.undo_label(&settings), "“A” and “B” are back");
        let modes = settings.choose_mid_stream_of_each(&ids, MidStream::Queue).expect("differ");
        assert_eq!(modes.undo_label(&settings), "“A” and “B” steer again");
    }
}
