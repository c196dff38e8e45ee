//! The program itself in a real pseudo-terminal: what tests of its parts cannot see of how it
//! treats the terminal, signals, files and the editor.
mod harness;
pub mod home;
pub mod launch;
mod sight;

mod bytes;
mod color;
mod completions;
mod consent;
mod editor;
mod flow;
mod idle;
mod input;
mod jobs;
#[cfg(target_os = "linux")]
mod leftovers;
mod locked;
mod new_connection;
mod own_settings;
mod questions;
mod secrets;
mod sign_in;
mod signals;
mod start;
mod validate;
mod watch;
