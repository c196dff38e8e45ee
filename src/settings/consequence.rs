//! What an edit brings with it, in sentences, for the question that is asked before it.

use super::connection::Connection;
use super::credential::login::Login;
use super::credential::{CredentialKind, Credentials};
use super::fields::{FIELDS, Field};
use super::provider::{AUTH_TYPES, Protocol, label_in};
use super::redact::redacted_text;
use super::{ConnectionId, Settings, WorkspaceFile};

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
    changed
        .map(|(label, old, new)| format!("{label}: {old} → {new}"))
        .collect()
}

/// The most names in a sentence; more are counted.
const NAMED: usize = 5;

impl Settings {
    /// What a deletion changes besides: the default, the workspaces that fall back and to what, the sessions that become
    /// unavailable.
    pub fn consequences_of_delete(&self, id: &ConnectionId) -> Vec<String> {
        // The moment is of no consequence.
        let Some(delete) = self.delete(id, 0) else {
            return Vec::new();
        };
        if self.count_of_slug(&id.slug) > 1 {
            return vec![format!(
                "Another connection with the slug {} stays.",
                id.slug
            )];
        }
        let Ok(after) = delete.apply(self) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        if self.default_position() == self.position(id) {
            lines.push(match after.default_connection() {
                Some(next) => format!("The default moves to “{}”.", next.display_name()),
                None => "No default is left.".to_owned(),
            });
        }
        lines.extend(self.workspaces_that_fall_back(id, &after));
        let unread = self.unreadable_workspaces();
        if !unread.is_empty() {
            lines.push(format!(
                "Cannot be read, and may still name it: {}.",
                unread.join(", ")
            ));
        }
        lines.extend(self.sessions_that_become_unavailable(&id.slug));
        lines.extend(self.credentials_that_go(&id.slug));
        lines.extend(self.login_that_stays(id));
        lines
    }

    /// That the Claude login, which is no single connection's, stays when one that uses it is deleted; none where it uses none.
    pub fn login_that_stays(&self, id: &ConnectionId) -> Option<String> {
        let connection = self.connection(id)?;
        self.credentials().claude_login()?;
        if connection.login() != Some(Login::Claude) {
            return None;
        }
        let sharing = self.sharing_claude_login(connection);
        Some(if sharing.is_empty() {
            "The Claude login (claude_oauth::global) stays.".to_owned()
        } else {
            format!("The Claude login stays for {}.", sharing.join(", "))
        })
    }

    fn credentials_that_go(&self, slug: &str) -> Option<String> {
        if let Credentials::Unusable { why, .. } = self.credentials() {
            return Some(format!(
                "credentials.enc cannot be used, and may keep its key: {why}."
            ));
        }
        let stored = self.credentials().kinds_of(slug).into_iter();
        let stored: Vec<_> = stored.map(CredentialKind::label).collect();
        (!stored.is_empty()).then(|| format!("Deleted with it: its {}.", stored.join(", ")))
    }

    /// A sentence for each connection that workspaces fall back to.
    fn workspaces_that_fall_back(&self, id: &ConnectionId, after: &Self) -> Vec<String> {
        let place = self.position(id).into_iter();
        let uses = place.flat_map(|place| self.workspaces_that_use(place));
        // Of one that cannot be read nobody knows; it is named for that.
        let known = uses.filter(|(w, _)| !matches!(w.file, WorkspaceFile::Unusable(_)));
        let mut fallen: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for (workspace, _) in known {
            let left = after.workspace(&workspace.root_path);
            let next = left.and_then(|w| after.connection_of(w));
            let next = next.map(|c| c.display_name().into_owned());
            let name = format!("“{}”", workspace.name());
            match fallen.iter_mut().find(|(to, _)| *to == next) {
                Some((_, names)) => names.push(name),
                None => fallen.push((next, vec![name])),
            }
        }
        let told = fallen.into_iter().map(|(next, names)| {
            let (who, falls) = counted(&names);
            match next {
                Some(next) => format!("{who} {falls} back to “{next}”."),
                None => format!("{who} {falls} back to nothing: no connection is left."),
            }
        });
        told.collect()
    }

    fn sessions_that_become_unavailable(&self, slug: &str) -> Vec<String> {
        let sessions = self.sessions();
        let lost = sessions.of(slug);
        let mut lines = Vec::new();
        if !lost.is_empty() {
            let names: Vec<String> = lost.iter().map(|s| format!("“{}”", s.name())).collect();
            let (who, _) = counted(&names);
            lines.push(match lost.len() {
                1 => format!("1 session becomes unavailable: {who}."),
                n => format!("{n} sessions become unavailable: {who}."),
            });
        }
        match sessions.unreadable() {
            _ if !sessions.complete && !self.workspaces().is_empty() => {
                lines
                    .push("The sessions are still being read: more of them may use it.".to_owned());
            }
            0 => {}
            1 => lines.push("1 session cannot be read, and may use it.".to_owned()),
            n => lines.push(format!("{n} sessions cannot be read, and may use it.")),
        }
        lines
    }
}

/// Some names, the first few of them, and the verb that goes with so many.
fn counted(names: &[String]) -> (String, &'static str) {
    let more = names.len().saturating_sub(NAMED);
    let first = names[..names.len() - more].join(", ");
    match (names.len(), more) {
        (1, _) => (first, "falls"),
        (_, 0) => (first, "fall"),
        (_, more) => (format!("{first} and {more} more"), "fall"),
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
                "Authentication: No authentication → API key + custom endpoint"
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
