//! What an edit brings with it, in sentences, for the question that is asked before it.

use super::connection::Connection;
use super::edit::Edit;
use super::fields::{FIELDS, Field};
use super::provider::Protocol;
use super::redact::redacted_text;
use super::{ConnectionId, Settings};

/// The draft as it is saved: a field that does not apply to it has no value, when it did apply to the connection as it was,
/// and else the value that it had. The fields of which a save removes a value are told.
pub fn without_left_over(
    seen: &Connection,
    draft: &Connection,
) -> (Connection, Vec<&'static Field>) {
    let mut saved = draft.clone();
    let mut removed = Vec::new();
    for field in FIELDS.iter().filter(|f| !(f.applies)(draft)) {
        let applied = (field.applies)(seen);
        let value = seen.get(field.path).filter(|_| !applied);
        if applied && seen.get(field.path).is_some() {
            removed.push(field);
        }
        if saved.get(field.path) != value {
            saved.set(field.path, value.cloned());
        }
    }
    (saved, removed)
}

/// What a save changes in how the provider is reached: protocol, endpoint and authentication, each as `old → new`.
pub fn changes_of_reach(before: &Connection, after: &Connection) -> Vec<String> {
    let protocol = |c: &Connection| {
        c.protocol()
            .map_or("by upstream", Protocol::name)
            .to_owned()
    };
    let endpoint = |c: &Connection| {
        let url = c.endpoint().map(redacted_text);
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
        if self.stored_default() == Some(&id.slug) {
            let delete = Edit::Delete {
                id: id.clone(),
                seen: self.connections()[place].clone(),
                now: 0,
            };
            let after = delete.apply(self).ok();
            let next = after
                .as_ref()
                .and_then(|after| Some(&after.connections()[after.default_position()?]));
            lines.push(match next {
                Some(next) => format!("The default moves to “{}”.", next.display_name()),
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
        let unread = self.unreadable_workspaces();
        if !unread.is_empty() {
            lines.push(format!(
                "Cannot be read, and may still name it: {}.",
                unread.join(", ")
            ));
        }
        lines
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
    fn what_was_typed_into_a_field_that_hides_again_is_not_saved() {
        let seen = Connection::new(json!({"providerType": "openai_compat", "authType": "none"}));
        let draft = seen.clone().with("awsRegion", Some(json!("eu-west-1")));
        assert_eq!(without_left_over(&seen, &draft).0, seen);
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
