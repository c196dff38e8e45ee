//! Amazon Bedrock, and the search for AWS credentials.

pub(super) mod bedrock;
pub(super) mod credentials;
mod no_credentials;
mod profile;
pub(super) mod region;
pub(super) mod sign;
