//! Cost and caching options: two switches of config.json.

use serde_json::Value;

use super::Settings;

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Switch {
    /// A million tokens of context, where the model has them.
    ExtendedContext,
    /// A prompt cache that lives for an hour.
    ExtendedPromptCache,
}

impl Switch {
    /// Both, in the page's order.
    pub const ALL: [Self; 2] = [Self::ExtendedContext, Self::ExtendedPromptCache];

    /// The key in config.json.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ExtendedContext => "enable1MContext",
            Self::ExtendedPromptCache => "extendedPromptCache",
        }
    }

    /// Craft's words for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ExtendedContext => "Extended Context (1M)",
            Self::ExtendedPromptCache => "Extended prompt cache (1 hour)",
        }
    }

    /// One line of help.
    pub const fn help(self) -> &'static str {
        match self {
            Self::ExtendedContext => {
                "A context of a million tokens, with the models that have it. Long contexts cost more."
            }
            Self::ExtendedPromptCache => {
                "The prompt cache lives for an hour. Writing to it costs more; what is read from it costs less."
            }
        }
    }
}

impl Settings {
    /// What is stored for a switch.
    pub fn stored_switch(&self, switch: Switch) -> Option<&Value> {
        self.root().get(switch.key())
    }

    /// Whether a switch is on; one that is not there is off.
    pub fn is_on(&self, switch: Switch) -> bool {
        self.stored_switch(switch) == Some(&Value::Bool(true))
    }
}
