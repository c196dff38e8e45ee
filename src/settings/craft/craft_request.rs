//! What Craft sends for a connection, assuming that a credential is stored. This judges a
//! connection before its key is entered and independently of the environment.

use std::borrow::Cow;

use super::entries::{Object, entries, filled, text};
use super::next_start::migrate::next_upstream;
use super::next_start::object_after_start;
use super::sends::{Chat, ElsewhereReason, NoRequest, Sends, is_current_type, sends};
use super::stored::{Stored, Variables};
use super::{LiveLists, Start, describe};
use crate::settings::catalogue::Host;
use crate::settings::connection::object::Connection;

/// What Craft sends for a chat of a connection.
#[derive(Clone, Debug)]
pub struct CraftRequest<'a> {
    /// The connection as chats see it: an older type as the next start converts it.
    pub connection: Cow<'a, Connection>,
    pub sends: Sends,
    /// Whether the next start converts it before the first chat.
    pub after_start: bool,
}

impl Connection {
    /// What Craft sends for a chat, assuming that a credential is stored; None if the entry is not
    /// an object.
    pub fn craft_request(&self) -> Option<CraftRequest<'_>> {
        self.craft_request_with(Stored::assumed)
    }

    /// Like [`Self::craft_request`], assuming a key even if it comes from the environment or is not
    /// needed: the destination does not depend on that. Some keys and logins contain their host or
    /// use another header, so pass the secret if it is known.
    pub(crate) fn craft_request_with_key(&self, secret: Option<&str>) -> Option<CraftRequest<'_>> {
        self.craft_request_with(|auth| Stored::assumed_with_key(auth, secret))
    }

    fn craft_request_with(&self, stored: impl Fn(&str) -> Stored) -> Option<CraftRequest<'_>> {
        let stored_object = self.object()?;
        let after_start = is_converted(stored_object);
        let connection = if after_start {
            let start =
                Start { host: Host::Desktop, opus_restored: true, live: &LiveLists::default() };
            Cow::Owned(Self::new(object_after_start(stored_object, &start).into()))
        } else {
            Cow::Borrowed(self)
        };
        let object = connection.object()?;
        let stored = stored(text(object, "authType").unwrap_or_default());
        // AWS uses its own credential chain: its keys stand in for whatever the chain finds.
        let is_bedrock = text(object, "piAuthProvider") == Some("amazon-bedrock");
        let aws_keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name, "set"));
        let variables = Variables::new(aws_keys.into_iter().filter(|_| is_bedrock));
        let chat = Chat {
            connection: object,
            model: None,
            stored: &stored,
            variables: &variables,
            now_ms: 0,
        };
        let sends = sends(&chat);
        Some(CraftRequest { connection, sends, after_start })
    }
}

/// Whether Craft's next start changes its type or upstream before the first chat.
fn is_converted(object: &Object) -> bool {
    let is_current = text(object, "providerType").is_some_and(is_current_type);
    !is_current || next_upstream(object).is_some()
}

impl CraftRequest<'_> {
    /// The keys of [`Self::connection`].
    ///
    /// # Panics
    /// Never: a request is only built from an object.
    pub fn object(&self) -> &Object {
        self.connection.object().expect("a request is made of an object")
    }

    /// Why an endpoint's credential must not be sent to validate the connection, in a sentence:
    /// Craft would send it to a host other than the endpoint, or not at all.
    ///
    /// A connection without a model is not refused: its endpoint is where a person finds one.
    pub fn refusal(&self) -> Option<String> {
        let names_model =
            filled(self.object(), "defaultModel").is_some() || !entries(self.object()).is_empty();
        let refused = match &self.sends {
            Sends::Elsewhere { request, because } => {
                request.key.is_own()
                    && match because {
                        ElsewhereReason::ModelNotListed => names_model,
                        ElsewhereReason::NoCustomEndpoint | ElsewhereReason::NoBaseUrl => true,
                        ElsewhereReason::BaseUrlIgnored
                        | ElsewhereReason::UnknownModel
                        | ElsewhereReason::NoCredential => false,
                    }
            }
            Sends::Nothing(why) => matches!(why, NoRequest::EndpointNeedsKey { unread: true }),
            Sends::Request(_) => false,
        };
        let sentence = describe::sends(self.object(), &self.sends).filter(|_| refused)?;
        Some(if self.after_start { format!("After its next start: {sentence}") } else { sentence })
    }

    /// How to resolve [`Self::refusal`].
    pub(crate) const fn remedy(&self) -> &'static str {
        match &self.sends {
            Sends::Elsewhere { because: ElsewhereReason::ModelNotListed, .. } => {
                "Add the default model to the models, or choose one of them."
            }
            Sends::Nothing(NoRequest::EndpointNeedsKey { .. }) => {
                "Set piAuthProvider to openai or anthropic, like the endpoint's protocol."
            }
            _ => "Correct it in the form, or with set.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn refusal(value: Value) -> Option<String> {
        Connection::new(value).craft_request().and_then(|craft_request| craft_request.refusal())
    }

    fn compat() -> Value {
        json!({"slug": "a", "providerType": "pi_compat", "authType": "api_key_with_endpoint", "piAuthProvider": "openai",
            "baseUrl": "https://a.example/v1", "customEndpoint": {"api": "openai-completions"}, "models": ["m"], "defaultModel": "m"})
    }

    #[test]
    fn endpoint_reached_by_chats_is_not_refused() {
        assert_eq!(refusal(compat()), None);
        for (upstream, auth) in [("groq", "api_key"), ("openai-codex", "oauth")] {
            let pi = json!({"slug": "a", "providerType": "pi", "authType": auth, "piAuthProvider": upstream});
            assert_eq!(refusal(pi), None, "{upstream}");
        }
    }

    #[test]
    fn key_sent_to_another_host_is_refused() {
        let mut unlisted = compat();
        unlisted["defaultModel"] = "gpt-5.4".into();
        let message = refusal(unlisted).expect("refused");
        assert_eq!(
            message,
            "The key goes to api.openai.com, not to a.example: the model is not in the models list."
        );
        let mut without_model = compat();
        let object = without_model.as_object_mut().expect("an object");
        object.retain(|key, _| !["models", "defaultModel"].contains(&key.as_str()));
        assert_eq!(refusal(without_model), None);
        let mut bare = compat();
        bare.as_object_mut().expect("an object").shift_remove("customEndpoint");
        assert!(refusal(bare).expect("refused").contains("no protocol is set"));
    }

    #[test]
    fn key_that_craft_does_not_read_is_refused() {
        let mut unread = compat();
        unread.as_object_mut().expect("an object").shift_remove("piAuthProvider");
        let why = Sends::Nothing(NoRequest::EndpointNeedsKey { unread: true });
        assert_eq!(refusal(unread.clone()), describe::sends(&Object::new(), &why));
        // Local endpoints need no key.
        unread["baseUrl"] = "http://127.0.0.1:11434/v1".into();
        assert_eq!(refusal(unread), None);
    }
}
