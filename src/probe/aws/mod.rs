//! Amazon Bedrock, and where the credentials for AWS are found.

pub(super) mod bedrock;
pub(super) mod profile;
