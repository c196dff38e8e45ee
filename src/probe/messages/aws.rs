//! Sentences for probes of Amazon Bedrock.

pub(in crate::probe) const CHECK_REGION: &str =
    "Check the AWS region, and AWS_ENDPOINT_URL where it is set.";
pub(in crate::probe) const CORRECT_REGION: &str =
    "Correct the region of the AWS keys, or AWS_REGION: it is one such as us-east-1.";
pub const PROFILES_SILENT: &str = "the files of the profiles do not answer";
pub(in crate::probe) const CORRECT_ENDPOINT: &str =
    "Correct AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL.";
pub(in crate::probe) const ENDPOINT_WITH_TLS: &str =
    "Make the address in AWS_ENDPOINT_URL_BEDROCK or AWS_ENDPOINT_URL https://.";
pub(in crate::probe) const CHOOSE_LISTED: &str = "Choose one that the region lists, or an inference profile such as us.… or eu.…, or change the region.";
pub const SESSION_ENDED: &str = "The session of these credentials has ended.";
pub(in crate::probe) const LOG_IN_AGAIN: &str =
    "Log in again, such as with “aws sso login”, or enter a new session token.";
pub const REFUSED: &str = "AWS does not accept the credentials.";
pub(in crate::probe) const ENTER_OTHERS: &str =
    "Enter others, check that the session token belongs to the key, and this machine's clock.";
pub(in crate::probe) const NO_CREDENTIALS: &str =
    "AWS's usual places have no credentials: environment, profiles, SSO, container, instance.";
pub(in crate::probe) const ADD_PROFILE: &str =
    "Correct AWS_PROFILE, or add the profile with “aws configure --profile”.";
pub(in crate::probe) const CHECK_ROLE: &str =
    "Check the role's trust policy, and its name in the profile.";

pub fn no_region(region: &str) -> String {
    format!("“{region}” is no AWS region.")
}

pub(in crate::probe) fn invalid_endpoint(why: &str) -> String {
    format!("The address for Bedrock in the environment is none: {why}.")
}

pub(in crate::probe) fn in_the_clear(token: &str, there: &str) -> String {
    format!("Its {token} would go to {there} over plain http, for all on the way to read.")
}

pub(in crate::probe) fn no_default_model(region: &str, count: usize) -> String {
    format!("No default model is set. {region} lists {count}.")
}

pub(in crate::probe) fn model_known(model: &str, region: &str, count: usize) -> String {
    format!("{model} is known in {region}, among {count}.")
}

pub(in crate::probe) fn model_in_no_list(model: &str) -> String {
    format!("{model} is in none of the lists that the credentials may see.")
}

pub(in crate::probe) fn model_unknown(model: &str, region: &str) -> String {
    format!("The model {model} is not known in {region}.")
}

pub(in crate::probe) fn unsigned(why: &str) -> String {
    format!("It cannot be signed: {why}.")
}

pub(in crate::probe) fn gave_none(sentence: &str) -> String {
    format!("AWS's usual places gave no credentials: {sentence}")
}

pub(in crate::probe) fn gave_status(host: &str, status: u16) -> String {
    gave_none(&format!("{host} has none to give (status {status})."))
}

pub(in crate::probe) fn unusable(why: &str) -> String {
    format!("The credentials in AWS's usual places cannot be used: {why}.")
}
