//! What of a connection Craft does not use: the model that it sends instead of another one, and
//! what a report says of that and of an endpoint that is not asked.

use serde_json::Value;

use super::ProbeTarget;
use crate::settings::connection::endpoint::{host, is_same_but_version};
use crate::settings::connection::object::Connection;
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::describe;
use crate::settings::craft::sends::{Because, Request, Sends};

impl Connection {
    /// The default model as Craft sends it; none where the connection names none.
    pub fn sent_model(&self) -> Option<String> {
        let default = self.text("defaultModel").map(|id| self.shown_model(id.trim()));
        let default = default.filter(|id| !id.is_empty())?;
        let craft_request = self.craft_request_with_key(None);
        let request = craft_request.as_ref().and_then(CraftRequest::request_of_the_connection);
        Some(request.map_or(default, |request| &request.model).to_owned())
    }

    /// What a person should know of the host that is asked, in sentences: that it is not the
    /// endpoint, or not the model, that the connection names.
    pub fn notes(&self, probe_target: &ProbeTarget, was_asked: bool) -> Vec<String> {
        let Some(craft_request) = self.craft_request_with_key(None) else {
            return Vec::new();
        };
        let unused = match probe_target {
            ProbeTarget::Api { is_stored: true, .. } | ProbeTarget::Codex { .. } => None,
            _ => self.filled("baseUrl"),
        };
        let unused = unused
            .filter(|url| !probe_target.base().is_some_and(|base| is_same_but_version(url, base)));
        let there = probe_target.base().map(host);
        let endpoint = unused
            .map(|url| describe::unused_endpoint(url, there, craft_request.after_start, was_asked));
        endpoint.into_iter().chain(self.model_note(&craft_request)).collect()
    }

    fn model_note(&self, craft_request: &CraftRequest<'_>) -> Option<String> {
        let stored = self.filled("defaultModel").map(|id| self.shown_model(id))?;
        let request = craft_request.request_of_the_connection()?;
        if craft_request.after_start && request.model != stored {
            return Some(describe::default_after_start(&request.model));
        }
        describe::model_instead(request)
    }
}

impl CraftRequest<'_> {
    /// The request, where it goes to the host that is asked: not that of an endpoint
    /// whose chats go elsewhere by mistake, nor Vertex AI's by anything but a key, which is no
    /// request that its service answers.
    fn request_of_the_connection(&self) -> Option<&Request> {
        let auth = self.object().get("authType").and_then(Value::as_str);
        match &self.sends {
            Sends::Request(request) | Sends::Elsewhere { request, .. }
                if request.upstream == "google-vertex" && auth != Some("api_key") =>
            {
                None
            }
            Sends::Elsewhere {
                because: Because::ModelNotListed | Because::NoCustomEndpoint | Because::NoBaseUrl,
                ..
            } => None,
            sends => sends.request(),
        }
    }
}
