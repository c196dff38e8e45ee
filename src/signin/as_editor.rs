//! What GitHub wants to know about a program that asks for Copilot: which editor it is.

use crate::net::HttpRequest;
use crate::settings::credential::copilot::EDITOR_HEADERS;
use crate::settings::secret::Secret;

/// A request as Craft makes it, which GitHub answers.
pub(super) fn as_editor(request: HttpRequest, token: &Secret) -> Result<HttpRequest, String> {
    request.with_all(&EDITOR_HEADERS).with_secret("authorization", "Bearer ", token)
}
