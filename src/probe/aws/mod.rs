//! Amazon Bedrock, and the search for AWS credentials.

pub(super) mod bedrock;
pub(super) mod credentials;
mod no_credentials;
pub(super) mod place;
mod profile;
pub(super) mod sign;
