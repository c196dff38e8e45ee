//! The upstream of a connection: the provider behind Craft's own backend, or the one that Craft's
//! next start gives a connection of an older type.

use super::object::Connection;
use crate::settings::craft::converted_type;

impl Connection {
    /// Whose models it reaches; none for an endpoint of the user's own.
    pub(crate) fn upstream(&self) -> Option<&str> {
        match self.provider_type() {
            "anthropic" => Some("anthropic"),
            "pi" => self.text("piAuthProvider"),
            _ if self.is_compat() => None,
            older => {
                let converted = converted_type(self.object()?).and_then(|(_, upstream)| upstream);
                // A start leaves one without a key or a login as it is.
                converted.or_else(|| (older == "openai").then_some("openai"))
            }
        }
    }
}
