//! The model that Craft sends, and report notes on what it does not use of a connection: a model
//! that it replaces, and an unused endpoint.

use serde_json::Value;

use super::ProbeTarget;
use crate::settings::connection::endpoint::{equals_ignoring_version, host};
use crate::settings::connection::object::Connection;
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::describe;
use crate::settings::craft::sends::{ElsewhereReason, Request, Sends};

impl Connection {
    /// What a person should know about the contacted host, in sentences: that it is not the
    /// connection's endpoint, or not its model.
    pub fn notes(&self, probe_target: &ProbeTarget, was_asked: bool) -> Vec<String> {
        let Some(craft_request) = self.craft_request_with_key(None) else {
            return Vec::new();
        };
        let unused = match probe_target {
            ProbeTarget::Api { is_stored: true, .. } | ProbeTarget::Codex { .. } => None,
            _ => self.filled("baseUrl"),
        };
        let unused = unused.filter(|url| {
            !probe_target.base().is_some_and(|base| equals_ignoring_version(url, base))
        });
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
    /// The request, if it goes to the validated host. That excludes an endpoint with chats that go
    /// elsewhere by mistake, and Vertex AI with anything but a key, which its service does not
    /// accept.
    pub(in crate::settings::validation) fn request_of_the_connection(&self) -> Option<&Request> {
        let auth = self.object().get("authType").and_then(Value::as_str);
        match &self.sends {
            Sends::Request(request) | Sends::Elsewhere { request, .. }
                if request.upstream == "google-vertex" && auth != Some("api_key") =>
            {
                None
            }
            Sends::Elsewhere {
                because:
                    ElsewhereReason::ModelNotListed
                    | ElsewhereReason::NoCustomEndpoint
                    | ElsewhereReason::NoBaseUrl,
                ..
            } => None,
            sends => sends.request(),
        }
    }
}

impl Connection {
    /// The default model as Craft sends it; None if the connection sets none.
    pub(crate) fn sent_model(&self) -> Option<String> {
        let default = self.text("defaultModel").map(|id| self.shown_model(id.trim()));
        let default = default.filter(|id| !id.is_empty())?;
        let craft_request = self.craft_request_with_key(None);
        let request = craft_request.as_ref().and_then(CraftRequest::request_of_the_connection);
        Some(request.map_or(default, |request| &request.model).to_owned())
    }
}
