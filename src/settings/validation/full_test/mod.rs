//! The full test: where to send the message that shows whether streaming, tools and images work, as
//! Craft would send it; or why that can't be tested here.

mod message;

use std::time::Duration;

use super::target::ProbeTarget;
use crate::settings::connection::endpoint::{host, path_of};
use crate::settings::connection::object::Connection;
use crate::settings::craft::in_effect;
use crate::settings::craft::sends::Header;
pub use message::{Form, MOST_TOKENS, TOOL};

/// The default timeout: a local model may have to be loaded first.
pub(crate) const FULL_TEST_TIME: Duration = Duration::from_secs(30);

/// The protocol of a chat, which decides the format of message and response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatProtocol {
    AnthropicMessages,
    OpenAiCompletions,
    OpenAiResponses,
    /// Google's Gemini API.
    Google,
}

/// The destination and the model of a full test's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTest {
    pub protocol: ChatProtocol,
    /// The whole URL, as Craft requests it.
    pub url: String,
    /// The model's id on the wire.
    pub model: String,
    /// Whether Craft sends images to the model.
    pub claims_images: bool,
}

/// Why a connection can't be fully tested here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTestable {
    /// It streams in AWS's own format, which is not supported here.
    Bedrock,
    /// A chat needs a Google Cloud token and path.
    Vertex,
    /// The login is Codex's own, or uses its own protocol.
    Codex,
    /// The login only accepts messages from the program it was made for.
    Login,
    /// Craft sends nothing, or only to an unsupported API.
    NoRequest,
    /// No model is set, and Craft chooses none by itself.
    NoModel,
}

impl Connection {
    /// The message of a full test, as Craft sends a chat; `probe_target` is the target of the
    /// validation.
    ///
    /// # Errors
    /// Why it can't be tested here.
    pub fn full_test(
        &self,
        probe_target: &ProbeTarget,
        secret: Option<&str>,
    ) -> Result<FullTest, NotTestable> {
        let header = match probe_target {
            ProbeTarget::Api { header, .. } => *header,
            ProbeTarget::Bedrock => return Err(NotTestable::Bedrock),
            ProbeTarget::Vertex { .. } => return Err(NotTestable::Vertex),
            ProbeTarget::Codex { .. } => return Err(NotTestable::Codex),
            ProbeTarget::Host { .. } | ProbeTarget::Subscription { .. } => {
                return Err(NotTestable::Login);
            }
        };
        let craft_request = self.craft_request_with_key(secret).ok_or(NotTestable::NoRequest)?;
        let request = craft_request.sends.request().ok_or(NotTestable::NoRequest)?;
        // A credential validated at one host is not sent to another.
        let is_there = probe_target.base().is_some_and(|base| host(base) == host(&request.url));
        let protocol = protocol_of(&request.url).filter(|_| is_there);
        let protocol = protocol.ok_or(NotTestable::NoRequest)?;
        if protocol == ChatProtocol::AnthropicMessages && header == Header::Bearer {
            return Err(NotTestable::Login);
        }
        if request.model.trim().is_empty() {
            return Err(NotTestable::NoModel);
        }
        let claimed = in_effect::images(craft_request.object(), &request.model);
        Ok(FullTest {
            protocol,
            url: request.url.clone(),
            model: request.model.clone(),
            claims_images: claimed.is_some_and(|(images, _)| images),
        })
    }
}

impl Connection {
    /// Whether a full test sends a message, and so costs something.
    pub(crate) fn is_testable_in_full(&self) -> bool {
        let probe_target = self.probe_target();
        probe_target.is_ok_and(|probe_target| self.full_test(&probe_target, None).is_ok())
    }
}

/// The protocol of a chat's URL; None if it is not supported.
fn protocol_of(url: &str) -> Option<ChatProtocol> {
    let path = path_of(url);
    let ends = [
        ("/v1/messages", ChatProtocol::AnthropicMessages),
        ("/chat/completions", ChatProtocol::OpenAiCompletions),
        ("/responses", ChatProtocol::OpenAiResponses),
        (":streamGenerateContent", ChatProtocol::Google),
    ];
    ends.into_iter().find_map(|(end, protocol)| path.ends_with(end).then_some(protocol))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn full_test(value: Value) -> Result<FullTest, NotTestable> {
        let connection = Connection::new(value);
        let probe_target = connection.probe_target().expect("can be validated");
        connection.full_test(&probe_target, None)
    }

    fn pi(upstream: &str, model: &str) -> Value {
        json!({"slug": "a", "providerType": "pi", "authType": "api_key",
            "piAuthProvider": upstream, "defaultModel": model})
    }

    #[test]
    fn message_goes_where_crafts_chats_go() {
        use ChatProtocol::{AnthropicMessages, Google, OpenAiCompletions, OpenAiResponses};
        let own = json!({"slug": "a", "providerType": "pi_compat", "piAuthProvider": "openai",
            "authType": "api_key_with_endpoint", "baseUrl": "https://a.example/v1/",
            "customEndpoint": {"api": "openai-completions"}, "models": ["pi/m"],
            "defaultModel": "pi/m"});
        let mut seeing = own.clone();
        seeing["customEndpoint"]["supportsImages"] = true.into();
        let claude = json!({"slug": "a", "providerType": "anthropic", "authType": "api_key",
            "defaultModel": "claude-opus-4-7"});
        let own_url = "https://a.example/v1/chat/completions";
        for (connection, protocol, url, model, claims_images) in [
            (own, OpenAiCompletions, own_url, "m", false),
            (seeing, OpenAiCompletions, own_url, "m", true),
            (
                claude,
                AnthropicMessages,
                "https://api.anthropic.com/v1/messages?beta=true",
                "claude-opus-4-7",
                true,
            ),
            (
                pi("openai", "gpt-5.4"),
                OpenAiResponses,
                "https://api.openai.com/v1/responses",
                "gpt-5.4",
                true,
            ),
            (
                pi("google", "gemini-2.5-flash"),
                Google,
                "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
                "gemini-2.5-flash",
                true,
            ),
        ] {
            let expected =
                FullTest { protocol, url: url.into(), model: model.into(), claims_images };
            assert!(Connection::new(connection.clone()).is_testable_in_full());
            assert_eq!(full_test(connection), Ok(expected));
        }
    }

    #[test]
    fn untestable_connection_explains_why() {
        let with_login = |mut value: Value| {
            value["authType"] = "oauth".into();
            value
        };
        let claude = json!({"slug": "a", "providerType": "anthropic", "authType": "oauth",
            "defaultModel": "claude-opus-4-7"});
        let codex = json!({"slug": "a", "providerType": "openai", "authType": "oauth"});
        for (connection, why) in [
            (pi("amazon-bedrock", "us.anthropic.claude-opus-4-6-v1"), NotTestable::Bedrock),
            (pi("google-vertex", "gemini-2.5-flash"), NotTestable::Vertex),
            (with_login(pi("github-copilot", "gpt-5.4")), NotTestable::Login),
            (claude, NotTestable::Login),
            (codex, NotTestable::Codex),
        ] {
            assert!(!Connection::new(connection.clone()).is_testable_in_full());
            assert_eq!(full_test(connection), Err(why));
        }
    }
}
