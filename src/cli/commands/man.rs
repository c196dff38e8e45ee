//! `man`: the manual page of the program or of a command.

use std::path::Path;
use std::process::ExitCode;

use clap::Command;

use super::failure::{CommandResult, Failure};
use crate::cli::args;
use crate::cli::manual_page;
use crate::cli::messages;
use crate::cli::output::{print, print_as_is};

/// Prints the page of a command, named with its parent command, or writes all pages to a folder.
pub(super) fn run(names: &[String], folder: Option<&Path>) -> CommandResult {
    let mut command = args::command();
    command.build();
    if let Some(folder) = folder {
        let written = manual_page::write_all(&command, folder);
        let pages =
            written.map_err(|why| Failure::Refused(messages::pages_unwritten(folder, &why)))?;
        print(&messages::pages_written(pages, folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    for name in names {
        command = subcommand(&command, name)?;
    }
    print_as_is(&manual_page::page(&command)?)?;
    Ok(ExitCode::SUCCESS)
}

fn subcommand(command: &Command, name: &str) -> Result<Command, Failure> {
    command.find_subcommand(name).cloned().ok_or_else(|| {
        let all = command.get_subcommands().map(Command::get_name);
        Failure::Usage(messages::unknown_command(name, all))
    })
}
