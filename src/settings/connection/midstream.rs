//! What happens to a message that is sent while the agent is still answering: the mode that a
//! connection sets, or its provider's default.

use serde_json::Value;

use super::object::Connection;

/// Where a mid-stream message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidStream {
    /// Into the running turn.
    Steer,
    /// Into the next turn.
    Queue,
}

impl MidStream {
    /// Both, in menu order.
    pub const ALL: [Self; 2] = [Self::Steer, Self::Queue];

    /// The value of `midStreamBehavior`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Steer => "steer",
            Self::Queue => "queue",
        }
    }

    /// Craft's label for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Steer => "Steer immediately",
            Self::Queue => "Queue until ready",
        }
    }

    /// A verb for what a connection in this mode does.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Steer => "steers",
            Self::Queue => "queues",
        }
    }

    /// A short description of what happens to the message.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Steer => "redirects the running answer",
            Self::Queue => "waits until the answer is done",
        }
    }

    /// The mode for a stored value; None if the value is not valid.
    pub fn from_value(value: &Value) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| value.as_str() == Some(mode.value()))
    }

    /// The default of a provider type. All but one steer, and so does a type that only another
    /// version of Craft knows.
    pub fn default_of(provider_type: &str) -> Self {
        match provider_type {
            "anthropic" => Self::Queue,
            _ => Self::Steer,
        }
    }

    /// The other mode.
    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Self::Steer => Self::Queue,
            Self::Queue => Self::Steer,
        }
    }
}

/// Why a mid-stream mode is in effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MidStreamSource {
    /// The connection's `midStreamBehavior` sets it.
    Stored,
    /// No valid value is stored: the provider's default applies.
    Provider,
}

impl Connection {
    /// The mid-stream mode in effect, and why.
    pub fn mid_stream(&self) -> (MidStream, MidStreamSource) {
        match self.get("midStreamBehavior").and_then(MidStream::from_value) {
            Some(mode) => (mode, MidStreamSource::Stored),
            None => (self.default_mid_stream(), MidStreamSource::Provider),
        }
    }

    /// The mode that applies if none is stored.
    pub(crate) fn default_mid_stream(&self) -> MidStream {
        MidStream::default_of(self.provider_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stored_mode_wins_else_provider_default() {
        let mode = |provider: &str, stored: Value| {
            Connection::new(json!({"providerType": provider, "midStreamBehavior": stored}))
                .mid_stream()
        };
        assert_eq!(mode("anthropic", json!("steer")), (MidStream::Steer, MidStreamSource::Stored));
        assert_eq!(
            mode("anthropic", json!("later")),
            (MidStream::Queue, MidStreamSource::Provider)
        );
        assert_eq!(mode("openai", json!(null)), (MidStream::Steer, MidStreamSource::Provider));
        assert_eq!(mode("copilot", json!(7)), (MidStream::Steer, MidStreamSource::Provider));
    }
}
