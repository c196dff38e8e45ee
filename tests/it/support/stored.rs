//! What entries of credentials.enc mean for Craft's chats.

use llm_connections::settings::craft::stored::{Iam, Stored, StoredKey, StoredLogin, Variables};
use llm_connections::settings::credential::{CredentialKind, key};
use serde_json::Value;

/// The stored values for a connection's slug; `entry` finds an entry by its name.
pub fn stored<'a>(
    slug: &str,
    entry: impl Fn(&str) -> Option<&'a Value>,
    variables: &Variables,
) -> Stored {
    let stored = |kind: CredentialKind| entry(&kind.key_of(slug));
    let text = |entry: &'a Value, field: &str| {
        entry.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    };
    let value = |entry: &'a Value| StoredKey::of(text(entry, key::VALUE)?, variables);
    Stored {
        api_key: stored(CredentialKind::ApiKey).and_then(value),
        oauth: stored(CredentialKind::OAuth).map(|login| StoredLogin {
            token: value(login),
            refreshable: text(login, key::REFRESH_TOKEN).is_some(),
            expires_at: login.get(key::EXPIRES_AT).and_then(Value::as_u64),
        }),
        iam: stored(CredentialKind::Iam).map(|keys| Iam {
            is_complete: text(keys, key::AWS_ACCESS_KEY_ID).is_some()
                && text(keys, key::VALUE).is_some(),
            region: text(keys, key::AWS_REGION).map(str::to_owned),
        }),
        service_account: stored(CredentialKind::ServiceAccount).and_then(value).is_some(),
        claude_login: entry("claude_oauth::global").and_then(value).is_some(),
        anthropic_key: entry("anthropic_api_key::global").and_then(value),
    }
}
