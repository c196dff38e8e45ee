//! Command names as values, for manual pages.

use std::ffi::OsStr;

use super::typed;
use super::values::{Candidates, Value, fitting};
use crate::cli::args;

/// The commands, or the subcommands of the preceding one.
pub(super) fn command_names(typed: &OsStr) -> Candidates {
    let commands = args::command();
    let words = typed::words();
    let above = words.iter().skip(1).find_map(|word| commands.find_subcommand(word));
    let of = above.filter(|command| command.has_subcommands()).unwrap_or(&commands);
    let value = |command: &clap::Command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        Value::new(command.get_name(), about)
    };
    fitting(typed, of.get_subcommands().map(value))
}
