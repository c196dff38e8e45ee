//! Why a value for what new chats begin with is refused.

use crate::settings::redact::redacted_text;
use crate::settings::workspace::thinking::Thinking;

pub fn no_connection_with(slug: &str) -> String {
    format!("No connection has the slug {}: choose an existing one.", redacted_text(slug))
}

/// `given` is the text in place of a level, if it was one.
pub fn no_thinking_level(given: Option<&str>) -> String {
    let levels = Thinking::ALL.map(Thinking::value).join(", ");
    let given = given.map(|text| format!(", not {}", redacted_text(text))).unwrap_or_default();
    format!("Thinking must be one of {levels}{given}.")
}
