//! The defaults of a new chat: three settings in config.json that each workspace can override.

/// The key of the global thinking level.
pub(crate) const THINKING: &str = "defaultThinkingLevel";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    Connection,
    Model,
    Thinking,
}

impl Setting {
    /// All of them, in page order.
    pub const ALL: [Self; 3] = [Self::Connection, Self::Model, Self::Thinking];

    /// Craft's label for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Model => "Model",
            Self::Thinking => "Thinking",
        }
    }

    /// Its key in a workspace's `defaults`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Connection => "defaultLlmConnection",
            Self::Model => "model",
            Self::Thinking => "thinkingLevel",
        }
    }
}
