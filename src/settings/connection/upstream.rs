//! The upstream of a connection: the provider behind Craft's own backend, or the one that a type of
//! an older version stands for.

use super::object::Connection;

impl Connection {
    /// Whose models it reaches; none for an endpoint of the user's own.
    pub(crate) fn upstream(&self) -> Option<&str> {
        match self.provider_type() {
            "anthropic" => Some("anthropic"),
            "pi" => self.text("piAuthProvider"),
            _ if self.is_compat() => None,
            _ => self.upstream_to_be(),
        }
    }

    /// The `piAuthProvider` that Craft's next start gives one of an older type.
    fn upstream_to_be(&self) -> Option<&'static str> {
        match self.provider_type() {
            "bedrock" => Some("amazon-bedrock"),
            "vertex" => Some("google-vertex"),
            "openai" if self.auth_type() == "oauth" => Some("openai-codex"),
            "openai" => Some("openai"),
            "copilot" => Some("github-copilot"),
            _ => None,
        }
    }
}
