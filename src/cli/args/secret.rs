//! The commands about credentials.

use clap::Subcommand;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

/// What is done with credentials.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SecretCommand {
    /// Store a credential, from standard input or a hidden prompt
    ///
    /// On a terminal it prompts for each part. Otherwise standard input holds the key or the token.
    /// For an AWS access key, it holds the id, the secret and, if there is one, the session token,
    /// each on its own line; for a service account, the text of its file. Never pass a secret as an
    /// argument: other users can see arguments.
    ///
    /// A Claude token is stored in every entry that Craft reads, for all Claude connections. For
    /// Copilot, give a GitHub token: Craft renews the login with it. A Codex token that names no
    /// account is refused: Craft can't use it.
    ///
    /// A running Craft stores the credential itself if its server can be reached. The server's
    /// address and token come from `CRAFT_SERVER_URL` and `CRAFT_SERVER_TOKEN`, else from
    /// `serverConfig` in config.json, else from a prompt. The command asks first if Craft runs and
    /// can't do it, because Craft writes its own credentials back, and if the key has another
    /// provider's format. Without a terminal it then needs --yes.
    #[command(after_help = "Example: pass show openrouter | llm-connections secret set openrouter")]
    Set {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// The AWS region to store with an access key
        #[arg(long)]
        region: Option<String>,
        /// Start a new credentials.enc if the old one cannot be used: all other keys in it are lost
        ///
        /// It replaces a file only if this machine can open nothing in it, and only after the file
        /// has stayed the same for 300 ms. The old file stays beside the new one. A file that opens
        /// is used as it is. An empty file is left alone: another program may be writing it.
        #[arg(long)]
        begin_anew: bool,
        /// Store a key that Craft replaces: one that begins with `!`, or is the name of an
        /// environment variable
        ///
        /// Craft runs the text after the ! as a shell command and sends its output, or sends the
        /// value of the variable. Without this option such a key is refused. Validating sends
        /// neither.
        #[arg(long)]
        as_command: bool,
        /// Must be absent: parsed so that it can be refused without being repeated.
        #[arg(hide = true, allow_hyphen_values = true)]
        value: Vec<String>,
    },
    /// Remove the stored credential
    ///
    /// Asks first; without a terminal it needs --yes.
    #[command(after_help = "Example: llm-connections secret clear openrouter --yes")]
    Clear {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
    },
    /// Show what is stored, and whether that is enough; never a secret
    ///
    /// Exit code 1 if chats lack what they need.
    ///
    /// With --json `slug`, `authType`, `authenticated` (what Craft shows), `usable` (whether chats
    /// have what they need; both null if not known), `note` (why the two differ; else what Craft
    /// sends instead of the stored key), `stored` (an array of `kind`, `expiresAt`, `renews`,
    /// `awsRegion`, `gcpProjectId` and `serviceAccountEmail`), `environment` (the variables that
    /// were found) and `problem`.
    #[command(after_help = "Example: llm-connections secret status openrouter --json")]
    Status {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
    },
}
