//! The arguments of `models`.

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

use super::seconds;

/// A connection's models and what each can do; with --fetch those that its endpoint lists
///
/// Without --fetch the connection's own list, with what counts in chats. With --fetch each value
/// is what the endpoint states; servers that run on a machine of yours are asked about each model
/// where their list lacks it. With --update the list is brought up to date after a question;
/// without a terminal that needs --yes, and --dry-run only shows it. Models that the endpoint does
/// not list are named and kept, as you may have typed them.
///
/// With --json `models`, an array of `id` (as stored), `name`, `isDefault`, `stored`, `listed` (null
/// without --fetch), `context` and `maxOutput` (`tokens` and `source`), `images` and `thinking`
/// (`value` and `source`), null where nothing is known. With --fetch a source is list or the
/// server's name, and beside it stand the `key` and the `basis`: stated, served, or upTo, which
/// the model could take and the server may not serve. Without it a source is as in show.
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections models ollama --fetch --update --dry-run")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct ModelsArguments {
    /// The connection's slug
    #[arg(add = Completer::new(values::slugs))]
    pub slug: String,
    /// Ask the endpoint for its models, and what each can do; it costs nothing
    #[arg(long)]
    pub fetch: bool,
    /// Bring the connection's list up to date: new models for chats, and what the endpoint states
    /// otherwise of yours, as one edit; asks first
    #[arg(long, requires = "fetch")]
    pub update: bool,
    /// Remove models that the endpoint does not list, those too that you typed
    #[arg(long, requires = "update")]
    pub remove_missing: bool,
    /// How many seconds the endpoint may take
    #[arg(long, value_name = "S", default_value_t = 10.0, value_parser = seconds)]
    pub timeout: f64,
    /// Send the key over plain http where the endpoint is so, for all on the way to read
    #[arg(long)]
    pub allow_plain_http: bool,
}
