//! What a save does besides storing the fields as entered.

use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::{AUTH_TYPES, Protocol, label_in};
use crate::settings::redact::redacted_text;

/// The sentence for a field that a save clears, by its label.
pub fn removes_field(label: &str) -> String {
    format!("Removes {label}: it no longer applies.")
}

/// How a save changes what this label names.
pub fn changes(label: &str, old: &str, new: &str) -> String {
    format!("{label}: {old} → {new}")
}

/// The sentences for URLs that are not saved as entered.
pub(in crate::settings::edit) fn corrected_at_entry(
    entered: &Connection,
    saved: &Connection,
) -> Vec<String> {
    let address = |connection: &Connection| connection.text("baseUrl").map(redacted_text);
    match (address(entered), address(saved)) {
        (Some(old), Some(new)) if old != new => {
            vec![format!("Endpoint: {old} → {new} (Craft adds /v1/messages)")]
        }
        _ => Vec::new(),
    }
}

/// What a save changes in how the provider is reached: protocol, endpoint and authentication, each
/// as `old → new`.
pub(in crate::settings::edit) fn reach_changes(
    before: &Connection,
    after: &Connection,
) -> Vec<String> {
    let protocol = |c: &Connection| c.protocol().map_or("by upstream", Protocol::name).to_owned();
    let endpoint = |c: &Connection| {
        let url = c.endpoint().map(redacted_text);
        url.unwrap_or_else(|| "the provider's own".to_owned())
    };
    let auth = |c: &Connection| {
        let stored = c.auth_type();
        label_in(AUTH_TYPES, stored).unwrap_or(stored).to_owned()
    };
    let aspects = [
        ("Protocol", protocol(before), protocol(after)),
        ("Endpoint", endpoint(before), endpoint(after)),
        ("Authentication", auth(before), auth(after)),
    ];
    let changed = aspects.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(label, old, new)| changes(label, &old, &new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reach_changes_are_listed() {
        let before = Connection::new(
            json!({"providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1"}),
        );
        let after = before
            .clone()
            .with("providerType", Some(json!("anthropic_compat")))
            .with("authType", Some(json!("api_key_with_endpoint")));
        assert_eq!(
            reach_changes(&before, &after),
            [
                "Protocol: openai-completions → anthropic-messages",
                "Authentication: No authentication → API key + custom endpoint"
            ]
        );
        assert_eq!(reach_changes(&before, &before), [""; 0]);
    }
}
