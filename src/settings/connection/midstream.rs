//! What happens to a message that is sent while the agent is still answering.

use serde_json::Value;

/// Where a mid-stream message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidStream {
    /// Into the running turn.
    Steer,
    /// Into the next turn.
    Queue,
}

/// Why a mid-stream mode is in effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidStreamSource {
    /// The connection's `midStreamBehavior` says so.
    Stored,
    /// Nothing usable is stored: the provider's default.
    Provider,
}

impl MidStream {
    /// Both, in the menu's order.
    pub const ALL: [Self; 2] = [Self::Steer, Self::Queue];

    /// The value of `midStreamBehavior`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Steer => "steer",
            Self::Queue => "queue",
        }
    }

    /// Craft's words for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Steer => "Steer immediately",
            Self::Queue => "Queue until ready",
        }
    }

    /// The mode that a stored value names; none for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| value.as_str() == Some(mode.value()))
    }

    /// The other one.
    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Self::Steer => Self::Queue,
            Self::Queue => Self::Steer,
        }
    }
}
