//! connection

pub mod compatible;
pub(super) mod dependents;
pub mod endpoint;
pub mod faults;
pub mod fields;
mod first_fields;
pub mod from_preset;
pub mod midstream;
pub mod models;
pub mod object;
pub(super) mod positions;
pub mod presets;
pub mod provider;
pub mod slug;
