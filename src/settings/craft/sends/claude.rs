//! A chat of an `anthropic` connection, sent by the Claude CLI. Run with the endpoint on this
//! machine.

use super::{Chat, Header, KeyFrom, NoRequest, Request, Sends};
use crate::settings::craft::entries::{filled, text};

const ENDPOINT: &str = "https://api.anthropic.com";

/// What Craft sends. The model id is sent as stored, including any `pi/`.
pub(super) fn sends(chat: &Chat, model: &str) -> Sends {
    let slug = || text(chat.connection, "slug").unwrap_or_default().to_owned();
    let base = filled(chat.connection, "baseUrl");
    let (header, key) = match text(chat.connection, "authType") {
        Some("api_key" | "api_key_with_endpoint" | "bearer_token") => {
            match (&chat.stored.api_key, base) {
                (Some(_), _) => (Header::XApiKey, KeyFrom::Stored),
                (None, Some(_)) => (Header::XApiKey, KeyFrom::NotNeeded),
                (None, None) => return Sends::Nothing(NoRequest::NoAnthropicKey(slug())),
            }
        }
        Some("oauth") if chat.stored.claude_login => (Header::Bearer, KeyFrom::ClaudeLogin),
        Some("oauth") => return Sends::Nothing(NoRequest::NoClaudeLogin(slug())),
        _ => return Sends::Nothing(NoRequest::NotLoggedIn),
    };
    // One trailing slash is not doubled (read).
    let base = base.unwrap_or(ENDPOINT);
    let base = base.strip_suffix('/').unwrap_or(base);
    Sends::Request(Request {
        upstream: "anthropic".to_owned(),
        url: format!("{base}/v1/messages?beta=true"),
        header,
        key,
        model: model.to_owned(),
        instead_of: None,
        preflight: None,
    })
}
