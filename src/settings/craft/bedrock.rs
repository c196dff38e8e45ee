//! Amazon Bedrock: which credentials Craft uses, and the ids of Claude models that it maps to
//! inference profiles.

use crate::settings::catalogue::stored_id;
use crate::settings::connection::object::Connection;
use crate::settings::credential::CredentialKind;

/// Claude's own id or Bedrock's id without a region, and the end of the inference profile's name.
/// Source: Craft's table, read, and run for `claude-opus-4-6` and `anthropic.claude-sonnet-4-6`.
/// Opus 4.7 ends in `-v1` here but not in the runtime's catalog, so Craft's own id for it is
/// unknown there.
const MODELS: [(&str, &str); 6] = [
    ("claude-opus-4-7", "anthropic.claude-opus-4-7-v1"),
    ("claude-opus-4-6", "anthropic.claude-opus-4-6-v1"),
    ("claude-sonnet-4-6", "anthropic.claude-sonnet-4-6"),
    ("claude-haiku-4-5-20251001", "anthropic.claude-haiku-4-5-20251001-v1:0"),
    ("claude-opus-4-5-20251101", "anthropic.claude-opus-4-5-20251101-v1:0"),
    ("claude-sonnet-4-5-20250929", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
];

/// The region that Craft's runtime uses for a model if nothing else sets one: the region of its
/// catalog entry.
pub(crate) fn region_of_model(model: &str) -> &'static str {
    if model.starts_with("eu.") { "eu-central-1" } else { "us-east-1" }
}

/// Whether Craft's runtime uses what is stored for a Bedrock connection: an AWS access key, but no
/// API key and no token. Otherwise AWS's own credential chain counts alone.
pub(crate) fn uses_stored_credential(connection: &Connection) -> bool {
    connection.credential_kind() == Some(CredentialKind::Iam)
}

/// The inference profile to which Craft's start maps a stored id: always a US profile. None if
/// Craft leaves the id unchanged, as for every id without Craft's prefix.
pub(crate) fn inference_profile(stored: &str) -> Option<String> {
    let bare = stored.strip_prefix("pi/")?;
    let (_, native) = MODELS.iter().find(|(claude, native)| bare == *claude || bare == *native)?;
    Some(stored_id(&format!("us.{native}")).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_an_aws_access_key_is_used_from_the_store() {
        for (auth, is_used) in [
            ("iam_credentials", true),
            ("api_key", false),
            ("bearer_token", false),
            ("environment", false),
        ] {
            let connection = Connection::new(json!({"providerType": "pi", "authType": auth}));
            assert_eq!(uses_stored_credential(&connection), is_used, "{auth}");
        }
    }
}
