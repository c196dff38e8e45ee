//! The global flags, and which commands use them: only there do help, manual pages and completions
//! show them. They may stand before the command, too. A command that would ignore one of them
//! refuses it, except for --yes: who answers every question with yes need not know which ask.

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::{Cli, Global};
use crate::cli::json_schema::Output;

/// The flags that a command uses.
struct Uses {
    json: bool,
    dry_run: bool,
    yes: bool,
}

/// The flags that a command uses, by its name with its parent command's.
fn uses(command: &str) -> Uses {
    let (dry_run, yes) = match command {
        "list" | "show" | "resolve" | "presets" | "fields" | "config" | "backups" | "doctor"
        | "secret status" | SCREEN | "completions" | "man" | "export" | "schema" => (false, false),
        // No preview: a login exists only once it is made.
        "validate" | "login" => (false, true),
        _ => (true, true),
    };
    Uses { json: !Output::printed_by(command).is_empty(), dry_run, yes }
}

/// Stands for the command's name when there is none.
pub(in crate::cli) const SCREEN: &str = "screen";

/// A flag that is given, and that a command would ignore.
pub(in crate::cli) fn flag_without_effect(given: &Global, command: &str) -> Option<&'static str> {
    let uses = uses(command);
    let flags = [("--json", given.json, uses.json), ("--dry-run", given.dry_run, uses.dry_run)];
    let ignored = flags.into_iter().find(|(_, is_given, is_used)| *is_given && !is_used);
    ignored.map(|(flag, ..)| flag)
}

/// The program's arguments, for parsing and help.
pub(in crate::cli) fn command() -> Command {
    Cli::command().mut_subcommands(|it| hide_unused(it, ""))
}

/// `above` is the parent command with a trailing space.
fn hide_unused(command: Command, above: &str) -> Command {
    let name = format!("{above}{}", command.get_name());
    if command.has_subcommands() {
        // Subcommands would inherit what their group hides.
        return command.mut_subcommands(|it| hide_unused(it, &format!("{name} ")));
    }
    hide_flags(command, &uses(&name))
}

fn hide_flags(command: Command, uses: &Uses) -> Command {
    let flags = [
        ("json", "json", uses.json),
        ("dry_run", "dry-run", uses.dry_run),
        ("yes", "yes", uses.yes),
    ];
    let useless = flags.into_iter().filter(|(.., is_used)| !is_used);
    useless.fold(command, |command, (id, long, _)| {
        let flag = Arg::new(id).long(long).action(ArgAction::SetTrue).global(true).hide(true);
        command.arg(flag)
    })
}
