//! The commands about credentials.

use clap::Subcommand;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

/// What is done with credentials.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SecretCommand {
    /// Store a credential, from standard input or a prompt that shows nothing
    ///
    /// From a terminal each part is asked for. Otherwise standard input holds the key or the token;
    /// for an AWS access key its id, its secret and, where there is one, its session token, each on
    /// a line of its own; for a service account the text of its file. Never an argument: others can
    /// see those.
    ///
    /// A Claude token is stored in every entry that Craft reads, for all Claude connections; a
    /// GitHub token as what Craft renews a Copilot login with. For Codex a token that names no
    /// account is refused: Craft can't use it.
    ///
    /// A running Craft stores it itself, where its server can be reached: its address and token come
    /// from `CRAFT_SERVER_URL` and `CRAFT_SERVER_TOKEN`, else from `serverConfig` in config.json, else
    /// from a prompt. Where it can't, as Craft writes its own credentials back, and where the key has
    /// another provider's format, it asks before it stores anything; without a terminal it needs
    /// --yes.
    #[command(after_help = "Example: pass show openrouter | llm-connections secret set openrouter")]
    Set {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
        /// The AWS region that is stored with an access key
        #[arg(long)]
        region: Option<String>,
        /// Start a new credentials.enc where the old one cannot be used: all other keys in it are
        /// lost
        ///
        /// Only a file that holds nothing this machine can open is replaced, and only after it has
        /// stayed the same for 300 ms; the old one stays beside it. A file that opens is used as it
        /// is, and an empty one is left alone: another program may be writing it.
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
        /// What must not be there: parsed so that it can be refused without being repeated.
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
    /// What is stored, and whether that is enough; nothing secret
    ///
    /// With --json `slug`, `authType`, `authenticated` (what Craft shows), `usable` (whether chats
    /// have what they need; both null where it is not known), `note` (where the two differ, why;
    /// else what Craft sends in place of the stored key), `stored` (an array of `kind`,
    /// `expiresAt`, `renews`, `awsRegion`, `gcpProjectId` and `serviceAccountEmail`), `environment`
    /// (the variables that were found) and `problem`. Exit code 1 when chats lack what they need.
    #[command(after_help = "Example: llm-connections secret status openrouter --json")]
    Status {
        /// The connection's slug
        #[arg(add = Completer::new(values::slugs))]
        slug: String,
    },
}

impl SecretCommand {
    /// The slug after which a key was typed: other users can see arguments.
    pub(in crate::cli) fn with_secret_in_argument(&self) -> Option<&str> {
        match self {
            Self::Set { slug, value, .. } if !value.is_empty() => Some(slug),
            _ => None,
        }
    }
}
