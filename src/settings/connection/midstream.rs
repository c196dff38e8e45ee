//! What happens to a message that is sent while the agent is still answering.

use super::object::Connection;
pub use super::provider::MidStream;

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
            None => (self.provider_mid_stream(), MidStreamSource::Provider),
        }
    }

    /// The mode that applies if none is stored. A provider type from another Craft version steers,
    /// like all but one.
    pub(crate) fn provider_mid_stream(&self) -> MidStream {
        self.provider().map_or(MidStream::Steer, |p| p.mid_stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

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
