//! A custom endpoint as the runtime registers it: its models and the key sent to it.

use super::{CUSTOM, Chat, Header, KeyFrom, NoRequest, Request};
use crate::settings::catalogue::shown_id;
use crate::settings::connection::endpoint::is_loopback_for_craft;
use crate::settings::craft::entries::{Object, filled, ids, value_of};

pub(super) struct Endpoint {
    base: String,
    anthropic: bool,
    key: KeyFrom,
    /// The ids of its models on the wire. It serves only these.
    models: Vec<String>,
}

impl Endpoint {
    /// The custom endpoint of a connection; None if it has no `customEndpoint` or no `baseUrl`. The
    /// types `pi` and `pi_compat` make no difference.
    ///
    /// # Errors
    /// Why no request is sent: the endpoint is not on this machine and has no key.
    pub(crate) fn registered(chat: &Chat, key: Option<KeyFrom>) -> Result<Option<Self>, NoRequest> {
        let connection = chat.connection;
        let (Some(settings), Some(base)) = (settings(connection), base_url(connection)) else {
            return Ok(None);
        };
        let key = match key {
            Some(key) => key,
            None if is_loopback_for_craft(base) => KeyFrom::NotNeeded,
            None => {
                return Err(NoRequest::EndpointNeedsKey { unread: chat.stored.api_key.is_some() });
            }
        };
        let mut models = ids(connection);
        if models.is_empty() {
            models.extend(filled(connection, "defaultModel").or(chat.model).map(str::to_owned));
        }
        Ok(Some(Self {
            base: base.strip_suffix('/').unwrap_or(base).to_owned(),
            anthropic: settings.get("api").is_some_and(|api| api == "anthropic-messages"),
            key,
            models: models.iter().map(|id| shown_id(id).to_owned()).collect(),
        }))
    }

    /// Whether it has a model.
    pub(super) fn has(&self, id: &str) -> bool {
        self.models.iter().any(|model| model == id)
    }

    pub(crate) fn first_model(&self) -> Option<&str> {
        self.models.first().map(String::as_str)
    }

    pub(super) fn request(&self, model: &str) -> Request {
        let (path, header) = if self.anthropic {
            ("/v1/messages", Header::XApiKeyAndBearer)
        } else {
            ("/chat/completions", Header::Bearer)
        };
        Request {
            upstream: CUSTOM.to_owned(),
            url: format!("{}{path}", self.base),
            header,
            key: self.key.clone(),
            model: model.to_owned(),
            instead_of: None,
            preflight: None,
        }
    }
}

/// The connection's `customEndpoint`, if it is an object.
pub(crate) fn settings(connection: &Object) -> Option<&Object> {
    value_of(connection, "customEndpoint")?.as_object()
}

/// The connection's `baseUrl`, if it is not blank.
pub(crate) fn base_url(connection: &Object) -> Option<&str> {
    filled(connection, "baseUrl").map(str::trim).filter(|url| !url.is_empty())
}
