//! What an edit brings with it, in sentences, for the question that is asked before it.

use serde_json::Value;

use super::connection::Connection;
use super::fields::{FIELDS, Field};
use super::provider::Protocol;
use super::redact::without_userinfo;
use super::{ConnectionId, Settings};

/// Takes away the values of fields that applied to the connection as it was and do not apply to the draft any more. What
/// stood in a field that never applied is not touched.
pub fn without_left_over(
    seen: &Connection,
    draft: &Connection,
) -> (Connection, Vec<&'static Field>) {
    let left_over: Vec<_> = FIELDS
        .iter()
        .filter(|f| draft.get(f.path).is_some() && (f.applies)(seen) && !(f.applies)(draft))
        .collect();
    let cleaned = left_over
        .iter()
        .fold(draft.clone(), |c, field| c.with(field.path, None));
    (cleaned, left_over)
}

/// What a save changes in how the provider is reached: protocol, endpoint and authentication, each as `old → new`.
pub fn changes_of_reach(before: &Connection, after: &Connection) -> Vec<String> {
    let protocol = |c: &Connection| {
        c.protocol()
            .map_or("by upstream", Protocol::name)
            .to_owned()
    };
    let endpoint = |c: &Connection| {
        let url = c.endpoint().map(without_userinfo);
        url.unwrap_or_else(|| "the provider's own".to_owned())
    };
    let auth = |c: &Connection| c.auth_type().to_owned();
    let aspects = [
        ("Protocol", protocol(before), protocol(after)),
        ("Endpoint", endpoint(before), endpoint(after)),
        ("Authentication", auth(before), auth(after)),
    ];
    let changed = aspects.into_iter().filter(|(_, old, new)| old != new);
    changed
        .map(|(label, old, new)| format!("{label}: {old} → {new}"))
        .collect()
}

impl Settings {
    /// What a deletion changes besides.
    pub fn consequences_of_delete(&self, id: &ConnectionId) -> Vec<String> {
        let mut lines = Vec::new();
        let Some(place) = self.position(id) else {
            return lines;
        };
        if self.count_of_slug(&id.slug) > 1 {
            return vec![format!(
                "Another connection with the slug {} stays.",
                id.slug
            )];
        }
        let others = || {
            self.connections()
                .iter()
                .enumerate()
                .filter(|(i, c)| *i != place && !c.slug().is_empty())
        };
        if self.stored_default() == Some(&id.slug) {
            lines.push(match others().next() {
                Some((_, first)) => format!("The default moves to “{}”.", first.display_name()),
                None => "No default is left.".to_owned(),
            });
        }
        let names: Vec<_> = self
            .workspaces()
            .iter()
            .filter(|w| w.default_connection() == Some(&id.slug))
            .map(|w| format!("“{}”", w.name()))
            .collect();
        if !names.is_empty() {
            lines.push(format!("Using the default again: {}.", names.join(", ")));
        }
        lines
    }
}

/// A value as a line of the history shows it.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::String(text)) => without_userinfo(text),
        Some(other) => super::redact::redacted(other).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_applied_before_and_does_not_now_is_left_over() {
        let seen = Connection::new(
            json!({"providerType": "bedrock", "authType": "environment", "awsRegion": "eu-west-1", "codexPath": "/x"}),
        );
        let draft = seen.clone().with("providerType", Some(json!("vertex")));
        let (cleaned, gone) = without_left_over(&seen, &draft);
        assert_eq!(
            gone.iter().map(|f| f.path).collect::<Vec<_>>(),
            ["awsRegion"]
        );
        assert_eq!(cleaned.text("awsRegion"), None);
        assert_eq!(
            cleaned.text("codexPath"),
            Some("/x"),
            "it never applied, so it is not ours to take"
        );
    }

    #[test]
    fn a_change_of_protocol_endpoint_and_auth_is_named() {
        let before = Connection::new(
            json!({"providerType": "openai_compat", "authType": "none", "baseUrl": "http://localhost:1"}),
        );
        let after = before
            .clone()
            .with("providerType", Some(json!("anthropic_compat")))
            .with("authType", Some(json!("api_key_with_endpoint")));
        assert_eq!(
            changes_of_reach(&before, &after),
            [
                "Protocol: openai-completions → anthropic-messages",
                "Authentication: none → api_key_with_endpoint"
            ]
        );
        assert_eq!(changes_of_reach(&before, &before), [""; 0]);
    }

    #[test]
    fn a_deletion_says_where_the_default_goes() {
        let settings = Settings::from_value(json!({"workspaces": [], "llmConnections": [{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}],
            "defaultLlmConnection": "a"}))
        .expect("usable");
        assert_eq!(
            settings.consequences_of_delete(&ConnectionId::first("a")),
            ["The default moves to “B”."]
        );
        assert_eq!(
            settings.consequences_of_delete(&ConnectionId::first("b")),
            [""; 0]
        );
    }
}
