//! Sentences for probes of Google Vertex AI.

pub(in crate::probe) const CHECK_REGION: &str = "Check GCP region.";
pub(in crate::probe) const REGIONS_SUCH_AS: &str =
    "A region looks like us-east5, or is us, eu or global.";
pub const REGION_MISSING: &str = "No GCP region is set.";
pub(in crate::probe) const SET_REGION: &str = "Set GCP region, for example us-east5 or global.";
pub const REFUSED: &str = "Google refused the credential.";
pub(in crate::probe) const LOG_IN_AGAIN: &str = "Log in again, or enter another credential.";
pub const NOT_ALLOWED: &str = "Google accepts the account, but it may not use Vertex AI.";
pub(in crate::probe) const ENABLE_API: &str =
    "Enable the API for the project, and give the account the “Vertex AI User” role.";
pub const NOT_TAKEN: &str = "Google rejected the request, which says nothing about the credential.";
pub(in crate::probe) const ACCEPTED: &str = "Google accepts the credential.";
pub(in crate::probe) const CHECK_MODEL: &str =
    "Check the model's id in Vertex AI's spelling, and GCP region.";
pub const NO_DEFAULT_MODEL: &str = "No default model is set.";
pub(in crate::probe) const ENTER_ACCOUNT: &str =
    "Enter a service account, or log in with “gcloud auth application-default login”.";
pub(in crate::probe) const TRY_BY_HAND: &str =
    "Try it with “gcloud auth application-default print-access-token”.";
pub const NO_TOKEN: &str = "Google issues no token for this credential.";
pub(in crate::probe) const ENTER_ANOTHER: &str = "Enter another one. The key may be deleted, the account disabled, or this machine's clock wrong.";
pub const TOKENS_TOO_OFTEN: &str = "Token requests are rate limited right now.";
pub(in crate::probe) const CHECK_TOKEN_URL: &str = "Check the credential's token_uri.";
pub const NO_JSON: &str = "The credential is not JSON.";
pub const UNUSABLE: &str = "This kind of credential can't be used here.";
pub const PRIVATE_KEY_UNUSABLE: &str = "The credential's private key can't be used.";
pub const SOURCE_INVALID: &str = "The credential's source has an invalid URL or header.";
pub(in crate::probe) const MISSING: &str = "The credential is missing.";
pub const FILE_SILENT: &str = "The credential's file can't be read in time.";

pub fn no_region(region: &str) -> String {
    format!("“{region}” is not a GCP region.")
}

pub fn model_unknown(model: &str) -> String {
    format!("Unknown model {model}.")
}

pub fn no_token_endpoint(there: &str) -> String {
    format!("{there} doesn't issue tokens like Google.")
}

pub fn unreadable_token(file: &str, why: &str) -> String {
    format!("Can't read the token in {file}: {why}.")
}

pub(in crate::probe) fn no_token_in(file: &str) -> String {
    format!("No token in {file}.")
}

pub fn no_aws_credentials(why: &str) -> String {
    format!("AWS credentials for Google: {why}.")
}

pub(in crate::probe) const UNKNOWN_SOURCE: &str =
    "The credential gets its token from an unknown kind of source.";

pub(in crate::probe) const NO_COMMAND: &str =
    "The credential gets its token from a program, but names none that can be run.";

pub fn program_not_allowed(variable: &str) -> String {
    format!("The credential gets its token from a program, which runs only if {variable}=1.")
}

pub fn program_failed(program: &str, why: &str) -> String {
    format!("The Google credential's program {program} {why}.")
}

pub const PRINTS_NO_TOKEN: &str = "prints no token";
pub const NO_AWS_KEY: &str = "none found in AWS's usual places";

/// `variable` may name a credential file.
pub fn no_credentials(variable: &str) -> String {
    format!(
        "No Google credentials found in the usual places: {variable}, gcloud's file, the machine."
    )
}

pub fn file_unreadable(variable: &str, why: &str) -> String {
    format!("Can't read the file in {variable}: {why}.")
}

pub fn token_url_unusable(why: &str) -> String {
    format!("The credential's token_uri can't be used: {why}.")
}

pub const NOT_HTTPS: &str = "it is not https://";
