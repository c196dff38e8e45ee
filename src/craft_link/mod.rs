//! Talks to a running Craft server over its WebSocket: sets and removes credentials that Craft
//! keeps in its memory, and lets Craft test a connection.
//!
//! It contains no rules (those are in [`crate::settings::craft::server`]), and writes no files.

mod claude_login;
mod envelope;
mod error;
mod link;
pub mod messages;
mod server;
mod socket;
pub mod worker;

pub use claude_login::{LoginAnswer, LoginCall};
pub use error::LinkError;
pub use link::{CraftLink, LinkTimeouts};
pub use server::{CraftServer, Done, Expected, Tested};
