//! Problems in a few words, for rows without room for their sentences.

use std::borrow::Cow;

use crate::settings::connection::fields::FIELDS;
use crate::settings::connection::object::{Connection, is_blank};
use crate::text::uncapitalized;

pub const DUPLICATE_SLUG: &str = "duplicate slug";
pub(super) const NO_UPSTREAM: &str = "no upstream";
pub(super) const KEY_NOT_READ: &str = "key not used";
pub(super) const VERSION_TWICE: &str = "/v1 twice in the URL";
pub(super) const REQUEST_URL: &str = "not a base URL";
pub(super) const NO_MODEL: &str = "no model";
pub(super) const UNUSABLE_AUTH: &str = "credential not used";
pub(super) const REGION_IGNORED: &str = "region ignored";
pub(super) const ENDPOINT_IGNORED: &str = "endpoint ignored";
pub(super) const OTHER_MODEL: &str = "model not used";
pub(super) const KEY_GOES_ELSEWHERE: &str = "key goes elsewhere";
pub(super) const UNKNOWN_UPSTREAM: &str = "unknown upstream";
pub(super) const NO_AWS_CREDENTIALS: &str = "no AWS credentials";
pub(super) const NOT_IN_ENVIRONMENT: &str = "variables not set";
pub(super) const NEEDS_KEY: &str = "needs a key";
pub(super) const MODELS_DROPPED: &str = "drops models";
pub(super) const NO_RENEWAL: &str = "login can't renew";
pub(super) const LOGIN_EXPIRED: &str = "login expired";
pub(super) const LOGIN_EXPIRES: &str = "login expires soon";
pub(super) const LOGIN_UNUSABLE: &str = "login unusable";

/// What is wrong with one field of a connection; an empty path is the whole entry.
pub(super) fn of_field(connection: &Connection, path: &str) -> Cow<'static, str> {
    let Some(field) = FIELDS.iter().find(|field| field.path == path) else {
        return "invalid entry".into();
    };
    if connection.exposed_key_in(path).is_some() {
        return "exposed key".into();
    }
    let label = uncapitalized(field.label);
    match path {
        _ if is_blank(connection.get(path)) => format!("no {label}").into(),
        "defaultModel" => "model not listed".into(),
        "authType" => "wrong authentication".into(),
        "modelSelectionMode" => "invalid selection".into(),
        "midStreamBehavior" => "invalid mode".into(),
        _ => format!("invalid {label}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::settings::problems::{Location, Severity};
    use crate::text::width;
    use serde_json::{Value, json};

    /// The columns that the page's status always has beside a provider.
    const ROOM: usize = 20;

    #[test]
    fn every_problem_of_a_row_has_a_form_that_fits_it() {
        let mut seen = 0;
        let good = json!({"slug": "x", "name": "X", "providerType": "pi_compat", "createdAt": 1,
            "authType": "api_key_with_endpoint", "piAuthProvider": "openai", "models": ["m"],
            "customEndpoint": {"api": "openai-completions"}, "baseUrl": "https://h.example/v1",
            "defaultModel": "m"});
        let values = [Value::Null, json!(""), json!(7), json!("nonsense"), json!([null])];
        let paths = FIELDS.iter().map(|field| field.path.split('.').next().unwrap_or_default());
        let changes = paths.flat_map(|path| values.iter().map(move |value| (path, value.clone())));
        let other = [
            ("providerType", json!("vertex")),
            ("providerType", json!("bedrock")),
            ("providerType", json!("pi")),
            ("providerType", json!("openai_compat")),
            ("providerType", json!("anthropic_compat")),
            ("authType", json!("none")),
            ("authType", json!("oauth")),
            ("authType", json!("environment")),
            ("baseUrl", json!("https://h.example/v1/chat/completions")),
            ("defaultModel", json!("other")),
        ];
        for (path, value) in changes.chain(other) {
            let mut connection = good.clone();
            connection[path] = value.clone();
            let list = json!([connection, good]);
            let Ok(settings) =
                Settings::from_value(json!({"workspaces": [], "llmConnections": list}))
            else {
                continue;
            };
            for problem in settings.problems(1) {
                let is_of_row = matches!(problem.location, Location::Connection(_));
                if !is_of_row || problem.severity == Severity::Note {
                    continue;
                }
                seen += 1;
                let sentence = &problem.sentence;
                let short = problem.short.as_deref().unwrap_or_default();
                assert!(!short.is_empty(), "{path} = {value}: {sentence}");
                assert!(width(short) <= ROOM, "{short}: {sentence}");
            }
        }
        assert!(seen > 60, "{seen}");
    }
}
