//! The commands: the real program on real files, with what it prints and the exit code it ends with.

mod add;
mod backups;
mod catalogue;
mod check;
mod default;
mod delete;
mod duplicate;
mod equal;
mod fields;
mod generate;
mod harness;
mod list;
mod midstream;
mod performance;
mod prefix;
mod presets;
mod rename;
mod replace;
mod resolve;
mod safety;
mod script;
mod secret;
mod set;
mod show;
mod workspace;
