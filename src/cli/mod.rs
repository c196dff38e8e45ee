//! The arguments, and what they start.

mod args;
mod commands;
mod completion;
pub mod demo;
pub mod json_schema;
mod manual_page;
pub mod messages;
mod output;
#[cfg(feature = "tui")]
mod own_settings;
mod paint;
mod panic;
mod progress;
mod prompt;
mod run_log;
mod screen;
#[cfg(feature = "tui")]
mod screen_facts;
mod terminal_facts;

use std::io::stderr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use args::{Cli, SCREEN};
use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, FromArgMatches};
use commands::Failure;
use output::{warn, warn_of_usage};

use crate::own_settings::FILE_NAME;
use crate::store::{Paths, Store};
use crate::system::paths::NoPaths;
use crate::system::signals;
use crate::text::capitalized;
use crate::text::nearest::nearest;
use crate::vault::Keys;

/// The exit code for wrong usage.
const USAGE: u8 = 2;

/// Runs the program with this process's arguments.
pub fn run() -> ExitCode {
    panic::explain();
    let end = signals::take()
        .context("the signals of this process cannot be handled")
        .and_then(|()| started());
    panic::print_survived();
    run_log::end(&end);
    match end {
        Ok(End::Code(code)) => code,
        Ok(End::Signal(signal)) => {
            signals::end_by(signal);
            // The parent ignored the signal; shells report it by its number.
            ExitCode::from(u8::try_from(128 + signal as i32).unwrap_or(u8::MAX))
        }
        Err(error) => {
            warn(&sentence(&error));
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug)]
pub(crate) enum End {
    Code(ExitCode),
    /// By a signal, once everything is cleaned up.
    Signal(signals::Signal),
}

/// An error and its causes as one sentence, for the person at the keyboard.
fn sentence(error: &anyhow::Error) -> String {
    let mut text = capitalized(&format!("{error:#}"));
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

fn started() -> anyhow::Result<End> {
    if completion::answer_shell()? {
        return Ok(End::Code(ExitCode::SUCCESS));
    }
    let (cli, command_name) = match parsed() {
        Ok(parsed) => parsed,
        Err(wrong) if wrong.use_stderr() => {
            if let Some(ContextValue::String(given)) = wrong.get(ContextKind::InvalidSubcommand)
                && matches!(given.as_str(), "undo" | "redo")
            {
                warn(messages::UNDO_IS_ON_THE_SCREEN);
                return Ok(End::Code(ExitCode::from(USAGE)));
            }
            warn_of_usage(&wrong, paint::has_color(&stderr()));
            return Ok(End::Code(ExitCode::from(USAGE)));
        }
        // Help and version.
        Err(asked) => asked.exit(),
    };
    // Without a screen, that is reported before an ignored flag.
    let has_use = cli.command.is_some() || cfg!(feature = "tui");
    let ignored = args::flag_without_effect(&cli.global, &command_name).filter(|_| has_use);
    if let Some(flag) = ignored {
        let command = cli.command.is_some().then_some(&*command_name);
        warn(&messages::flag_without_effect(flag, command));
        return Ok(End::Code(ExitCode::from(USAGE)));
    }
    run_log::start(&cli.global, &command_name)?;
    let demo = match cli.global.demo {
        Some(sample) => {
            Some(demo::unpack(sample).context("the demo cannot be put into a temporary folder")?)
        }
        None => None,
    };
    let open = || -> anyhow::Result<Store> {
        Ok(match &demo {
            Some(demo) => Store::open_with(demo.paths(), Keys::new(demo::machine())),
            None => Store::open(paths(cli.global.config_dir.clone())?),
        })
    };
    let Some(command) = cli.command else {
        return screen::run(&open, demo.is_some(), !cli.no_mouse);
    };
    match commands::run(command, &cli.global, open) {
        Ok(code) => Ok(End::Code(code)),
        Err(Failure::Signalled(signal)) => Ok(End::Signal(signal)),
        Err(Failure::Unopened(error)) => Err(error),
        Err(failure) => {
            warn(&failure.to_string());
            Ok(End::Code(ExitCode::from(failure.code())))
        }
    }
}

/// The arguments, and the command's name. The screen usually starts without any, and need not wait
/// for all commands to be built.
fn parsed() -> Result<(Cli, String), clap::Error> {
    if std::env::args_os().len() > 1 {
        let matches = args::command().try_get_matches();
        let parsed = matches.and_then(|it| Ok((Cli::from_arg_matches(&it)?, name_of_command(&it))));
        parsed.map_err(without_far_suggestion)
    } else {
        Ok((Cli::default(), SCREEN.to_owned()))
    }
}

/// A command's name, with its parent command's.
fn name_of_command(matches: &ArgMatches) -> String {
    match matches.subcommand() {
        None => SCREEN.to_owned(),
        Some((name, inner)) if inner.subcommand().is_none() => name.to_owned(),
        Some((name, inner)) => format!("{name} {}", name_of_command(inner)),
    }
}

/// Removes clap's suggestion if it is too different from what was typed: clap lists all values
/// anyway.
fn without_far_suggestion(mut wrong: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(suggested)) = wrong.get(ContextKind::SuggestedValue)
        && let Some(ContextValue::String(given)) = wrong.get(ContextKind::InvalidValue)
        && nearest(given, [suggested.as_str()]).is_none()
    {
        wrong.remove(ContextKind::SuggestedValue);
    }
    wrong
}

/// The names of the commands that print JSON on request, according to their help.
pub fn commands_with_json() -> Vec<String> {
    fn collect(command: &clap::Command, above: &str, found: &mut Vec<String>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let name = format!("{above}{}", inner.get_name());
            let is_hidden = |id: &str| {
                inner
                    .get_arguments()
                    .any(|argument| argument.get_id() == id && argument.is_hide_set())
            };
            if inner.has_subcommands() {
                collect(inner, &format!("{name} "), found);
            } else if !is_hidden("json") {
                found.push(name);
            }
        }
    }
    let mut all = args::command();
    all.build();
    let mut found = Vec::new();
    collect(&all, "", &mut found);
    found
}

/// The commands as typed, and each one's purpose, for assets/manual/commands.md.
pub fn commands_and_abouts() -> Vec<(String, String)> {
    let mut all = args::command();
    all.build();
    let everywhere: Vec<String> = all.get_arguments().map(|a| a.get_id().to_string()).collect();
    let of = |command: &mut clap::Command| {
        let own = command.get_arguments().filter(|option| {
            !option.is_positional() && !everywhere.contains(&option.get_id().to_string())
        });
        let own = own.map(|option| format!(" [{option}]"));
        let own = own.collect::<Vec<_>>().concat();
        let usage = command.render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: llm-connections ");
        let usage = usage.replace(" [OPTIONS]", &own).replace(" | ", " / ");
        let about = command.get_about().map(ToString::to_string);
        (usage, about.unwrap_or_default())
    };
    let mut found = Vec::new();
    for command in all.get_subcommands_mut().filter(|c| c.get_name() != "help") {
        if command.has_subcommands() {
            let inner = command.get_subcommands_mut().filter(|c| c.get_name() != "help");
            found.extend(inner.map(of));
        } else {
            found.push(of(command));
        }
    }
    found
}

fn paths(config_dir: Option<PathBuf>) -> anyhow::Result<Paths> {
    Paths::find(config_dir).map_err(|none| match none {
        NoPaths::NoHome => anyhow!(messages::NO_HOME),
        NoPaths::NoStateFolder => anyhow!(messages::NO_BACKUP_FOLDER),
        NoPaths::IsFile(file) => anyhow!(messages::not_a_folder(&file)),
        NoPaths::NotAbsolute(folder, why) => {
            anyhow::Error::new(why).context(messages::unusable_folder(&folder))
        }
    })
}

/// The path of the person's own settings; none on a machine without a home.
fn own_settings_path() -> Option<PathBuf> {
    dirs::config_dir().map(|folder| folder.join("llm-connections").join(FILE_NAME))
}
