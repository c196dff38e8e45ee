//! What becomes part of a URL of AWS or Google: the region, and for Vertex AI the endpoint and the
//! publisher of a model.

use crate::settings::connection::endpoint::vertex_host;
use crate::settings::connection::object::Connection;
use crate::settings::credential::CredentialKind;

/// The variables for the region, in order of precedence.
pub(crate) const VERTEX_REGION_VARIABLES: [&str; 3] =
    ["GOOGLE_CLOUD_LOCATION", "CLOUD_ML_REGION", "GOOGLE_CLOUD_REGION"];

/// The publishers that Craft supports; Google comes first.
pub(crate) const SUPPORTED_PUBLISHERS: [&str; 2] = ["google", "anthropic"];

/// Prefixes of model ids, and their publishers; Google publishes all others.
const PUBLISHERS: [(&str, &str); 6] = [
    ("claude", "anthropic"),
    ("mistral", "mistralai"),
    ("codestral", "mistralai"),
    ("llama", "meta"),
    ("deepseek", "deepseek-ai"),
    ("jamba", "ai21"),
];

/// The endpoint for all regions.
const GLOBAL_ENDPOINT: &str = "https://aiplatform.googleapis.com";

/// Why a connection has no endpoint.
#[derive(Debug, PartialEq, Eq)]
pub enum RegionFault<'a> {
    Missing,
    Invalid(&'a str),
}

/// The endpoint in a region. With an API key, Craft uses no region.
///
/// # Errors
/// What is wrong with the region.
pub(crate) fn vertex_endpoint<'a>(
    connection: &Connection,
    region: Option<&'a str>,
) -> Result<String, RegionFault<'a>> {
    if connection.credential_kind() == Some(CredentialKind::ApiKey) {
        return Ok(GLOBAL_ENDPOINT.to_owned());
    }
    match region.ok_or(RegionFault::Missing)? {
        "global" => Ok(GLOBAL_ENDPOINT.to_owned()),
        // A multi-region endpoint.
        part @ ("us" | "eu") => Ok(format!("https://aiplatform.{part}.rep.googleapis.com")),
        region if is_region(region) => Ok(format!("https://{}", vertex_host(region))),
        region => Err(RegionFault::Invalid(region)),
    }
}

/// Whether a text can be a region of Google or AWS. It becomes part of a host name.
pub(crate) fn is_region(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.contains('-') && text.len() < 64 && text.split('-').all(is_word)
}

/// A model's publisher, and its id there.
pub(crate) fn published(model: &str) -> (&str, &str) {
    let written = model.strip_prefix("publishers/");
    if let Some(whole) = written.and_then(|rest| rest.split_once("/models/")) {
        return whole;
    }
    let of = PUBLISHERS.iter().find(|(begin, _)| model.starts_with(begin));
    (of.map_or(SUPPORTED_PUBLISHERS[0], |(_, publisher)| publisher), model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_region_can_become_part_of_a_name_and_nothing_else_can() {
        for good in ["us-east-1", "us-gov-west-1", "cn-north-1", "europe-west4"] {
            assert!(is_region(good), "{good}");
        }
        for bad in ["", "us east", "evil.example/", "EU-WEST-1", "useast1", "-", "a-"] {
            assert!(!is_region(bad), "{bad}");
        }
        assert!(!is_region(&"a-".repeat(40)));
    }

    #[test]
    fn endpoint_follows_from_the_region_unless_a_key_is_sent() {
        let global = Ok("https://aiplatform.googleapis.com".to_owned());
        let of = |auth: &str, region| {
            let connection = json!({"providerType": "vertex", "authType": auth});
            vertex_endpoint(&Connection::new(connection), region)
        };
        for auth in ["api_key", "bearer_token", "api_key_with_endpoint"] {
            assert_eq!(of(auth, None), global, "{auth}");
            assert_eq!(of(auth, Some("us-east5")), global, "{auth}");
        }
        assert_eq!(of("oauth", Some("global")), global);
        let of_region = Ok("https://us-east5-aiplatform.googleapis.com".to_owned());
        assert_eq!(of("environment", Some("us-east5")), of_region);
        let of_europe = Ok("https://aiplatform.eu.rep.googleapis.com".to_owned());
        assert_eq!(of("service_account_file", Some("eu")), of_europe);
        assert_eq!(of("oauth", Some("evil.example/")), Err(RegionFault::Invalid("evil.example/")));
        assert_eq!(of("oauth", None), Err(RegionFault::Missing));
    }

    #[test]
    fn publisher_follows_from_the_model_unless_it_is_written() {
        assert_eq!(published("claude-opus-4-6"), ("anthropic", "claude-opus-4-6"));
        assert_eq!(published("gemini-2.5-flash"), ("google", "gemini-2.5-flash"));
        assert_eq!(published("publishers/meta/models/x"), ("meta", "x"));
    }
}
