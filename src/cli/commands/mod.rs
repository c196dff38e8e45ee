//! The commands: each asks the settings, lets the store make an edit, and prints the result. None
//! has a rule of its own.

mod add;
mod ask;
mod backups;
mod check;
mod completions;
#[cfg(feature = "tui")]
mod config;
mod context;
mod default;
mod delete;
mod doctor;
mod duplicate;
mod export;
mod failure;
mod fields;
mod import;
mod import_from;
mod list;
mod local_servers;
mod login;
mod logout;
mod man;
mod midstream;
mod models;
mod named_values;
mod performance;
mod presets;
mod rename;
mod replace;
mod resolve;
mod restore;
mod save_draft;
mod schema;
mod secret;
mod set;
mod show;
mod shown_connection;
mod shown_setting;
mod through_craft;
mod until_signal;
mod validate;
mod workspace;

use super::args::{Command, Global};
use crate::store::Store;
use context::Context;
use failure::CommandResult;
pub(super) use failure::Failure;

/// Runs a command. Opens the files if the command needs them.
pub(super) fn run(
    command: Command,
    global: &Global,
    open: impl Fn() -> anyhow::Result<Store>,
) -> CommandResult {
    let opened = || -> Result<Context, Failure> {
        let mut store = open()?;
        store.settle_config();
        Ok(Context {
            store,
            json: global.json,
            dry_run: global.dry_run,
            demo: global.demo.is_some(),
            yes: global.yes,
            notes: Vec::new(),
        })
    };
    let ready = || opened()?.ready();
    match command {
        Command::Presets => presets::run(global.json),
        Command::Fields => fields::run(global.json),
        #[cfg(feature = "tui")]
        Command::Config { path: true, .. } => config::path_alone(),
        #[cfg(feature = "tui")]
        Command::Config { example: true, .. } => config::example(),
        #[cfg(feature = "tui")]
        Command::Config { .. } => config::run(global.json, global.demo.is_some()),
        #[cfg(not(feature = "tui"))]
        Command::Config { .. } => Err(Failure::Usage(super::messages::NO_SCREEN.to_owned())),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { command, all } => man::run(&command, all.as_deref()),
        Command::Doctor => doctor::run(global, &open),
        Command::Schema { command } => schema::run(&command),
        Command::Backups => backups::run(&opened()?),
        Command::Restore { backup } => restore::run(&mut opened()?, backup.as_deref()),
        Command::Check { fix } => check::run(opened()?, fix),
        Command::Validate(arguments) if arguments.draft.is_empty() => {
            validate::validate(opened()?, &arguments)
        }
        Command::Validate(arguments) => validate::validate_draft(opened()?, &arguments),
        Command::Export(arguments) => export::run(&ready()?, &arguments),
        Command::Import(arguments) => import::run(&mut ready()?, &arguments),
        Command::List => list::run(&ready()?),
        Command::Show { slug } => show::run(&ready()?, &slug),
        Command::Add { local: Some(name), arguments, .. } => {
            local_servers::add_or_list(&mut ready()?, &name, &arguments)
        }
        Command::Add { preset, arguments, local: None } => {
            add::run(&mut ready()?, preset.as_deref(), &arguments)
        }
        Command::Set { slug, use_working_endpoint: true, .. } => {
            validate::use_working_endpoint(&mut ready()?, &slug)
        }
        Command::Set { slug, fields, .. } => set::run(&mut ready()?, &slug, &fields),
        Command::Models(arguments) => models::run(&mut ready()?, &arguments),
        Command::Replace { slug } => replace::run(&mut ready()?, &slug),
        Command::Rename { slug, name } => rename::run(&mut ready()?, &slug, &name),
        Command::Duplicate { slug, with_secrets } => {
            duplicate::run(&mut ready()?, &slug, with_secrets)
        }
        Command::Delete { slug, with_login } => delete::run(&mut ready()?, &slug, with_login),
        Command::Default { arguments } => default::run(&mut ready()?, &arguments),
        Command::Midstream { slug, mode } => midstream::run(&mut ready()?, &slug, mode.as_deref()),
        Command::Workspace { workspace, fields } => {
            workspace::run(&mut ready()?, workspace.as_deref(), &fields)
        }
        Command::Performance { switches } => performance::run(&mut ready()?, &switches),
        Command::Resolve { workspace, session } => {
            resolve::run(&ready()?, workspace.as_deref(), session.as_deref())
        }
        Command::Login(arguments) if arguments.status => {
            login::status(&ready()?, arguments.slug.as_deref())
        }
        Command::Login(arguments) => login::run(ready()?, &arguments),
        Command::Logout(arguments) => logout::run(&mut ready()?, &arguments),
        Command::Secret(command) => secret::run(&mut ready()?, command),
    }
}
