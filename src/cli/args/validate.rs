//! The arguments of `validate`.

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

use super::seconds;

/// Validate connections with their providers; exit code 1 if one does not work
///
/// Runs four stages: configuration, connect (`reach` in JSON), auth, model. Each passes, fails
/// or is skipped. It costs nothing if the list of models proves the key, else one short message
/// (1 token, at most 64 where the endpoint demands more). It writes nothing. A connection is
/// valid if its key was accepted and nothing failed. One that could not be fully tested counts
/// as not valid. It prints the stages of each connection that you name; with --all, of those
/// that are not valid.
///
/// The exit code is also 1 without a config.json or any connection: nothing was validated.
///
/// With --json `valid` (null if nothing was validated), `at` (milliseconds since the epoch) and
/// `connections`, an array of `slug`, `name`, `verdict` (valid, failed, unproven), `reason` (a
/// word that stays the same, such as noCredit, or null), `sentence`, `milliseconds`, `models`
/// (how many are listed, or null), `spentToken`, `balance` (`left` and `currency` if the
/// provider reports them for free, or null), `usage` (of a subscription: `plan` and `limits`
/// with `name` and `usedPercent`, or null), `betterBaseUrl` (the endpoint that answers instead
/// of the stored one, or null), `craft` (with --through-craft `verdict`, null if Craft was not
/// asked, `sentence`, `version` and `milliseconds`; else null) and `stages`, an array of
/// `stage`, `outcome` (passed, failed, notAsked), `reason`, `sentence`, `advice` and `asked`,
/// which is null or `what`, `status`, `words` (the provider's own), `milliseconds`, `proxy`
/// (null, or `url` and `source`) and `roots` (the source of the trusted certificates, or null).
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections validate --all --json")]
pub(in crate::cli) struct ValidateArguments {
    /// The connections to validate
    #[arg(value_name = "SLUG", required_unless_present_any = ["all", "draft"],
        conflicts_with = "all", add = Completer::new(values::slugs))]
    pub slugs: Vec<String>,
    /// Validate all connections
    #[arg(long, conflicts_with = "draft")]
    pub all: bool,
    /// Validate the connection as it would be with these fields, or a new one without a SLUG;
    /// nothing is saved
    #[arg(long, value_name = "FIELD=VALUE", num_args = 1.., add = Completer::new(values::fields))]
    pub draft: Vec<String>,
    /// With --draft: take the key from standard input or a hidden prompt
    #[arg(long, requires = "draft")]
    pub with_key: bool,
    #[command(flatten)]
    pub flags: ValidationFlags,
}

#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct ValidationFlags {
    /// How many seconds everything about one connection may take, from 0.1 to 600 [default: 10,
    /// with --full 30]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub timeout: Option<f64>,
    /// Also test what chats need: streams, tools and images
    ///
    /// Sends each connection one short message as Craft sends a chat, with a tool and, if Craft
    /// sends the model images, a one-pixel image. It costs a few hundred tokens each, and asks
    /// first; without a terminal it needs --yes. If an endpoint refuses a part, the message is
    /// sent again without it. The exit code is also 1 if a part does not work.
    #[arg(long)]
    pub full: bool,
    /// Have the running Craft test them too, and show its answer beside the provider's
    ///
    /// Craft tests connections with an API key, in up to 45 seconds each. Its server's address
    /// and token come from `CRAFT_SERVER_URL` and `CRAFT_SERVER_TOKEN`, else from
    /// `serverConfig` in config.json, else from a prompt. The exit code is also 1 if a
    /// connection does not work in Craft.
    #[arg(long)]
    pub through_craft: bool,
    /// Send keys over plain http if the endpoint uses it; anyone on the way can read them
    #[arg(long)]
    pub allow_plain_http: bool,
}
