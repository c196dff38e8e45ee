//! The arguments of `export` and `import`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;
use crate::settings::transfer::tools::Tool;
use crate::text::nearest::unknown;

/// Print connections, overrides and defaults as JSON, without any secret
///
/// What holds a secret in the clear is refused by name. Of connections named by slug, the overrides
/// and the default that name them are part of it; without one all connections are. Which credential
/// each connection needs where it is imported stands in the file and on standard error.
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections export --output connections.json")]
pub(in crate::cli) struct ExportArguments {
    /// Slugs of connections [default: all]
    #[arg(value_name = "SLUG", add = Completer::new(values::slugs))]
    pub slugs: Vec<String>,
    /// Write into a file that only you can read, in place of standard output
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Replace the file where there is one
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Import connections from an export, another program, or environment variables
///
/// New connections are added and equal ones skipped. A connection that differs from the one here is
/// named field by field and left alone, with exit code 1. Overrides go to workspaces of the same
/// id, else of the same name. All of it is one edit.
///
/// With --from, the keys that another program or the environment holds go into credentials.enc; its
/// files are only read, and logins stay where they are. On a terminal it lists what there is and
/// asks; elsewhere it needs --only or --yes, which takes all that are new. With --dry-run and
/// neither it lists.
///
/// With --json the object of an edit has besides `equal` (slugs), `renamed` and `conflicts` (of a
/// file), or `offers` and `leftOut` (of --from).
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: llm-connections import connections.json --dry-run\n          llm-connections import --from crush"
)]
pub(in crate::cli) struct ImportArguments {
    /// The file of an export; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "from",
        value_hint = clap::ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Take what env, crush, opencode, claude-code, codex or cc-switch has
    #[arg(long, value_name = "TOOL", conflicts_with = "file", value_parser = tool,
        add = Completer::new(values::tools))]
    pub from: Option<Tool>,
    /// Only these, by slug or by what the list calls them; with commas or repeated
    #[arg(long, value_name = "SLUG", value_delimiter = ',', add = Completer::new(values::importable))]
    pub only: Vec<String>,
    /// Let a connection of the file take the place of one that differs
    #[arg(long, conflicts_with_all = ["rename", "from"])]
    pub replace: bool,
    /// Add a connection that differs under the next free slug
    #[arg(long, conflicts_with = "from")]
    pub rename: bool,
    /// Set the defaults for new chats, too
    #[arg(long, conflicts_with = "from")]
    pub set_default: bool,
}

fn tool(name: &str) -> Result<Tool, String> {
    let found = Tool::ALL.into_iter().find(|tool| tool.key() == name);
    let keys = Tool::ALL.map(Tool::key);
    let others = format!("; it is {}", keys.join(", "));
    found.ok_or_else(|| unknown("tool", name, keys, &others))
}
