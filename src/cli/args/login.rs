//! The arguments of `login`.

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;
use crate::cli::messages;
use crate::settings::sign_in::LoginProvider;

/// Where and how to sign in.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct LoginArguments {
    /// The connection's slug
    #[arg(add = Completer::new(values::slugs))]
    pub slug: Option<String>,
    /// Sign in to chatgpt, copilot or claude for a new connection
    #[arg(long, value_name = "NAME", conflicts_with = "slug", value_parser = provider,
        add = Completer::new(values::login_providers))]
    pub provider: Option<LoginProvider>,
    #[expect(clippy::doc_markdown, reason = "it is the help, where a name stands without marks")]
    /// ChatGPT: sign in with a browser; the URL at the end returns automatically, or paste it here
    #[arg(long, conflicts_with_all = ["token", "found"])]
    pub browser: bool,
    /// Copilot: read a GitHub token from standard input or a hidden prompt
    #[arg(long, conflicts_with = "found")]
    pub token: bool,
    /// Copilot: use the GitHub token of your editor or of gh
    #[arg(long)]
    pub found: bool,
    /// Copilot: accept the terms of models that need it, which enables them for the GitHub account
    /// everywhere
    #[arg(long)]
    pub accept_terms: bool,
    /// Claude: have the running Craft sign in, and store and renew the login
    ///
    /// Prints a URL, and reads the code that its page shows at the end from a hidden prompt or
    /// from standard input, a line for each try.
    #[arg(long, conflicts_with_all = ["browser", "token", "found", "accept_terms", "wait"])]
    pub through_craft: bool,
    /// Wait until a running Craft quits
    #[arg(long)]
    pub wait: bool,
    /// Print who is signed in, until when, and who renews it; exit code 1 if a login is missing
    #[arg(long, conflicts_with_all = ["provider", "browser", "token", "found", "accept_terms", "wait", "through_craft"])]
    pub status: bool,
}

/// Which login to remove.
#[derive(Args, Debug)]
pub(in crate::cli) struct LogoutArguments {
    /// The connection's slug
    #[arg(required_unless_present = "provider", add = Completer::new(values::slugs))]
    pub slug: Option<String>,
    /// With claude: remove the Claude login if no connection uses it any more
    #[arg(long, value_name = "NAME", conflicts_with = "slug", value_parser = provider,
        add = Completer::new(values::login_providers))]
    pub provider: Option<LoginProvider>,
}

fn provider(name: &str) -> Result<LoginProvider, String> {
    let found = LoginProvider::ALL.into_iter().find(|provider| provider.key() == name);
    found.ok_or_else(|| messages::unknown_provider(name))
}
