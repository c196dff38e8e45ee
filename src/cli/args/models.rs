//! The arguments of `models`.

use clap::Args;
use clap_complete::ArgValueCompleter as Completer;

use crate::cli::completion::values;

use super::seconds;

/// List a connection's models and what each can do; with --fetch, its endpoint's
///
/// Without --fetch it prints the connection's own list, with the values used in chats. With
/// --fetch each value is what the endpoint states. If the list of your own server lacks a value,
/// the program requests it for each model. With --update it updates the stored list after
/// confirmation; without a terminal that needs --yes, and --dry-run only shows it. It names models
/// that the endpoint does not list, and keeps them, as you may have typed them.
///
/// With --json `models`, an array of `id` (as stored), `name`, `isDefault`, `stored`, `listed`
/// (null without --fetch), `context` and `maxOutput` (`tokens` and `source`), `images` and
/// `thinking` (`value` and `source`), null if not known. Without --fetch a source is as in show.
/// With --fetch it is list or the server's name, beside the `key` and the `basis`: stated, served,
/// or upTo, which the model supports and the server may not serve.
#[derive(Args, Debug)]
#[command(after_help = "Example: llm-connections models ollama --fetch --update --dry-run")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct ModelsArguments {
    /// The connection's slug
    #[arg(add = Completer::new(values::slugs))]
    pub slug: String,
    /// Fetch the endpoint's models, and what each can do; it costs nothing
    #[arg(long)]
    pub fetch: bool,
    /// Update the connection's list as one edit: add new chat models, and apply the endpoint's
    /// changed values to yours; asks first
    #[arg(long, requires = "fetch")]
    pub update: bool,
    /// Remove models that the endpoint does not list, even if you typed them
    #[arg(long, requires = "update")]
    pub remove_missing: bool,
    /// How many seconds the endpoint may take, from 0.1 to 600
    #[arg(long, value_name = "S", default_value_t = 10.0, value_parser = seconds)]
    pub timeout: f64,
    /// Send the key over plain http if the endpoint uses it; anyone on the way can read it
    #[arg(long)]
    pub allow_plain_http: bool,
}
