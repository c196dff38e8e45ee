//! What AWS's own programs take from the environment and from the user's profile: the region, and the address in the place of
//! AWS's.

use std::env;
use std::path::PathBuf;

use ini::Ini;

/// The variables that name a region, the first before the other.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The variables that name another address for Bedrock, the first before the other.
const ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"];

/// What sets those aside.
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// The region that the environment, or the profile it chooses, names.
pub(super) fn region() -> Option<String> {
    REGIONS.into_iter().find_map(variable).or_else(of_profile)
}

/// The address that Bedrock's lists are asked for at in a region.
pub(super) fn bedrock_endpoint(region: &str) -> String {
    let ignored = variable(IGNORE_ENDPOINTS).is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let own = ENDPOINTS.into_iter().find_map(variable);
    own.filter(|_| !ignored)
        .unwrap_or_else(|| format!("https://bedrock.{region}.{}", domain(region)))
}

/// A variable of the environment that is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    let text = env::var(name).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a text is such that it can be a region: it becomes part of a host's name.
pub(super) fn is_region(text: &str) -> bool {
    text.contains('-')
        && text
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

/// AWS in China has a domain of its own.
fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    }
}

fn of_profile() -> Option<String> {
    let file = variable("AWS_CONFIG_FILE").map(PathBuf::from);
    let file = file.or_else(|| Some(dirs::home_dir()?.join(".aws/config")))?;
    let profiles = Ini::load_from_file_noescape(file).ok()?;
    let name = variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
    let section = match name.as_str() {
        "default" => profiles
            .section(Some("default"))
            .or_else(|| profiles.section(Some("profile default"))),
        name => profiles.section(Some(format!("profile {name}"))),
    };
    section?.get("region").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_can_become_part_of_a_name_and_nothing_else_can() {
        for good in ["us-east-1", "eu-central-2", "us-gov-west-1", "cn-north-1"] {
            assert!(is_region(good), "{good}");
        }
        for bad in ["", "us east", "evil.example/", "EU-WEST-1", "useast1"] {
            assert!(!is_region(bad), "{bad}");
        }
    }
}
