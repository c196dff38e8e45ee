//! `completions`: the script with which a shell completes this program.

use std::process::ExitCode;

use clap_complete::Shell;

use super::failure::CommandResult;
use crate::cli::completion;
use crate::cli::output::print_as_is;

pub(super) fn run(shell: Shell) -> CommandResult {
    let script = completion::script(&shell.to_string())?;
    print_as_is(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
