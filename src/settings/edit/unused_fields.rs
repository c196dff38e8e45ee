//! Which fields of a draft a save keeps, and which it removes because they do not apply.

use crate::settings::connection::fields::{FIELDS, Field};
use crate::settings::connection::object::Connection;

/// The draft as saved, and the fields of which a save removes the value. A field that does not
/// apply to the draft loses its value if it applied to the original connection, and otherwise keeps
/// the value it had.
pub(super) fn without_unused_fields(
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_fields_that_stop_applying_are_cleared() {
        let seen = Connection::new(
            json!({"providerType": "bedrock", "authType": "environment", "awsRegion": "eu-west-1", "codexPath": "/x"}),
        );
        let draft = seen.clone().with("providerType", Some(json!("vertex")));
        let (cleaned, gone) = without_unused_fields(&seen, &draft);
        assert_eq!(gone.iter().map(|f| f.path).collect::<Vec<_>>(), ["awsRegion"]);
        assert_eq!(cleaned.text("awsRegion"), None);
        assert_eq!(
            cleaned.text("codexPath"),
            Some("/x"),
            "it never applied, so it is not ours to take"
        );
    }

    #[test]
    fn hidden_field_input_is_not_saved() {
        let seen = Connection::new(json!({"providerType": "openai_compat", "authType": "none"}));
        let draft = seen.clone().with("awsRegion", Some(json!("eu-west-1")));
        assert_eq!(without_unused_fields(&seen, &draft).0, seen);
    }
}
