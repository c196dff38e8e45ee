//! One connection: its JSON object, what each of its fields means and which values fit, the
//! provider and the upstream behind it, its endpoint, its slug and its models.
//!
//! A connection stays the object that is in the file. What this program does not know in it stays
//! where it is, and a setter changes its own key alone.

mod choices;
pub mod compatible;
pub mod doors;
pub mod endpoint;
pub mod faults;
pub mod fields;
pub mod first_fields;
pub(super) mod free_slug;
pub(super) mod id;
pub mod local_server;
pub mod midstream;
pub mod models;
pub mod object;
pub mod pasted;
pub(super) mod positions;
pub mod presets;
pub mod provider;
pub mod slug;
mod upstream;
