//! The arguments of `models`.

use clap::Args;

use super::seconds;

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(in crate::cli) struct ModelsArguments {
    /// The connection's slug
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
