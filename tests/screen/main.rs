//! The screen, from its keys and its mouse to its cells and its files: the real program, without a terminal.

mod any;
mod bad_input;
mod catalogue;
#[path = "../support/credentials.rs"]
mod credential_files;
mod credentials;
mod defaults;
mod edit;
mod editor;
mod form;
mod form_secrets;
mod harness;
mod history;
mod keys;
mod list;
mod look;
mod menu;
mod models;
mod outside;
mod prefix;
mod problems;
#[path = "../support/sample.rs"]
mod sample;
mod secrets;
mod seen;
#[path = "../support/server.rs"]
mod server;
mod sessions;
mod snapshots;
mod tiny;
mod validate;
mod workspaces;
