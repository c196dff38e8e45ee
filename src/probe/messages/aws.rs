//! Sentences for probes of Amazon Bedrock.

pub(in crate::probe) const CHECK_REGION: &str =
    "Check the AWS region, and AWS_ENDPOINT_URL if it is set.";
pub(in crate::probe) const CORRECT_REGION: &str =
    "Correct the region of the AWS keys, or AWS_REGION. A region looks like us-east-1.";
pub const PROFILES_SILENT: &str = "the profile files can't be read in time";
pub(in crate::probe) const CORRECT_ENDPOINT: &str =
    "Correct AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL.";
pub(in crate::probe) const ENDPOINT_WITH_TLS: &str =
    "Use https:// in AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL.";
pub(in crate::probe) const CHOOSE_LISTED: &str = "Choose a model that the region lists, an inference profile such as us.… or eu.…, or another region.";
pub const SESSION_ENDED: &str = "The session of these credentials has expired.";
pub(in crate::probe) const LOG_IN_AGAIN: &str =
    "Log in again (for example “aws sso login”), or enter a new session token.";
pub const REFUSED: &str = "AWS refused the credentials.";
pub(in crate::probe) const ENTER_OTHERS: &str = "Check that the session token belongs to the key, check this machine's clock, or enter other credentials.";
pub const NO_CREDENTIALS: &str = "No AWS credentials found in the usual places: environment, profiles, SSO, container, instance.";
pub(in crate::probe) const ADD_PROFILE: &str =
    "Correct AWS_PROFILE, or add the profile with “aws configure --profile”.";
pub(in crate::probe) const CHECK_ROLE: &str =
    "Check the role's trust policy, and its name in the profile.";

pub fn no_region(region: &str) -> String {
    format!("“{region}” is not an AWS region.")
}

pub(in crate::probe) fn invalid_endpoint(why: &str) -> String {
    format!("The endpoint for Bedrock in the environment is invalid: {why}.")
}

pub fn unencrypted(token: &str, there: &str) -> String {
    format!("The {token} would go to {there} over plain http, readable by anyone on the way.")
}

pub fn no_default_model(region: &str, count: usize) -> String {
    format!("No default model is set. {region} lists {count}.")
}

pub(in crate::probe) fn model_known(model: &str, region: &str, count: usize) -> String {
    format!("{model} is listed in {region}, among {count}.")
}

pub fn model_in_no_list(model: &str) -> String {
    format!("{model} is in none of the lists that these credentials can read.")
}

pub fn model_unknown(model: &str, region: &str) -> String {
    format!("Unknown model {model} in {region}.")
}

pub(in crate::probe) fn unsigned(why: &str) -> String {
    format!("The request can't be signed: {why}.")
}

pub(in crate::probe) fn gave_none(sentence: &str) -> String {
    format!("No AWS credentials in the usual places: {sentence}")
}

pub fn gave_status(host: &str, status: u16) -> String {
    gave_none(&format!("{host} has none (status {status})."))
}

pub(in crate::probe) fn unusable(why: &str) -> String {
    format!("The AWS credentials that were found can't be used: {why}.")
}

/// What to do when AWS's usual places have no credentials.
pub(in crate::probe) const SET_CREDENTIALS: &str = "Set AWS_PROFILE or AWS_ACCESS_KEY_ID before you start this program, or log in with “aws sso login”.";

pub fn unknown_profile(profile: &str, known: &[String]) -> String {
    let known = match known {
        [] => "there are none".to_owned(),
        known => format!("there are {}", known.join(", ")),
    };
    format!("AWS_PROFILE is “{profile}”, which AWS's files do not define: {known}.")
}

pub fn login_ended(profile: &str) -> String {
    format!("The SSO session of the AWS profile “{profile}” has expired.")
}

pub fn login_renews(profile: &str) -> String {
    format!(
        "The access token of the AWS profile “{profile}” has expired. AWS's library renews it at the next chat."
    )
}

pub fn sso_login(profile: &str) -> String {
    format!("Log in with “aws sso login --profile {profile}”.")
}

pub fn no_role(profile: &str, role: &str) -> String {
    format!("AWS refused the role {role} to the profile “{profile}”.")
}

pub const MAY_NOT_LIST: &str = "AWS accepts the credentials, but they may not list models. Whether they may call one is unknown.";

pub(in crate::probe) const LET_LIST: &str = "A chat shows it. To see it here, allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles.";

pub fn region_unused(stored: &str, asked: &str) -> String {
    format!("Craft doesn't read awsRegion ({stored}): its chats use {asked}.")
}

pub fn only_by_profile(model: &str, region: &str) -> String {
    format!("{model} can't be called by this id in {region}, only through an inference profile.")
}

pub fn use_profile(profiles: &[&str]) -> String {
    match profiles {
        [] => "No inference profile is listed for it: choose another model or region.".to_owned(),
        profiles => format!("Use {}.", profiles.join(" or ")),
    }
}

// Profiles.

pub(in crate::probe) const CORRECT_PROFILE: &str =
    "Correct it in ~/.aws/config, or set AWS_PROFILE to another one.";

pub fn unusable_profile(profile: &str, why: &str) -> String {
    format!("The AWS profile “{profile}” can't be used: {why}.")
}

pub fn needs_mfa(profile: &str) -> String {
    format!("The AWS profile “{profile}” needs an MFA code to take its role.")
}

/// What to do about a role with MFA: AWS's own program asks for the code.
pub(in crate::probe) fn export_session(profile: &str) -> String {
    format!(
        "Craft can't ask for the code: before you start it, set the variables that “aws configure export-credentials --profile {profile} --format env” prints."
    )
}

pub const TOKEN_FILE_UNREADABLE: &str = "its web_identity_token_file can't be read";
pub const PROFILES_IN_A_CIRCLE: &str = "its source_profile entries form a loop";
pub const ROLE_WITHOUT_SOURCE: &str = "it has a role_arn, but no source_profile";
pub(in crate::probe) const NO_KEYS_FOR_ROLE: &str = "it has no credentials to take its role with";
pub(in crate::probe) const QUOTES_OPEN: &str = "the quotes in its credential_process don't match";

pub fn source_missing(source: &str) -> String {
    format!("its source_profile “{source}” is not defined")
}

pub fn unknown_source(source: &str) -> String {
    format!(
        "its credential_source is “{source}”, not Environment, EcsContainer or Ec2InstanceMetadata"
    )
}

pub(in crate::probe) fn program_prints_none(program: &str) -> String {
    format!("its credential_process, {program}, prints no credentials")
}

// A stored key, which Craft's chats do not use.

pub(in crate::probe) const STORED_KEY_UNUSED: &str = "Craft doesn't send the stored key to Bedrock: its chats use the AWS credentials of its environment.";
pub(in crate::probe) const NOT_WITH_STORED_KEY: &str = "but not with the stored key";
pub const NO_CREDENTIALS_BESIDE_KEY: &str = "Craft doesn't send the stored key to Bedrock, and AWS's usual places have no credentials for its chats.";
pub(in crate::probe) const USE_KEY_FROM_VARIABLE: &str = "Use an AWS access key (iam_credentials), or start Craft with this key in AWS_BEARER_TOKEN_BEDROCK (environment).";
