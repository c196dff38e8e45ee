//! workspace

pub mod defaults;
pub(super) mod list;
pub mod object;
pub mod performance;
pub mod resolution;
pub mod session;
pub mod thinking;
