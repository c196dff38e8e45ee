//! Speaks to a running Craft server over its WebSocket: credentials that Craft keeps in its memory
//! are set and removed by it, and Craft is asked what it makes of a connection.
//!
//! It holds no rules ([`crate::settings::craft::server`] has them), and writes no files.

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
pub use link::{CraftLink, Limits};
pub use server::{CraftServer, Done, Expected, Tested};
