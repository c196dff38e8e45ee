//! The commands: the real program on real files, with what it prints and the exit code it ends with.

mod add;
mod backups;
mod beside_craft;
mod check;
mod default;
mod delete;
mod duplicate;
mod equal;
mod fields;
mod generate;
mod harness;
mod list;
mod logins;
mod midstream;
mod performance;
mod presets;
mod rename;
mod replace;
mod resolve;
#[path = "../support/craft.rs"]
mod running_craft;
mod safety;
mod script;
mod secret;
mod set;
mod show;
#[path = "../support/tokens.rs"]
mod tokens;
mod workspace;
