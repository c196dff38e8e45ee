//! Asking providers whether connections work, against real servers on this machine: nothing here asks anybody else.

mod addresses;
mod asking;
mod authority;
mod dialects;
mod environment;
mod failures;
#[path = "../commands/harness.rs"]
#[allow(dead_code, reason = "not every test program needs all of it")]
mod harness;
mod internet;
mod lists;
mod logins;
mod many;
mod messages;
mod models;
mod program;
mod providers;
mod redirects;
mod server;
mod unreached;
