//! The verb phrase for an edit after “Undid” and “Redid”: a verb keeps it from reading as the state
//! after the undo.

use serde_json::Value;

use super::names::name_of;
use super::several::{self, Words};
use super::{Edit, Global, OverrideEdit};
use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::{ConnectionId, Settings};
use crate::text::counted;

impl Edit {
    /// The state that an undo restores, in a few words. Takes the settings before the edit, which
    /// are the ones that the undo restores.
    pub fn result_of_undo(&self, settings: &Settings) -> String {
        if let Some(edit) = self.specific() {
            return edit.result_of_undo(settings);
        }
        let again = |value: String| format!("{value} again");
        match self {
            Self::Add { .. } | Self::Duplicate { .. } => "removed".to_owned(),
            Self::Delete { .. } => "restored".to_owned(),
            Self::Rename { id, .. } => again(format!("“{}”", name_of(settings, id))),
            Self::SetDefault { before, .. } => match before {
                Some(slug) => again(format!("“{}”", name_of(settings, &ConnectionId::first(slug)))),
                None => "no default again".to_owned(),
            },
            Self::SetMidStream { id, mode, .. } => {
                let connection = settings.connection(id);
                let mode =
                    connection.map_or(mode.flipped(), |connection| connection.mid_stream().0);
                again(mode.verb().to_owned())
            }
            Self::SetDefaultModel { id, before, .. } => {
                match (before.as_ref().and_then(Value::as_str), settings.connection(id)) {
                    (Some(model), Some(connection)) => again(connection.model_name(model)),
                    _ => "Craft decides again".to_owned(),
                }
            }
            Self::SetGlobal { global, before, .. } => again(global.shown_value(before.as_ref())),
            Self::SetOverride(edit) => match &edit.before {
                None => "default again".to_owned(),
                Some(Value::String(before)) => {
                    let back = OverrideEdit { after: Some(before.clone()), ..edit.clone() };
                    back.shown(settings).1.map_or_else(as_before, again)
                }
                Some(_) => as_before(),
            },
            Self::Secrets(edit) => match edit.edit.as_deref() {
                Some(edit) => edit.result_of_undo(settings),
                None => as_before(),
            },
            Self::All(edits) => match &edits[..] {
                [first, rest @ ..] => {
                    let result = first.result_of_undo(settings);
                    let is_same = |edit: &Self| edit.result_of_undo(settings) == result;
                    if rest.iter().all(is_same) { result } else { as_before() }
                }
                [] => as_before(),
            },
            Self::Update { .. }
            | Self::Replace { .. }
            | Self::ClaudeLogin(_)
            | Self::Fixes(_)
            | Self::Import(_)
            | Self::Restore { .. } => as_before(),
        }
    }

    /// What it does, after "Undid" and "Redid". Takes the settings before the edit.
    pub fn action(&self, settings: &Settings) -> String {
        if let Some(edit) = self.specific() {
            return edit.action(settings);
        }
        let name = |id: &ConnectionId| name_of(settings, id);
        match self {
            Self::Add { connection } => format!("add “{}”", connection.display_name()),
            Self::Update { id, .. } | Self::Replace { id, .. } => {
                format!("edit “{}”", self.name_after(id, settings))
            }
            Self::Rename { id, name: new, .. } => {
                format!("rename “{}” to “{}”", name(id), redacted_text(new.trim()))
            }
            Self::Duplicate { id, .. } => format!("duplicate “{}”", name(id)),
            Self::Delete { id, .. } => format!("delete “{}”", name(id)),
            Self::SetDefault { id, .. } => format!("set default to “{}”", name(id)),
            Self::SetMidStream { id, mode, .. } => {
                format!("set “{}” mid-stream sends to {}", name(id), mode.value())
            }
            Self::SetDefaultModel { id, model, .. } => {
                let connection = settings.connection(id);
                let model = match (model, connection) {
                    (None, _) => "Craft decides".to_owned(),
                    (Some(model), Some(connection)) => connection.model_name(model),
                    (Some(model), None) => redacted_text(model),
                };
                format!("set “{}” default model to {model}", name(id))
            }
            Self::SetGlobal { global, after, .. } => {
                let value = global.shown_value(after.as_ref());
                let what = match global {
                    Global::Thinking => Setting::Thinking.label(),
                    Global::Switch(switch) => switch.label(),
                };
                format!("set {what} to {value}")
            }
            Self::SetOverride(edit) => {
                let (workspace, value) = edit.shown(settings);
                let value = value.unwrap_or_else(|| "default".to_owned());
                format!("set “{workspace}” {} to {value}", edit.setting.label().to_lowercase())
            }
            Self::Secrets(edit) => edit.action(settings),
            Self::ClaudeLogin(edit) => edit.action().to_owned(),
            Self::All(edits) => several::describe(edits, settings, Words::Action),
            Self::Fixes(edits) => format!("fix {}", counted(edits.len(), "problem")),
            Self::Import(import) => import.action(),
            // A fix is named after what it does.
            Self::Restore { label, .. } => {
                let mut letters = label.chars();
                let first = letters.next().into_iter().flat_map(char::to_lowercase);
                first.chain(letters).collect()
            }
        }
    }
}

fn as_before() -> String {
    "as before".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::midstream::MidStream;
    use crate::settings::workspace::performance::Switch;
    use serde_json::json;

    #[test]
    fn action_reads_well_after_undid() {
        let list = json!([{"slug": "a", "name": "A", "providerType": "pi", "authType": "none",
            "models": [{"id": "m", "name": "Model"}], "createdAt": 1}]);
        let settings = Settings::from_value(json!({"workspaces": [], "llmConnections": list}));
        let settings = settings.expect("usable");
        let id = ConnectionId::first("a");
        let global = |global, after| Edit::SetGlobal { global, before: None, after };
        let edits = [
            settings.delete(&id, 7).expect("it is there"),
            settings.make_default(&id),
            settings.choose_mid_stream(&id, MidStream::Queue),
            Edit::SetDefaultModel { id: id.clone(), before: None, model: Some("m".to_owned()) },
            Edit::SetDefaultModel { id: id.clone(), before: None, model: None },
            Edit::Rename { id, before: None, name: " B ".to_owned() },
            global(Global::Thinking, Some("high".into())),
            global(Global::Switch(Switch::ALL[0]), Some(true.into())),
            Edit::Restore { label: "Remove the key".to_owned(), changes: Vec::new() },
        ];
        let actions = edits.iter().map(|edit| edit.action(&settings)).collect::<Vec<_>>();
        let switch = format!("set {} to on", Switch::ALL[0].label());
        let expected = [
            "delete “A”",
            "set default to “A”",
            "set “A” mid-stream sends to queue",
            "set “A” default model to Model",
            "set “A” default model to Craft decides",
            "rename “A” to “B”",
            "set Thinking to High",
            &switch,
            "remove the key",
        ];
        assert_eq!(actions, expected);
        let results = edits.iter().map(|edit| edit.result_of_undo(&settings)).collect::<Vec<_>>();
        let expected = [
            "restored",
            "no default again",
            "steers again",
            "Craft decides again",
            "Craft decides again",
            "“A” again",
            "Craft's default again",
            "off again",
            "as before",
        ];
        assert_eq!(results, expected);
        let deletes = settings.delete(&ConnectionId::first("a"), 7).expect("it is there");
        let both = Edit::All(vec![deletes.clone(), deletes]);
        assert_eq!(both.result_of_undo(&settings), "restored");
        let all = Edit::All(edits.into_iter().collect());
        assert_eq!(all.result_of_undo(&settings), "as before");
        assert!(all.action(&settings).ends_with("; 6 more"));
    }
}
