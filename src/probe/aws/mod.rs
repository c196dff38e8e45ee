//! Amazon Bedrock, and where the credentials for AWS are found.

pub(super) mod bedrock;
pub(super) mod credentials;
mod no_credentials;
pub(super) mod place;
mod profile;
pub(super) mod sign;
