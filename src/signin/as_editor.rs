//! What GitHub wants to know about a program that asks for Copilot: which editor it is.

use crate::net::HttpRequest;
use crate::settings::secret::Secret;

/// A request as Craft makes it, which GitHub answers.
pub(super) fn as_editor(request: HttpRequest, token: &Secret) -> Result<HttpRequest, String> {
    let request = request
        .with("accept", "application/json")
        .with("user-agent", "GitHubCopilotChat/0.35.0")
        .with("editor-version", "vscode/1.107.0")
        .with("editor-plugin-version", "copilot-chat/0.35.0")
        .with("copilot-integration-id", "vscode-chat");
    request.with_secret("authorization", "Bearer ", token)
}
