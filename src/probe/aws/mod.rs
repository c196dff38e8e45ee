//! aws

pub(super) mod bedrock;
pub(super) mod profile;
