//! The arguments of the commands that store, show and get credentials.

use clap::{Args, Subcommand};

use crate::settings::sign_in::LoginProvider;

/// How one signs in.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct LoginArguments {
    /// The connection's slug
    pub slug: Option<String>,
    /// Sign in for a new connection to chatgpt, copilot or claude
    #[arg(long, value_name = "NAME", conflicts_with = "slug", value_parser = provider)]
    pub provider: Option<LoginProvider>,
    #[expect(clippy::doc_markdown, reason = "it is the help, where a name stands without marks")]
    /// ChatGPT: sign in on a page in a browser, whose last address comes back by itself or is
    /// typed here
    #[arg(long, conflicts_with_all = ["token", "found"])]
    pub browser: bool,
    /// Copilot: take a GitHub token from standard input or a prompt that shows nothing
    #[arg(long, conflicts_with = "found")]
    pub token: bool,
    /// Copilot: use the GitHub token of your editor or of gh
    #[arg(long)]
    pub found: bool,
    /// Copilot: accept the terms of models that need it, which enables them for the GitHub account
    /// everywhere
    #[arg(long)]
    pub accept_terms: bool,
    /// Wait until a running Craft has ended
    #[arg(long)]
    pub wait: bool,
    /// Print who is signed in, until when, and who renews it; exit code 1 where a login is missing
    #[arg(long, conflicts_with_all = ["provider", "browser", "token", "found", "accept_terms", "wait"])]
    pub status: bool,
}

fn provider(name: &str) -> Result<LoginProvider, String> {
    let found = LoginProvider::ALL.into_iter().find(|provider| provider.key() == name);
    found.ok_or_else(|| format!("it is {}", LoginProvider::ALL.map(LoginProvider::key).join(", ")))
}

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
        /// What must not be there: taken so that it is told without being repeated.
        #[arg(hide = true, allow_hyphen_values = true)]
        value: Vec<String>,
    },
    /// Remove the stored credential
    ///
    /// Asks first; without a terminal it needs --yes.
    #[command(after_help = "Example: llm-connections secret clear openrouter --yes")]
    Clear {
        /// The connection's slug
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
        slug: String,
    },
}
