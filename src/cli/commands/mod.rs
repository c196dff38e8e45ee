//! The commands: each asks the settings, lets the store make an edit, and prints the result. None
//! has a rule of its own.

mod ask;
mod backups;
#[cfg(feature = "tui")]
mod config;
mod context;
mod defaults;
mod doctor;
mod edit;
mod export;
mod failure;
mod generate;
mod import;
mod import_from;
mod local_servers;
mod login;
mod models;
mod named_values;
mod resolve;
mod schema;
mod secret;
mod show;
mod through_craft;
mod until_signal;
mod validate;

use std::process::ExitCode;

use super::args::{Command, Global};
use super::messages;
use crate::store::Store;
use context::Context;
pub(super) use failure::Failure;

/// Runs a command. Opens the files if the command needs them.
///
/// # Errors
/// Why it failed.
pub(super) fn run(
    command: Command,
    global: &Global,
    open: impl Fn() -> anyhow::Result<Store>,
) -> Result<ExitCode, Failure> {
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
        Command::Presets => generate::presets(global.json),
        Command::Fields => generate::fields(global.json),
        #[cfg(feature = "tui")]
        Command::Config { path: true, .. } => config::path_alone(),
        #[cfg(feature = "tui")]
        Command::Config { example: true, .. } => config::example(),
        #[cfg(feature = "tui")]
        Command::Config { .. } => config::config(global.json, global.demo.is_some()),
        #[cfg(not(feature = "tui"))]
        Command::Config { .. } => Err(Failure::Usage(messages::NO_SCREEN.to_owned())),
        Command::Completions { shell } => generate::completions(shell),
        Command::Man { command, all } => generate::manual(&command, all.as_deref()),
        Command::Doctor => doctor::doctor(global, &open),
        Command::Schema { command } => schema::schema(&command),
        Command::Backups => backups::backups(&opened()?),
        Command::Restore { backup } => backups::restore(&mut opened()?, backup.as_deref()),
        Command::Check { fix } => show::check(opened()?, fix),
        Command::Validate {
            slugs,
            all,
            draft: fields,
            with_key,
            timeout,
            full,
            through_craft,
            allow_plain_http,
        } => {
            let flags = validate::Flags { timeout, full, through_craft, allow_plain_http };
            if fields.is_empty() {
                let slugs = if all { None } else { Some(&slugs[..]) };
                return validate::validate(opened()?, slugs, flags);
            }
            let slug = match &slugs[..] {
                [] => None,
                [slug] => Some(slug.as_str()),
                _ => return Err(Failure::Usage(messages::ONE_DRAFT.to_owned())),
            };
            let draft = validate::DraftArguments { slug, fields: &fields, with_key };
            validate::validate_draft(opened()?, &draft, flags)
        }
        Command::Export(arguments) => export::run(&ready()?, &arguments),
        Command::Import(arguments) => import::run(&mut ready()?, &arguments),
        Command::List => show::list(&ready()?),
        Command::Show { slug } => show::show(&ready()?, &slug),
        Command::Add { local: Some(name), arguments, .. } => {
            local_servers::add_or_list(&mut ready()?, &name, &arguments)
        }
        Command::Add { preset, arguments, local: None } => {
            edit::add(&mut ready()?, preset.as_deref(), &arguments)
        }
        Command::Set { slug, use_working_endpoint: true, .. } => {
            validate::use_working_endpoint(&mut ready()?, &slug)
        }
        Command::Set { slug, fields, .. } => edit::set(&mut ready()?, &slug, &fields),
        Command::Models(arguments) => models::models(&mut ready()?, &arguments),
        Command::Replace { slug } => edit::replace(&mut ready()?, &slug),
        Command::Rename { slug, name } => edit::rename(&mut ready()?, &slug, &name),
        Command::Duplicate { slug, with_secrets } => {
            edit::duplicate(&mut ready()?, &slug, with_secrets)
        }
        Command::Delete { slug, with_login } => edit::delete(&mut ready()?, &slug, with_login),
        Command::Default { arguments } => defaults::default(&mut ready()?, &arguments),
        Command::Midstream { slug, mode } => {
            defaults::mid_stream(&mut ready()?, &slug, mode.as_deref())
        }
        Command::Workspace { workspace, fields } => {
            defaults::workspace(&mut ready()?, workspace.as_deref(), &fields)
        }
        Command::Performance { switches } => defaults::performance(&mut ready()?, &switches),
        Command::Resolve { workspace, session } => {
            resolve::resolve(&ready()?, workspace.as_deref(), session.as_deref())
        }
        Command::Login(arguments) if arguments.status => {
            login::status(&ready()?, arguments.slug.as_deref())
        }
        Command::Login(arguments) => login::login(ready()?, &arguments),
        Command::Logout(arguments) => login::logout(&mut ready()?, &arguments),
        Command::Secret(command) => secret::run(&mut ready()?, command),
    }
}
