//! The commands: the real program on real files, with what it prints and the exit code it ends
//! with.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod add;
mod backups;
mod begin_anew;
mod beside_craft;
mod catalogue;
mod check;
mod default;
mod delete;
mod demo;
mod duplicate;
mod equal;
mod fields;
mod generate;
mod growth;
mod half_written;
mod harness;
mod list;
#[path = "../support/login_provider.rs"]
mod login_provider;
mod logins;
mod midstream;
mod missing;
mod not_done;
mod open_files;
mod pasted_keys;
mod performance;
mod planted;
#[path = "../support/planted.rs"]
mod planted_secrets;
mod prefix;
mod presets;
mod rename;
mod replace;
mod replaced_keys;
mod resolve;
#[path = "../support/craft.rs"]
mod running_craft;
mod safety;
mod script;
mod secret;
#[path = "../support/server.rs"]
mod server;
mod set;
mod show;
mod sign_in;
#[path = "../support/stored.rs"]
mod stored;
mod survive;
#[path = "../support/tokens.rs"]
mod tokens;
mod unsafe_characters;
mod validate;
mod workspace;
