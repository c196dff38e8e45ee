//! The headers that GitHub requires for Copilot: which editor is asking.

use crate::net::HttpRequest;
use crate::settings::credential::copilot::EDITOR_HEADERS;
use crate::settings::secret::Secret;

/// A request as Craft sends it, which GitHub answers.
pub(super) fn as_editor(request: HttpRequest, token: &Secret) -> Result<HttpRequest, String> {
    request.with_headers(&EDITOR_HEADERS).with_secret("authorization", "Bearer ", token)
}
