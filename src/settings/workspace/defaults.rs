//! What a new chat begins with: the three settings that config.json has for all, and each workspace
//! may have for itself.

/// The key of the global level of thinking.
pub(crate) const THINKING: &str = "defaultThinkingLevel";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    Connection,
    Model,
    Thinking,
}

impl Setting {
    /// All of them, in the page's order.
    pub const ALL: [Self; 3] = [Self::Connection, Self::Model, Self::Thinking];

    /// Craft's word for it.
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
