//! The screen, from its keys and its mouse to its cells and its files: the real program, without a
//! terminal.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod any;
mod bad_input;
mod bound;
mod catalogue;
mod craft;
#[path = "../support/credentials.rs"]
mod credential_files;
mod credentials;
mod defaults;
mod edit;
mod editor;
mod form;
mod form_secrets;
mod frame;
mod harness;
mod history;
mod keys;
#[cfg(target_os = "linux")]
mod leftovers;
mod list;
#[path = "../support/login_provider.rs"]
mod login_provider;
mod logins;
mod look;
mod marks;
mod menu;
mod models;
mod mouse;
mod new_connection;
mod outside;
mod pasted_keys;
mod performance;
mod planted;
#[path = "../support/planted.rs"]
mod planted_secrets;
mod prefix;
mod problems;
mod quit;
#[path = "../support/resources.rs"]
mod resources;
#[path = "../support/craft.rs"]
mod running_craft;
#[path = "../support/sample.rs"]
mod sample;
mod secrets;
mod seen;
#[path = "../support/server.rs"]
mod server;
mod sessions;
mod sign_in;
mod snapshots;
mod tiny;
#[path = "../support/tokens.rs"]
mod tokens;
mod validate;
mod workspaces;
