//! The settings of config.json that consist of one key: their labels and valid values.

use serde_json::Value;

use super::messages::no_thinking_level;
use crate::settings::workspace::defaults::THINKING;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::thinking::Thinking;

/// A setting of config.json that consists of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Global {
    /// The thinking level of new chats.
    Thinking,
    /// A cost or caching option.
    Switch(Switch),
}

impl Global {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Thinking => THINKING,
            Self::Switch(switch) => switch.key(),
        }
    }

    /// A value for display.
    pub(super) fn shown_value(self, value: Option<&Value>) -> String {
        match self {
            Self::Thinking => {
                let level = value.and_then(Value::as_str).and_then(Thinking::from_value);
                level.map_or("Craft's default", Thinking::label).to_owned()
            }
            Self::Switch(_) => {
                if value == Some(&Value::Bool(true)) { "on" } else { "off" }.to_owned()
            }
        }
    }

    /// What is wrong with a value.
    pub(super) fn problem(self, value: Option<&Value>) -> Option<String> {
        match self {
            Self::Thinking => {
                let known = |v: &Value| v.as_str().and_then(Thinking::from_value).is_some();
                (!value.is_none_or(known)).then(|| no_thinking_level(None))
            }
            Self::Switch(switch) => (!value.is_none_or(Value::is_boolean))
                .then(|| format!("{} must be true or false.", switch.label())),
        }
    }
}
