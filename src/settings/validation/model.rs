//! The model that a validation asks for.

use crate::settings::connection::object::Connection;
use crate::settings::craft::craft_request::CraftRequest;

impl Connection {
    /// The default model as Craft sends it; None if the connection sets none.
    pub fn sent_model(&self) -> Option<String> {
        let default = self.text("defaultModel").map(|id| self.shown_model(id.trim()));
        let default = default.filter(|id| !id.is_empty())?;
        let craft_request = self.craft_request_with_key(None);
        let request = craft_request.as_ref().and_then(CraftRequest::request_of_the_connection);
        Some(request.map_or(default, |request| &request.model).to_owned())
    }
}
