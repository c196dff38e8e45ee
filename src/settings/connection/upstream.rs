//! The upstream of a connection: the provider behind Craft's own backend, or the one that Craft's
//! next start assigns to a connection of an older type.

use super::object::Connection;
use crate::settings::craft::converted_type;

impl Connection {
    /// The upstream it reaches; None for a custom endpoint.
    pub(crate) fn upstream(&self) -> Option<&str> {
        match self.provider_type() {
            "anthropic" => Some("anthropic"),
            "pi" => self.text("piAuthProvider"),
            _ if self.is_compat() => None,
            older => {
                let converted = converted_type(self.object()?).and_then(|(_, upstream)| upstream);
                // Craft's start leaves a connection without a key or login unchanged.
                converted.or_else(|| (older == "openai").then_some("openai"))
            }
        }
    }
}
