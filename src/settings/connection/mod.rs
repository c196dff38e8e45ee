//! One connection: its JSON object, its fields and their valid values, its provider and upstream,
//! its endpoint, its slug and its models.
//!
//! A connection remains the object from the file. Unknown keys stay in place, and a setter changes
//! only its own key.

mod choices;
pub mod compatible;
pub mod endpoint;
pub mod field_errors;
pub mod fields;
pub mod first_fields;
pub(super) mod id;
pub mod local_server;
mod messages;
pub mod midstream;
pub mod models;
pub mod object;
pub mod presets;
pub mod provider;
pub mod sibling_endpoints;
pub mod slug;
