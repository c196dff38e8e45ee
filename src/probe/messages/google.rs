//! Sentences for probes of Google Vertex AI.

pub(in crate::probe) const CHECK_REGION: &str = "Check GCP region.";
pub(in crate::probe) const REGIONS_SUCH_AS: &str =
    "It is one such as us-east5, or us, eu or global.";
pub const REGION_MISSING: &str = "No GCP region is set.";
pub(in crate::probe) const SET_REGION: &str =
    "Set GCP region on the connection, such as us-east5 or global.";
pub const REFUSED: &str = "Google does not accept the credential.";
pub(in crate::probe) const LOG_IN_AGAIN: &str = "Log in again, or enter another credential.";
pub const NOT_ALLOWED: &str = "Google knows the account, and does not let it use Vertex AI.";
pub(in crate::probe) const ENABLE_API: &str =
    "Enable the API for the project, and give the account the role “Vertex AI User”.";
pub const NOT_TAKEN: &str = "Google rejected the request, which says nothing about the credential.";
pub(in crate::probe) const ACCEPTED: &str = "Google accepts the credential.";
pub(in crate::probe) const CHECK_MODEL: &str =
    "Check its id as Vertex AI writes it, and GCP region.";
pub const NO_DEFAULT_MODEL: &str = "No default model is set.";
pub(in crate::probe) const ENTER_ACCOUNT: &str =
    "Enter a service account, or log in with “gcloud auth application-default login”.";
pub(in crate::probe) const TRY_BY_HAND: &str =
    "Try it with “gcloud auth application-default print-access-token”.";
pub const NO_TOKEN: &str = "Google gives no token for this credential.";
pub(in crate::probe) const ENTER_ANOTHER: &str = "Enter another one: its key may have been deleted, the account be disabled, or this machine's clock be wrong.";
pub const TOKENS_TOO_OFTEN: &str = "Just now tokens are asked for too often.";
pub(in crate::probe) const CHECK_TOKEN_URL: &str =
    "Check the address for tokens (token_uri) that the credential names.";
pub const NO_JSON: &str = "The credential is no JSON.";
pub const UNUSABLE: &str = "The credential is none that can be used here.";
pub const PRIVATE_KEY_UNUSABLE: &str = "Its private key is none that can be used.";
pub const SOURCE_INVALID: &str = "The credential's source has an invalid URL or header.";
pub(in crate::probe) const MISSING: &str = "Its credential is missing.";
pub const FILE_SILENT: &str = "The file of the credential does not answer.";

pub fn no_region(region: &str) -> String {
    format!("“{region}” is no GCP region.")
}

pub fn model_unknown(model: &str) -> String {
    format!("The model {model} is not known there.")
}

pub fn no_token_endpoint(there: &str) -> String {
    format!("{there} does not hand out tokens as Google does.")
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
    "The credential gets its token from a source that is not known here.";

pub fn program_not_allowed(variable: &str) -> String {
    format!("The credential gets its token from a program, which runs only with {variable}=1.")
}

pub fn program_failed(program: &str, why: &str) -> String {
    format!("The program of the Google credential, {program}, {why}.")
}

pub const PRINTS_NO_TOKEN: &str = "prints no token";
pub const NO_AWS_KEY: &str = "none found in AWS's usual places";

/// `variable` may name a credential file.
pub fn no_credentials(variable: &str) -> String {
    format!("Google's usual places have no credentials: {variable}, gcloud's file, the machine.")
}

pub fn file_unreadable(variable: &str, why: &str) -> String {
    format!("{variable} names a file that cannot be read: {why}.")
}

pub fn token_url_unusable(why: &str) -> String {
    format!("The credential's own address for tokens cannot be asked: {why}.")
}

pub const NOT_HTTPS: &str = "it is not https://";
