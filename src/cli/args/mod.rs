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

/// The Settings → AI screen of Craft Agents, in a terminal, and as commands.
///
/// Works on the config.json of Craft Agents itself, and changes only what you change. Without a
/// command it opens the screen; press ? there for all keys.
///
/// With --json each object begins with `schemaVersion` (1). The command schema prints the JSON
/// Schema of each. A command that changes something prints one object: `label` (what it did),
/// `added` (the slugs of new connections), `notes` (an array of sentences), `notDone` (sentences on
/// what it could not do, with exit code 1), `dryRun`, and `changes`, an array of objects with
/// `file`, `path` (dots and [slug]s), `before` and `after` (null: missing; secrets are "(hidden)").
/// Errors are sentences on standard error.
#[derive(Debug, Default, Parser)]
#[command(version = env!("LLM_CONNECTIONS_VERSION"), max_term_width = 100, args_conflicts_with_subcommands = false,
    after_help = "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 101 a bug, 130 canceled at a prompt, 128 + N ended by signal N.\nExample: llm-connections --demo")]
pub(super) struct Cli {
    /// The options of all commands.
    #[command(flatten)]
    pub global: Global,

    /// Leave the mouse to the terminal, for its own selecting and copying
    #[arg(long)]
    pub no_mouse: bool,

    /// The command; without one, the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The options of all commands.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Global {
    /// The folder of config.json; credentials stay in `~/.craft-agent` [default:
    /// `$CRAFT_CONFIG_DIR`, else `~/.craft-agent`]
    #[arg(long, value_name = "DIR", conflicts_with = "demo", global = true)]
    pub config_dir: Option<PathBuf>,

    /// Run on a sample in a temporary folder: your own files are not touched. --demo=broken has
    /// many kinds of problems
    #[arg(long, value_enum, value_name = "SAMPLE", num_args = 0..=1, require_equals = true,
        default_missing_value = "healthy", hide_possible_values = true, global = true)]
    pub demo: Option<Sample>,

    /// Print JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,

    /// Append what the program does to a file, a line each, without secrets; creates the file so
    /// that only you can read it [default: `$LLM_CONNECTIONS_LOG`, else no log]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, global = true)]
    pub log: Option<PathBuf>,

    /// Print what would change, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// Answer yes to questions: before a command deletes or removes something, updates a list of
    /// models, restores the newest backup, creates the folder of config.json, stores another
    /// provider's key, replaces another account's login, reads GitHub tokens, imports something
    /// questionable, sends a stored credential to another address, sends the message of a full
    /// test, or changes credentials while Craft runs. Does not allow plain http
    /// (--allow-plain-http) or accept terms (--accept-terms)
    #[arg(long, global = true)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the connections, the default first
    ///
    /// With --json `connections`, an array of the stored fields of each, and `isDefault` (true or
    /// false), `authenticated` (what Craft shows: true, false, or null if not known), `usable`
    /// (whether chats have the credential they need, or null if not known) and `midStream` (the
    /// mode in effect: steer or queue); never a secret. Without a config.json the list is empty,
    /// with a warning on standard error.
    #[command(
        after_help = "Example: llm-connections list --json | jq -r '.connections[] | select(.usable == false) | .slug'"
    )]
    List,
    /// Show one connection, field by field
    ///
    /// With --json one object, as in list, and `inEffect`: what a new chat gets outside of any
    /// workspace override. It has `host` (which gets the requests), `model`, `titlesModel` (which
    /// writes titles and summaries), `thinking` (`level` and `source`), `context` (`tokens` and
    /// `source`) and `images` (`value` and `source`); null if not known. A source is config (the
    /// default for new chats), default (Craft's), model (the model's entry in `models`, or that it
    /// can't think), customEndpoint, catalog (Craft's model catalog) or claude (Craft's list of
    /// Claude models). The values assume that a credential is stored, and show an older provider
    /// type as Craft's next start converts it.
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
    /// The preset fills in everything that you do not give. The command presets lists the presets,
    /// fields the fields. The first connection becomes the default.
    ///
    /// With --local it probes this machine, at the usual ports of the servers that have a preset,
    /// without a secret. It exits with 1 if none of them runs. With --json it prints `servers`, an
    /// array of `server`, `baseUrl`, `models` (the ids of its chat models), `asksForKey` and `slug`
    /// (of the connection that already uses it, or null).
    #[command(
        after_help = "Example: llm-connections add --preset OpenRouter work name='OpenRouter at work'"
    )]
    Add {
        /// The preset to start from
        #[arg(long, value_name = "NAME", add = Completer::new(values::presets))]
        preset: Option<String>,
        /// List the model servers that run on this machine; with a name, add that one with its
        /// models
        #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "",
            conflicts_with = "preset", add = Completer::new(values::local_servers))]
        local: Option<String>,
        /// Slug (default: from the name) and fields
        #[arg(value_name = "SLUG | FIELD=VALUE", add = Completer::new(values::fields))]
        arguments: Vec<String>,
    },
    /// Change fields of a connection
    ///
    /// FIELD= removes a value. Models are a list with commas, or JSON.
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
        /// Validate it, and store the form of the endpoint that answers if the stored one does not
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
        /// Also copy its credentials
        #[arg(long)]
        with_secrets: bool,
    },
    /// Delete a connection and its credentials
    ///
    /// Asks first; without a terminal it needs --yes. You cannot bring its key back.
    #[command(after_help = "Example: llm-connections delete openrouter --yes")]
    Delete {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// Also remove the Claude login if no other connection uses it
        #[arg(long)]
        with_login: bool,
    },
    /// Show or set what new chats start with
    ///
    /// connection=SLUG is the same as SLUG. model=ID is the default connection's model, and is
    /// added to its list if missing. thinking=LEVEL is off, low, medium, high, xhigh or max. An
    /// empty model= or thinking= leaves it to Craft.
    ///
    /// Without an argument it prints the defaults; with --json as `connection` (the slug in
    /// effect), `stored` (the slug in the file), `model` and `thinking`, each null if not set.
    #[command(after_help = "Example: llm-connections default openrouter thinking=high")]
    Default {
        /// The default connection, its model, the level of thinking
        #[arg(value_name = "SLUG | model=ID | thinking=LEVEL",
            add = Completer::new(values::defaults))]
        arguments: Vec<String>,
    },
    /// Show or set what happens to a message sent while the agent is still answering
    ///
    /// To leave it to Craft: set SLUG midStreamBehavior=
    ///
    /// With --json and no mode it prints an object of `slug` and `midStream`.
    #[command(after_help = "Example: llm-connections midstream openrouter queue")]
    Midstream {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// steer it into the running turn, or queue it for the next; without either, the current
        /// mode is printed
        #[arg(value_name = "steer | queue", value_parser = ["steer", "queue"])]
        mode: Option<String>,
    },
    /// Show or set what workspaces override
    ///
    /// Without an argument it prints all workspaces, with a workspace only that one. An empty value
    /// restores the default.
    ///
    /// With --json `workspaces`, an array (for one workspace, an object) of `name`, `id`,
    /// `rootPath`, `connection`, `model`, `thinking` and `problem`, null if not set or nothing is
    /// wrong.
    #[command(
        after_help = "Example: llm-connections workspace 'Client A' connection=openrouter thinking="
    )]
    Workspace {
        /// The workspace's name, id or folder
        #[arg(add = Completer::new(values::workspaces))]
        workspace: Option<String>,
        /// Fields and their new values
        #[arg(value_name = "connection=SLUG | model=ID | thinking=LEVEL",
            add = Completer::new(values::workspace_fields))]
        fields: Vec<String>,
    },
    /// Show or set the performance options
    ///
    /// With --json an object of the three, true or false as in effect, and `rtk`, which rtkEnabled
    /// needs: `version` (null if rtk is not found) and `usable`; null in the demo.
    #[command(after_help = "Example: llm-connections performance enable1MContext=true")]
    Performance {
        /// An option and its new value
        #[arg(value_name = "enable1MContext=BOOL | extendedPromptCache=BOOL | rtkEnabled=BOOL",
            add = Completer::new(values::switches))]
        switches: Vec<String>,
    },
    /// Show which connection a chat uses, and which of the four steps decides
    ///
    /// Exit code 1 if no step decides. To see whether the connection has its key, use secret
    /// status.
    ///
    /// With --json `connection` (a slug, or null), `decidedBy` (session, workspace, global, first,
    /// or null) and `steps`, an array of `step`, `verdict` (decides, not set, not found,
    /// unavailable, unreadable, not reached) and `slug`.
    #[command(after_help = "Example: llm-connections resolve --workspace 'Client A'")]
    Resolve {
        /// For a new chat of this workspace: its name, id or folder
        #[arg(long, value_name = "W", add = Completer::new(values::workspaces))]
        workspace: Option<String>,
        /// For a session: the name of its folder
        #[arg(long, value_name = "S")]
        session: Option<String>,
    },
    /// Credentials: set, clear, status
    #[command(subcommand, after_help = "Example: llm-connections secret status openrouter")]
    Secret(SecretCommand),
    #[expect(clippy::doc_markdown, reason = "it is the help, where a name stands without marks")]
    /// Sign in to ChatGPT, GitHub Copilot or Claude
    ///
    /// Signs in for a connection or, with --provider, for a new one, as Craft's setup makes it. It
    /// prints an address and a code, and waits until you have typed the code into a browser, on any
    /// machine. For Claude, run claude setup-token and give its output to the prompt or on standard
    /// input. Then it stores the login where Craft reads it, and validates it. Ctrl-C cancels, and
    /// nothing is stored.
    ///
    /// A running Craft would overwrite the login. Before anything else the command asks, or needs
    /// --wait or --yes.
    ///
    /// With --json one object a line, as it happens: `event` is code (with `address`, `code` and
    /// `expiresIn` in seconds), page (`address`, `port`, `tunnel`), waiting (`sentence`), done
    /// (`slug`, `provider`, `added`, `account`, `plan`, `expiresAt`, `notes` and `validation`, an
    /// object of `verdict` and `sentence`) or failed (`reason`, `sentence`, `advice`). With
    /// --status `logins`, an array of `slug`, `name`, `provider`, `account`, `plan`, `expiresAt`,
    /// `renews` (craft or null) and `usable`.
    #[command(after_help = "Example: llm-connections login chatgpt-plus")]
    Login(LoginArguments),
    /// Remove the stored login of a connection
    ///
    /// Asks first; without a terminal it needs --yes. The provider does not revoke the login:
    /// copies of it keep working until they expire.
    #[command(after_help = "Example: llm-connections logout chatgpt-plus --yes")]
    Logout(LogoutArguments),
    /// List the providers that you can add
    ///
    /// With --json `presets`, an array of `name`, `note`, `key` (what a key looks like, or null)
    /// and `fields`.
    #[command(after_help = "Example: llm-connections presets --json")]
    Presets,
    /// List the fields of a connection
    ///
    /// With --json `fields`, an array of `field`, `label`, `kind`, `in`, `help`, `values` (of a
    /// choice) and `settable`.
    #[command(after_help = "Example: llm-connections fields")]
    Fields,
    /// Check the configuration; exit code 1 if something is wrong
    ///
    /// Two things do not count: notes about what Craft will change by itself, and a missing key of
    /// a connection that is not the default. A missing config.json is an error: nothing was
    /// checked.
    ///
    /// With --json `problems`, an array of `severity` (error, warning, note), `subject`, `sentence`
    /// and `fix` (what --fix would do, or null), `fixed`, an array of `label` and `changes`, and
    /// `dryRun`.
    #[command(after_help = "Example: llm-connections check --fix")]
    Check {
        /// Make every fix that loses nothing
        #[arg(long)]
        fix: bool,
    },
    Validate(ValidateArguments),
    Export(ExportArguments),
    Import(ImportArguments),
    /// List the backups of config.json, the newest first
    ///
    /// Backups do not contain credentials or the files of workspaces.
    ///
    /// With --json `backups`, an array of `name`, `path`, `bytes` and `connections` (their slugs,
    /// or null if the backup cannot be read).
    #[command(after_help = "Example: llm-connections backups")]
    Backups,
    /// Put a backup of config.json back, byte for byte
    ///
    /// Without a name it asks whether to restore the newest; without a terminal it needs a name or
    /// --yes. It backs up the current file first, so you can put that back in turn. Credentials are
    /// in no backup: a connection that comes back may need its key again.
    #[command(after_help = "Example: llm-connections restore --dry-run")]
    Restore {
        /// Its name, as backups prints it [default: the newest]
        #[arg(add = Completer::new(values::backups))]
        backup: Option<String>,
    },
    /// Show what the program finds on this machine; exit code 1 if something is broken
    ///
    /// Prints versions, paths and their sources, permissions, whether the files can be used, locks,
    /// Craft, the terminal, proxies, certificates and programs. It sends nothing over the network,
    /// writes nothing, and prints no secret: paste it into a report as it is.
    ///
    /// With --json `errors` and `warnings` (how many) and `checks`, an array of `check`, `state`
    /// (ok, warning, error), `value` and `advice` (or null).
    #[command(after_help = "Example: llm-connections doctor")]
    Doctor,
    /// Print the JSON Schema of a command's --json output
    ///
    /// In draft 2020-12. Without a command it prints all schemas, with `x-commands`: which command
    /// prints which.
    #[command(after_help = "Example: llm-connections schema validate")]
    Schema {
        /// The command, with its subcommand
        command: Vec<String>,
    },
    /// Show your own settings for the screen, and what is wrong with them
    ///
    /// They are in config.toml: colors, signs, the mouse, and keys by action. Exit code 1 if a line
    /// is wrong; all others apply.
    ///
    /// With --json an object of `path`, `found`, `theme`, `ascii` and `mouse` (each with `value` as
    /// in effect and `source`), `keys` (an array of `action`, `keys` and `source`) and `faults`, an
    /// array of sentences.
    #[command(after_help = "Example: llm-connections config --example")]
    Config {
        /// Print only the path of config.toml
        #[arg(long, conflicts_with_all = ["example", "json"])]
        path: bool,
        /// Print a config.toml with every setting and every action, all commented out
        #[arg(long, conflicts_with = "json")]
        example: bool,
    },
    /// Print completions for a shell
    ///
    /// The shell then asks the program, so completions include your current slugs, presets, fields,
    /// workspaces and backups.
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
    let number: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if (0.1..=600.0).contains(&number) {
        Ok(number)
    } else {
        Err("must be from 0.1 to 600 seconds".to_owned())
    }
}
