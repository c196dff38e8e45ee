//! Edits of the defaults for new chats: a connection's model, config.json's settings, and workspace
//! overrides.

use serde_json::Value;

use super::connections::{editable, update};
use super::edits::{FieldEdit, OverrideEdit};
use super::global::Global;
use super::messages::phrases::{StateChange, default_model_sentence};
use super::messages::{no_connection_with, no_thinking_level};
use super::refusal::{Refusal, refuse_changed_value};
use crate::settings::catalogue::shown_id;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::models::list::ID_MISSING;
use crate::settings::connection::object::Connection;
use crate::settings::credential::exposed;
use crate::settings::redact::{redacted_text, shown_text};
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{ConnectionId, Settings, Workspace};
use crate::text::safe::may_be_entered;
use crate::text::sentence;

fn invalid(path: &'static str, sentence: String) -> Refusal {
    Refusal::Invalid(vec![FieldError { path, sentence }])
}

/// What is wrong with a typed model id.
fn model_problem(model: &str) -> Option<String> {
    if model.trim().is_empty() {
        return Some(sentence(ID_MISSING));
    }
    let odd = !model.chars().all(may_be_entered);
    odd.then(|| "A model's id is one line of plain text.".to_owned())
        .or_else(|| exposed::problem_of_text("Model", model))
}

pub(super) fn set_default_model(
    settings: &mut Settings,
    id: &ConnectionId,
    before: Option<&Value>,
    model: Option<&str>,
) -> Result<(), Refusal> {
    const PATH: &str = "defaultModel";
    if let Some(problem) = model.and_then(model_problem) {
        return Err(invalid(PATH, problem));
    }
    let connection = editable(settings, id)?;
    let model = model.map(|model| connection.stored_model(model.trim()));
    let mut fields = vec![FieldEdit {
        path: PATH,
        before: before.cloned(),
        after: model.clone().map(Value::from),
    }];
    fields.extend(model.and_then(|model| listing(connection, &model)));
    update(settings, id, &fields)
}

/// What the edit does, in a few words: it changes the model, adds it to the list, or both.
pub(super) fn default_model_label(
    connection: &Connection,
    model: &str,
    reached: StateChange,
) -> String {
    let name = connection.display_name();
    let shown = redacted_text(&connection.model_name(model));
    let stored = connection.text("defaultModel");
    let is_new = stored.is_none_or(|stored| !connection.spelling().is_same(stored, model.trim()));
    match (is_new, listing(connection, model.trim()).is_some()) {
        (false, true) => format!("“{name}” {} lists {shown}", reached.adverb()),
        (true, true) => {
            let shown = format!("{shown}, added to its list");
            default_model_sentence(&name, &shown, reached)
        }
        _ => default_model_sentence(&name, &shown, reached),
    }
}

/// The change that adds a model to a connection's list; None if the list has it already or does not
/// exist.
fn listing(connection: &Connection, model: &str) -> Option<FieldEdit> {
    let list = connection.get("models")?.as_array()?;
    let listed = list.is_empty() || connection.lists_model(model);
    (!listed).then(|| {
        let model = connection.stored_model(model).into();
        let after = list.iter().cloned().chain([model]).collect();
        FieldEdit { path: "models", before: Some(list.clone().into()), after: Some(after) }
    })
}

pub(super) fn set_global(
    settings: &mut Settings,
    global: Global,
    before: Option<&Value>,
    after: Option<Value>,
) -> Result<(), Refusal> {
    let key = global.key();
    let stored = settings.root().get(key);
    refuse_changed_value(before, stored, || key.to_owned())?;
    if let Some(problem) = global.problem(after.as_ref()) {
        return Err(invalid(key, problem));
    }
    let same = global == Global::Thinking && is_same_level(stored, after.as_ref());
    if stored == after.as_ref() || same {
        return Ok(());
    }
    match after {
        Some(value) => drop(settings.root_mut().insert(key.to_owned(), value)),
        None => drop(settings.root_mut().shift_remove(key)),
    }
    Ok(())
}

/// The old name of a level is equivalent: choosing the level in effect writes nothing.
fn is_same_level(stored: Option<&Value>, after: Option<&Value>) -> bool {
    let level = |value: Option<&Value>| value?.as_str().and_then(Thinking::from_value);
    level(stored).is_some() && level(stored) == level(after)
}

impl OverrideEdit {
    pub(super) fn make(&self, settings: &mut Settings) -> Result<(), Refusal> {
        let Some(workspace) = settings.workspace(&self.workspace) else {
            return Err(Refusal::Gone(self.workspace.clone()));
        };
        let name = workspace.name().into_owned();
        if let Some(why) = workspace.why_not_editable() {
            return Err(Refusal::Workspace { name, why });
        }
        refuse_changed_value(self.before.as_ref(), workspace.stored(self.setting), || {
            format!("{} of “{name}”", self.setting.label())
        })?;
        let after = self.after.as_deref().map(str::trim);
        if let Some(problem) = after.and_then(|value| self.problem(value, settings)) {
            return Err(invalid(self.setting.key(), problem));
        }
        let after = after.map(|value| self.stored(value, settings));
        let same = match self.setting {
            Setting::Thinking => is_same_level(self.before.as_ref(), after.as_ref()),
            Setting::Connection | Setting::Model => false,
        };
        if after != self.before && !same {
            let list = settings.workspace_list_mut();
            list.change(&self.workspace, |workspace| {
                workspace.set(self.setting, after.clone(), self.drop_empty, self.now_ms);
            });
        }
        Ok(())
    }

    /// A value as stored in the workspace's file: a model as the connection of its new chats spells
    /// it.
    fn stored(&self, value: &str, settings: &Settings) -> Value {
        let workspace = settings.workspace(&self.workspace);
        match workspace.and_then(|workspace| settings.connection_of(workspace)) {
            Some(connection) if self.setting == Setting::Model => {
                connection.stored_model(value).into()
            }
            _ => value.into(),
        }
    }

    fn problem(&self, value: &str, settings: &Settings) -> Option<String> {
        match self.setting {
            Setting::Connection => (!settings.has_slug(value)).then(|| no_connection_with(value)),
            Setting::Model => model_problem(value),
            Setting::Thinking => {
                Thinking::from_value(value).is_none().then(|| no_thinking_level(Some(value)))
            }
        }
    }

    /// The workspace and the new value for display; no value if it restores the default.
    pub(super) fn shown(&self, settings: &Settings) -> (String, Option<String>) {
        let workspace = settings.workspace(&self.workspace);
        let name = workspace.map_or_else(|| shown_text(&self.workspace), Workspace::name);
        let name = name.into_owned();
        let Some(value) = self.after.as_deref() else {
            return (name, None);
        };
        let shown = match self.setting {
            Setting::Connection => settings
                .connection(&ConnectionId::first(value))
                .map(|c| c.display_name().into_owned()),
            Setting::Model => {
                workspace.and_then(|w| settings.connection_of(w)).map(|c| c.model_name(value))
            }
            Setting::Thinking => Thinking::from_value(value).map(|level| level.label().to_owned()),
        };
        let shown = shown.unwrap_or_else(|| match self.setting {
            Setting::Model => redacted_text(shown_id(value)),
            Setting::Connection | Setting::Thinking => redacted_text(value),
        });
        (name, Some(shown))
    }
}
