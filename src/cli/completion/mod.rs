//! Shell completions: a small script in the shell asks the program itself, which knows the slugs,
//! presets, workspaces and backups of this machine, or of the demo. Answering reads config.json and what
//! it names, writes only the demo's temporary copy, and reports no errors: they would end up in the
//! prompt.

mod bash;
mod commands;
mod settings;
mod typed;
mod unquoted;
pub(super) mod values;
mod zsh;

use std::env;
use std::ffi::OsString;
use std::io;

use clap_complete::ArgValueCompleter;
use clap_complete::env::{CompleteEnv, Elvish, Fish, Powershell, Shells};

use super::args;
use bash::Bash;
use commands::command_names;
use unquoted::Unquoted;
use zsh::Zsh;

/// The variable by which the shell's script asks, with the shell's name. It has its own name
/// because `COMPLETE` may be set for another program.
const VARIABLE: &str = "LLM_CONNECTIONS_COMPLETE";
const PROGRAM: &str = "llm-connections";

const SHELLS: Shells<'static> =
    Shells(&[&Bash, &Elvish, &Unquoted(Fish), &Powershell, &Unquoted(Zsh)]);

/// Answers a shell's script, if one asks. Returns whether it did.
///
/// # Errors
/// The shell is unknown, or standard output is closed.
pub(super) fn answer_shell() -> Result<bool, clap::Error> {
    if env::var_os(VARIABLE).is_none_or(|shell| shell.is_empty()) {
        return Ok(false);
    }
    let folder = env::current_dir().ok();
    CompleteEnv::with_factory(command)
        .var(VARIABLE)
        .shells(SHELLS)
        .try_complete(env::args_os(), folder.as_deref())
}

/// The commands. Options are offered only after a dash, or where nothing else fits.
fn command() -> clap::Command {
    let is_option = typed::words().last().is_some_and(|word| word.starts_with('-'));
    let commands = args::command().mut_subcommand("man", |man| {
        man.mut_arg("command", |command| command.add(ArgValueCompleter::new(command_names)))
    });
    if is_option { commands } else { without_options(commands) }
}

fn without_options(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|argument| {
        let is_option = !argument.is_positional();
        argument.hide(is_option)
    });
    command.disable_help_flag(true).mut_subcommands(without_options)
}

/// The script that makes a shell ask.
///
/// # Errors
/// There is none for this shell.
pub(super) fn script(shell: &str) -> io::Result<Vec<u8>> {
    let completer =
        SHELLS.completer(shell).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    Ok(script)
}

/// The index of the word being typed, as the scripts of bash and zsh pass it on.
fn index() -> usize {
    let index = env::var("_CLAP_COMPLETE_INDEX").ok();
    index.and_then(|index| index.parse().ok()).unwrap_or_default()
}

/// What a shell passes: the program, then its arguments.
type Words = Vec<OsString>;
