//! The arguments of `export` and `import`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;
use crate::settings::transfer::tools::Tool;
use crate::text::nearest::unknown;

/// Print connections, overrides and defaults as JSON, without secrets
///
/// It refuses a connection that holds a secret in the clear, and names it. With slugs, it exports
/// only those connections, and the overrides and the default that name them. The file and standard
/// error say which credential each connection needs on the other machine.
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections export --output connections.json")]
pub(in crate::cli) struct ExportArguments {
    /// Slugs of connections [default: all]
    #[arg(value_name = "SLUG", add = Completer::new(values::slugs))]
    pub slugs: Vec<String>,
    /// Write to a file that only you can read, instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Import connections from an export, another program, or environment variables
///
/// It adds new connections and skips equal ones. It names a connection that differs from yours
/// field by field, leaves it alone, and exits with 1. Overrides go to the workspace with the same
/// id, else the same name. All of it is one edit.
///
/// With --from, keys from another program or the environment go into credentials.enc. The program's
/// files are only read, and its logins stay there. On a terminal the command lists the offers and
/// asks; elsewhere it needs --only or --yes, which takes all new ones. With --dry-run and neither
/// it lists them.
///
/// With --json it prints the object of an edit, and `equal` (slugs), `renamed` and `conflicts` (of
/// a file), or `offers` and `leftOut` (of --from).
#[derive(Args, Debug)]
#[command(
    after_help = "Example: llm-connections import connections.json --dry-run\n         llm-connections import --from crush"
)]
pub(in crate::cli) struct ImportArguments {
    /// The file of an export; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "from",
        value_hint = clap::ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Import from env, crush, opencode, claude-code, codex or cc-switch
    #[arg(long, value_name = "TOOL", conflicts_with = "file", value_parser = tool,
        add = Completer::new(values::tools))]
    pub from: Option<Tool>,
    /// Import only these, by slug or by their name in the list; with commas or repeated
    #[arg(long, value_name = "SLUG", value_delimiter = ',', add = Completer::new(values::importable))]
    pub only: Vec<String>,
    /// Replace a connection that differs with the file's
    #[arg(long, conflicts_with_all = ["rename", "from"])]
    pub replace: bool,
    /// Add a connection that differs under the next free slug
    #[arg(long, conflicts_with = "from")]
    pub rename: bool,
    /// Also set the defaults for new chats
    #[arg(long, conflicts_with = "from")]
    pub set_default: bool,
}

fn tool(name: &str) -> Result<Tool, String> {
    let found = Tool::ALL.into_iter().find(|tool| tool.key() == name);
    let keys = Tool::ALL.map(Tool::key);
    let others = format!("; the tools are {}", keys.join(", "));
    found.ok_or_else(|| unknown("tool", name, keys, &others))
}
