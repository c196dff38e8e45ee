//! validation

pub mod request;
pub mod target;
