//! The region and the endpoint for requests to AWS.

use super::profile::{PROFILE_VARIABLE, Profile, Profiles};
use crate::settings::connection::endpoint::aws_host;
use crate::system::environment::variable;

/// The variables for the region, in order of precedence.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The variables for another Bedrock endpoint, in order of precedence.
const ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"];

/// The variables for another STS endpoint, in order of precedence.
const STS_ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"];

/// The variables that disable configured endpoints and select FIPS hosts. A profile uses the same
/// names in lower case without `AWS_`.
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const FIPS: &str = "AWS_USE_FIPS_ENDPOINT";

/// The region that Craft's runtime takes from the environment. A profile's region counts only if
/// `AWS_PROFILE` names the profile.
pub(crate) fn region() -> Option<String> {
    let of_profile = || {
        let name = variable(PROFILE_VARIABLE)?;
        Some(Profiles::read().get(&name)?.get("region")?.to_owned())
    };
    REGIONS.into_iter().find_map(variable).or_else(of_profile)
}

/// The endpoint for Bedrock's lists in a region.
pub(super) fn bedrock_endpoint(region: &str) -> String {
    let profiles = Profiles::read();
    let profile = profiles.get(&Profiles::chosen());
    let is_on = |name: &str| is_on(profile, name);
    let of_profile = || Some(profile?.get("endpoint_url")?.to_owned());
    let own = ENDPOINTS.into_iter().find_map(variable).or_else(of_profile);
    own.filter(|_| !is_on(IGNORE_ENDPOINTS))
        .unwrap_or_else(|| format!("https://{}", host("bedrock", region, is_on(FIPS))))
}

/// The endpoint for roles in a region.
pub(super) fn sts_endpoint(region: &str) -> String {
    let profiles = Profiles::read();
    let profile = profiles.get(&Profiles::chosen());
    let own = STS_ENDPOINTS.into_iter().find_map(variable);
    own.filter(|_| !is_on(profile, IGNORE_ENDPOINTS))
        .unwrap_or_else(|| format!("https://{}", host("sts", region, is_on(profile, FIPS))))
}

fn host(service: &str, region: &str, is_fips: bool) -> String {
    let fips = if is_fips { "-fips" } else { "" };
    aws_host(&format!("{service}{fips}"), region)
}

/// Whether a switch is on in the environment or, if it is not set there, in the profile.
fn is_on(profile: Option<Profile<'_>>, name: &str) -> bool {
    if let Some(text) = variable(name) {
        return text.eq_ignore_ascii_case("true");
    }
    let key = name.trim_start_matches("AWS_").to_ascii_lowercase();
    profile.is_some_and(|profile| profile.is_true(&key))
}
