//! The arguments. Help, manual and completions come from here: the commands are one enum, and each
//! variant has its help as a comment, which makes this file a long one.

mod flags;
mod login;
mod models;
mod secret;
mod transfer;
mod validate;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::{ArgValueCompleter as Completer, Shell};

use super::completion::values;
use super::demo::Sample;
pub(super) use flags::{SCREEN, command, flag_without_effect};
pub(super) use login::{LoginArguments, LogoutArguments};
pub(super) use models::ModelsArguments;
pub(super) use secret::SecretCommand;
pub(super) use transfer::{ExportArguments, ImportArguments};
pub(super) use validate::{ValidateArguments, ValidationFlags};

/// The Settings → AI screen of Craft Agents, in a terminal, and everything it does as commands.
///
/// Works on the config.json that Craft Agents itself uses, and changes just what you change.
/// Without a command it is a screen; press ? in it for all keys.
///
/// With --json each object begins with `schemaVersion` (1); the command schema prints what is in
/// them as JSON Schema. A command that changes something prints one object: `label` (what was done),
/// `added` (the slugs of connections that came), `notes` (an array of sentences), `notDone` (the
/// same: what was asked for and could not be done, with exit code 1), `dryRun`, and `changes`, an
/// array of objects with `file`, `path` (dots and [slug]s), `before` and `after` (null: not there;
/// secrets are "(hidden)"). Errors are sentences on standard error.
#[derive(Debug, Default, Parser)]
#[command(version = env!("LLM_CONNECTIONS_VERSION"), max_term_width = 100, args_conflicts_with_subcommands = false,
    after_help = "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.\nExample: llm-connections --demo")]
pub(super) struct Cli {
    /// What holds for all commands.
    #[command(flatten)]
    pub global: Global,

    /// Leave the mouse to the terminal, for its own selecting and copying
    #[arg(long)]
    pub no_mouse: bool,

    /// What to do; the screen where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for all commands.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Global {
    /// The folder of config.json; credentials stay those of `~/.craft-agent` [default:
    /// `$CRAFT_CONFIG_DIR`, else `~/.craft-agent`]
    #[arg(long, value_name = "DIR", conflicts_with = "demo", global = true)]
    pub config_dir: Option<PathBuf>,

    /// Try it on a sample in a temporary folder: your own files are not touched. --demo=broken shows
    /// one of each problem
    #[arg(long, value_enum, value_name = "SAMPLE", num_args = 0..=1, require_equals = true,
        default_missing_value = "healthy", hide_possible_values = true, global = true)]
    pub demo: Option<Sample>,

    /// Print JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,

    /// Append what the program does to a file, a line each and without secrets; it is made for you
    /// alone [default: `$LLM_CONNECTIONS_LOG`, else no log]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, global = true)]
    pub log: Option<PathBuf>,

    /// Print what would change, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Answer every question with yes: before something is deleted or removed, before the newest
    /// backup is restored, before the folder of config.json is created, before a key of another
    /// provider is stored, before a stored credential goes to another address, and before
    /// credentials are changed beside a running Craft
    #[arg(long, global = true)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the connections, the default first
    ///
    /// With --json `connections`, an array of what is stored, each with `isDefault` (true or false),
    /// `authenticated` (what Craft shows: true, false, or null where that is not known), `usable`
    /// (whether its chats have the credential they need, or null where that is not known) and
    /// `midStream` (the mode in effect: steer or queue) added; never a secret. Where there is no config.json the list is empty, with a
    /// warning on standard error.
    #[command(
        after_help = "Example: llm-connections list --json | jq -r '.connections[] | select(.usable == false) | .slug'"
    )]
    List,
    /// Show one connection, field by field
    ///
    /// With --json one object, as in list, and `inEffect`: what a new chat gets that no workspace
    /// decides for. In it `host` (who is asked), `model`, `titlesModel` (who writes titles and
    /// summaries), `thinking` (`level` and `source`), `context` (`tokens` and `source`) and `images`
    /// (`value` and `source`); null where it is not known. A source is config (the default for new
    /// chats), default (Craft's), model (the model's entry in `models`, or that it can't think),
    /// customEndpoint, catalog (Craft's model catalog) or claude (Craft's list of Claude models). A
    /// credential is assumed to be stored; an older provider type is shown as Craft's next start
    /// makes it.
    #[command(
        after_help = "Example: llm-connections show openrouter --json | jq -r .inEffect.titlesModel"
    )]
    Show {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
    },
    /// Add a connection
    ///
    /// Everything that is not given comes from the preset, or is missing. The command fields lists
    /// the fields, presets the presets. The first connection of all becomes the default.
    ///
    /// With --local the usual ports of the servers that have a preset are looked at, on this machine
    /// and without a secret; exit code 1 when none of them runs. With --json
    /// `servers`, an array of `server`, `baseUrl`, `models` (the ids of those to chat with),
    /// `asksForKey` and `slug` (of the connection that goes there already, or null).
    #[command(
        after_help = "Example: llm-connections add --preset OpenRouter work name='OpenRouter at work'"
    )]
    Add {
        /// A provider, filled in with what is known of it
        #[arg(long, value_name = "NAME", add = Completer::new(values::presets))]
        preset: Option<String>,
        /// Look which model servers run on this machine, and list them; with a name, add that one
        /// with its models
        #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "",
            conflicts_with = "preset", add = Completer::new(values::local_servers))]
        local: Option<String>,
        /// Its slug (made from the name where it is not given), and its fields
        #[arg(value_name = "SLUG | FIELD=VALUE", add = Completer::new(values::fields))]
        arguments: Vec<String>,
    },
    /// Change fields of a connection
    ///
    /// FIELD= takes a value out. Models are a list with commas, or JSON.
    #[command(
        after_help = "Example: llm-connections set work models=z-ai/glm-5,deepseek/deepseek-v3.2 defaultModel=z-ai/glm-5"
    )]
    Set {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// Fields and their new values
        #[arg(value_name = "FIELD=VALUE", required_unless_present = "use_working_endpoint",
            add = Completer::new(values::fields))]
        fields: Vec<String>,
        /// Validate it, and store the endpoint that answers where the stored one does not
        #[arg(long, conflicts_with = "fields")]
        use_working_endpoint: bool,
    },
    Models(ModelsArguments),
    /// Replace a connection's JSON with standard input
    #[command(
        after_help = "Example: llm-connections show work --json | jq '.models += [\"pi/openai/gpt-5.2\"]' | llm-connections replace work"
    )]
    Replace {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
    },
    /// Rename a connection
    #[command(after_help = "Example: llm-connections rename openrouter 'OpenRouter at work'")]
    Rename {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// The new name
        name: String,
    },
    /// Copy a connection under the next free slug
    #[command(after_help = "Example: llm-connections duplicate openrouter --with-secrets")]
    Duplicate {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// Copy its credentials, too
        #[arg(long)]
        with_secrets: bool,
    },
    /// Delete a connection and its credentials
    ///
    /// Asks first; without a terminal it needs --yes. Its key cannot be brought back.
    #[command(after_help = "Example: llm-connections delete openrouter --yes")]
    Delete {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// Remove the Claude login, too, where no other connection uses it
        #[arg(long)]
        with_login: bool,
    },
    /// Show or set what new chats start with
    ///
    /// Without an argument it is printed; with --json as `connection` (the slug in effect),
    /// `stored` (what the file says), `model` and `thinking`, each null where nothing is said. A
    /// SLUG may be written connection=SLUG, too. model=ID is that of the default connection, and
    /// comes on its list where it lacks it; thinking=LEVEL is off, low, medium, high, xhigh or max.
    /// An empty model= or thinking= leaves it to Craft.
    #[command(after_help = "Example: llm-connections default openrouter thinking=high")]
    Default {
        /// The default connection, its model, the level of thinking
        #[arg(value_name = "SLUG | model=ID | thinking=LEVEL",
            add = Completer::new(values::defaults))]
        arguments: Vec<String>,
    },
    /// Show or set what happens to a message sent while the agent is still answering
    ///
    /// With --json the present mode is an object of `slug` and `midStream`. To leave it to Craft:
    /// set SLUG midStreamBehavior=
    #[command(after_help = "Example: llm-connections midstream openrouter queue")]
    Midstream {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// steer it into the running turn, or queue it for the next; the present mode is printed
        /// where nothing is said
        #[arg(value_name = "steer | queue", value_parser = ["steer", "queue"])]
        mode: Option<String>,
    },
    /// Show or set what workspaces override
    ///
    /// Without an argument all are printed, with a workspace that one. An empty value uses the
    /// default again.
    ///
    /// With --json `workspaces`, an array (for one workspace, an object) of `name`, `id`, `rootPath`,
    /// `connection`, `model`, `thinking` and `problem`, null where nothing is set or wrong.
    #[command(
        after_help = "Example: llm-connections workspace 'Client A' connection=openrouter thinking="
    )]
    Workspace {
        /// Its name, its id or its folder
        #[arg(add = Completer::new(values::workspaces))]
        workspace: Option<String>,
        /// Fields and their new values
        #[arg(value_name = "connection=SLUG | model=ID | thinking=LEVEL",
            add = Completer::new(values::workspace_fields))]
        fields: Vec<String>,
    },
    /// Show or set the performance options
    ///
    /// With --json an object of the three, true or false as in effect, and `rtk`: `version` (null
    /// where rtk is not found) and `usable`, which is what rtkEnabled needs; null in the demo.
    #[command(after_help = "Example: llm-connections performance enable1MContext=true")]
    Performance {
        /// An option and its new value
        #[arg(value_name = "enable1MContext=BOOL | extendedPromptCache=BOOL | rtkEnabled=BOOL",
            add = Completer::new(values::switches))]
        switches: Vec<String>,
    },
    /// Show which connection a chat uses, and which of the four steps decides
    ///
    /// With --json `connection` (a slug, or null), `decidedBy` (session, workspace, global, first,
    /// or null) and `steps`, an array of `step`, `verdict` (decides, not set, not found,
    /// unavailable, unreadable, not reached) and `slug`. Exit code 1 when no step decides.
    /// Whether it has its key is what secret status says.
    #[command(after_help = "Example: llm-connections resolve --workspace 'Client A'")]
    Resolve {
        /// In a new chat of a workspace: its name, its id or its folder
        #[arg(long, value_name = "W", add = Completer::new(values::workspaces))]
        workspace: Option<String>,
        /// In a session: the name of its folder
        #[arg(long, value_name = "S")]
        session: Option<String>,
    },
    /// Credentials: set, clear, status
    #[command(subcommand, after_help = "Example: llm-connections secret status openrouter")]
    Secret(SecretCommand),
    #[expect(clippy::doc_markdown, reason = "it is the help, where a name stands without marks")]
    /// Sign in to ChatGPT, GitHub Copilot or Claude
    ///
    /// For a connection, or with --provider for a new one, made as Craft's set-up makes it. It
    /// prints an address and a code, and waits until you have typed the code into a browser, on any
    /// machine. For Claude, run claude setup-token and give what it prints to the prompt or on
    /// standard input. Then the login is stored where Craft reads it, and validated. Ctrl-C cancels,
    /// and nothing is stored.
    ///
    /// A running Craft would write over the login: before anything else it asks, or needs --wait or
    /// --yes.
    ///
    /// With --json one object a line, as it happens: `event` is code (with `address`, `code` and
    /// `expiresIn` in seconds), page (`address`, `port`, `tunnel`), waiting (`sentence`), done
    /// (`slug`, `provider`, `added`, `account`, `plan`, `expiresAt`, `notes` and `validation`, an
    /// object of `verdict` and `sentence`) or failed (`reason`, `sentence`, `advice`). With --status
    /// `logins`, an array of `slug`, `name`, `provider`, `account`, `plan`, `expiresAt`, `renews` (craft or
    /// null) and `usable`.
    #[command(after_help = "Example: llm-connections login chatgpt-plus")]
    Login(LoginArguments),
    /// Remove the stored login of a connection
    ///
    /// Asks first; without a terminal it needs --yes. The provider is not informed: a copy of the login
    /// stays good until it ends.
    #[command(after_help = "Example: llm-connections logout chatgpt-plus --yes")]
    Logout(LogoutArguments),
    /// List the providers that can be added
    ///
    /// With --json `presets`, an array of `name`, `note`, `key` (what a key looks like, or null) and `fields`.
    #[command(after_help = "Example: llm-connections presets --json")]
    Presets,
    /// List the fields of a connection
    ///
    /// With --json `fields`, an array of `field`, `label`, `kind`, `in`, `help`, `values` (of a choice) and
    /// `settable`.
    #[command(after_help = "Example: llm-connections fields")]
    Fields,
    /// Check the configuration; exit code 1 when something is wrong
    ///
    /// Notes, on what Craft is going to change by itself, do not count, and a key that is missing
    /// counts for the default connection. A config.json that is not found is an error: nothing was
    /// checked.
    ///
    /// With --json `problems`, an array of `severity` (error, warning, note), `subject`, `sentence`
    /// and `fix` (what --fix would do, or null), `fixed`, an array of `label` and `changes`, and
    /// `dryRun`.
    #[command(after_help = "Example: llm-connections check --fix")]
    Check {
        /// Make the fixes that lose nothing
        #[arg(long)]
        fix: bool,
    },
    Validate(ValidateArguments),
    Export(ExportArguments),
    Import(ImportArguments),
    /// List the backups of config.json, the newest first
    ///
    /// With --json `backups`, an array of `name`, `path`, `bytes` and `connections` (their slugs, or null
    /// where it cannot be read). Credentials and the files of workspaces are not in them.
    #[command(after_help = "Example: llm-connections backups")]
    Backups,
    /// Put a backup of config.json back, byte for byte
    ///
    /// Without a name it asks whether to restore the newest; without a terminal it needs a name or
    /// --yes. The present file is backed up first, so that it can be put back in turn. Credentials
    /// are in no backup: a connection that comes back may need its key again.
    #[command(after_help = "Example: llm-connections restore --dry-run")]
    Restore {
        /// Its name, as backups prints it [default: the newest]
        #[arg(add = Completer::new(values::backups))]
        backup: Option<String>,
    },
    /// Show what the program finds on this machine; exit code 1 when something is broken
    ///
    /// Versions, paths and why, permissions, whether the files can be used, locks, Craft, the
    /// terminal, proxies, certificates and programs. Nothing is asked over the network, nothing is
    /// written, and nothing secret is printed: paste it into a report as it is.
    ///
    /// With --json `errors` and `warnings` (how many) and `checks`, an array of `check`, `state`
    /// (ok, warning, error), `value` and `advice` (or null).
    #[command(after_help = "Example: llm-connections doctor")]
    Doctor,
    /// Print the JSON Schema of what a command prints with --json
    ///
    /// In draft 2020-12. Without a command all of them, with `x-commands`: which command prints
    /// which.
    #[command(after_help = "Example: llm-connections schema validate")]
    Schema {
        /// The command, with its subcommand
        command: Vec<String>,
    },
    /// Show your own settings of the screen, and what is wrong with them
    ///
    /// They are in config.toml: colors, signs, the mouse, and keys by action. Exit code 1 where a
    /// line is wrong; all others hold.
    ///
    /// With --json an object of `path`, `found`, `theme`, `ascii` and `mouse` (each with `value` as
    /// in effect and `source`), `keys` (an array of `action`, `keys` and `source`) and `faults`, an
    /// array of sentences.
    #[command(after_help = "Example: llm-connections config --example")]
    Config {
        /// Print the path of config.toml alone
        #[arg(long, conflicts_with_all = ["example", "json"])]
        path: bool,
        /// Print a config.toml with every setting and every action, all of it as notes
        #[arg(long, conflicts_with = "json")]
        example: bool,
    },
    /// Print completions for a shell
    ///
    /// The shell asks the program then, so that slugs, presets, fields, workspaces and backups
    /// complete as they are.
    #[command(after_help = "Example: source <(llm-connections completions bash)")]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: Shell,
    },
    /// Print the manual page, or that of a command
    #[command(after_help = "Example: llm-connections man | man -l -")]
    Man {
        /// The command, with its subcommand
        command: Vec<String>,
        /// Write the pages of all commands into a folder
        #[arg(long, value_name = "DIR", conflicts_with = "command")]
        all: Option<PathBuf>,
    },
}

/// Parses a number of seconds to wait.
fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it is a number of seconds".to_owned())?;
    if (0.1..=600.0).contains(&number) {
        Ok(number)
    } else {
        Err("it is from 0.1 to 600 seconds".to_owned())
    }
}
