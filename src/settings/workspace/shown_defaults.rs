//! The defaults of new chats and the workspace overrides, for display.

use std::borrow::Cow;

use serde_json::Value;

use super::defaults::{Setting, THINKING};
use super::object::Workspace;
use super::thinking::Thinking;
use crate::settings::catalogue::shown_id;
use crate::settings::edit::diff::shown;
use crate::settings::redact::redacted_text;
use crate::settings::{DEFAULT, Settings};

impl Settings {
    /// The stored global thinking level.
    pub fn stored_thinking(&self) -> Option<&Value> {
        self.root().get(THINKING)
    }

    /// Whether Craft does not know the stored level and skips it.
    pub(crate) fn has_unknown_thinking(&self) -> bool {
        let stored = self.stored_thinking().and_then(Value::as_str);
        stored.is_some_and(|word| Thinking::from_value(word).is_none())
    }

    /// The stored value of the global default connection, whether or not it is a slug.
    pub(crate) fn stored_default_value(&self) -> Option<&Value> {
        self.root().get(DEFAULT)
    }

    /// A global default for display; None if it is not set.
    pub(crate) fn shown_default(&self, setting: Setting) -> Option<String> {
        let connection = self.default_connection()?;
        match setting {
            Setting::Connection => Some(connection.display_name().into_owned()),
            Setting::Model => {
                let model = connection.get("defaultModel")?;
                Some(match model.as_str() {
                    Some(id) => redacted_text(&connection.model_name(id)),
                    None => shown(Some(model)),
                })
            }
            Setting::Thinking => self.stored_thinking().map(shown_thinking),
        }
    }

    /// A workspace's override for display; None if it uses the default.
    pub(crate) fn shown_override(&self, workspace: &Workspace, setting: Setting) -> Option<String> {
        let value = workspace.stored(setting)?;
        let text = value.as_str();
        // Hide a value that looks like a key in place of a slug or model.
        let shown = match (setting, text) {
            (Setting::Connection, Some(slug)) => {
                let found =
                    self.position_of_slug(slug).map(|position| &self.connections()[position]);
                found.map_or(Cow::Borrowed(slug), |c| c.display_name()).into_owned()
            }
            (Setting::Model, Some(id)) => match self.connection_of(workspace) {
                Some(connection) => connection.model_name(id),
                None => shown_id(id).to_owned(),
            },
            (Setting::Thinking, Some(_)) => shown_thinking(value),
            (_, None) => return Some(shown(Some(value))),
        };
        Some(redacted_text(&shown))
    }
}

/// A thinking level for display; a value from another version is shown unchanged.
fn shown_thinking(value: &Value) -> String {
    let level = value.as_str().and_then(Thinking::from_value);
    level.map_or_else(|| shown(Some(value)), |level| level.label().to_owned())
}
