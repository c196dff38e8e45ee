//! Talks to a running Craft server over its WebSocket: sets and removes credentials that Craft
//! keeps in its memory, and lets Craft test a connection.
//!
//! It contains no rules (those are in [`crate::settings::craft::server`]), and writes no files.

mod envelope;
mod error;
mod link;
mod messages;
mod server;
mod socket;
pub mod worker;

pub use error::LinkError;
pub use link::{CraftLink, Limits};
pub use server::{CraftServer, Done, Expected, Tested};
