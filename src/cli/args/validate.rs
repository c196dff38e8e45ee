//! The arguments of `validate`.

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

use super::seconds;

/// Ask the providers whether connections work; exit code 1 when one does not
///
/// Four stages, each passed, failed or not asked: configuration, reach, auth, model. What is
/// asked costs nothing where the endpoint lists its models, and else one token. Nothing is
/// written. A connection is valid when its key was accepted and nothing failed; what could not
/// be asked counts as not valid. The stages are printed of those that are named, and with --all
/// of those that are not valid.
///
/// Without a config.json, or with no connection in it, nothing was validated: exit code 1.
///
/// With --json `valid` (null where there was nothing to validate), `at` (milliseconds since the
/// epoch) and `connections`, an array of `slug`, `name`, `verdict` (valid, failed, unproven),
/// `reason` (a word that stays the same, such as noCredit, or null), `sentence`, `milliseconds`, `models` (how many are listed, or null), `spentToken`,
/// `balance` (`left` and `currency` where the provider gives them for free, or null),
/// `usage` (of a subscription: `plan` and `limits` with `name` and `usedPercent`, or null),
/// `betterBaseUrl` (what answers in the place of the stored endpoint, or null), `craft` (with
/// --through-craft `verdict`, which is null where Craft was not asked, `sentence`, `version` and
/// `milliseconds`; else null) and `stages`, an array of `stage`, `outcome` (passed, failed, notAsked), `reason`, `sentence`, `advice` and
/// `asked`, which is null or `what`, `status`, `words` (the provider's own), `milliseconds`,
/// `proxy` (null, or `url` and `source`) and `roots` (whose certificates were trusted, or null).
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections validate --all --json")]
pub(in crate::cli) struct ValidateArguments {
    /// Which connections
    #[arg(value_name = "SLUG", required_unless_present_any = ["all", "draft"],
        conflicts_with = "all", add = Completer::new(values::slugs))]
    pub slugs: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "draft")]
    pub all: bool,
    /// Ask about the connection as it would be with these fields, or about a new one where no
    /// SLUG is given; nothing is saved
    #[arg(long, value_name = "FIELD=VALUE", num_args = 1.., add = Completer::new(values::fields))]
    pub draft: Vec<String>,
    /// With --draft: take the key from standard input or a prompt that shows nothing
    #[arg(long, requires = "draft")]
    pub with_key: bool,
    #[command(flatten)]
    pub flags: ValidationFlags,
}

/// How to validate.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct ValidationFlags {
    /// How many seconds all that is asked about one connection may take [default: 10, with
    /// --full 30]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub timeout: Option<f64>,
    /// Test what chats need, too: streams, tools and images
    ///
    /// Sends each connection one short message as Craft sends a chat, with a tool and, where
    /// Craft sends the model images, a one-pixel image. It costs a few hundred tokens each, and
    /// asks first; without a terminal it needs --yes. What an endpoint refuses of it is asked
    /// again without that part. The exit code is 1 also where a part does not work.
    #[arg(long)]
    pub full: bool,
    /// Ask the running Craft, too, and show its answer beside the provider's
    ///
    /// Craft tests connections with an API key, in up to 45 seconds each. Its address and token
    /// come from `CRAFT_SERVER_URL` and `CRAFT_SERVER_TOKEN`, else from `serverConfig` in
    /// config.json, else from a prompt. The exit code is 1 also where Craft's answer is that
    /// one does not work.
    #[arg(long)]
    pub through_craft: bool,
    /// Send keys over plain http where the endpoint is so, for all on the way to read
    #[arg(long)]
    pub allow_plain_http: bool,
}
