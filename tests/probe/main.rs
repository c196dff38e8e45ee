//! Asking providers whether connections work, against real servers on this machine: nothing here asks anybody else.

mod addresses;
mod asking;
mod dialects;
mod failures;
mod lists;
mod logins;
mod messages;
mod models;
mod redirects;
mod server;
mod unreached;
