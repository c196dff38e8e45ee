//! Which host Craft asks when a chat is sent, with which credential and for which model; or why it
//! sends nothing.
//!
//! All run with the network stood in for, for the three current types; older types are converted at
//! a start before a chat is sent, so that what [`next_start`](super::next_start()) makes of them is
//! to be asked about.

mod claude;
mod custom;
mod of_upstream;
mod runtime;
mod upstreams;

use std::fmt;

use super::entries::{Object, filled, text};
use super::stored::{Stored, Variables};
use crate::settings::catalogue::Catalogue;
use crate::settings::connection::endpoint;

pub(super) use custom::{base_url, settings as endpoint_settings};
pub use upstreams::key_variables;
pub(super) use upstreams::row_of;
pub(crate) use upstreams::{aws_variable, counting_variables, credential_variables};

/// A chat that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Chat<'a> {
    /// The connection, as it is in the file.
    pub connection: &'a Object,
    /// The session's own model; none where it uses the connection's default.
    pub model: Option<&'a str>,
    /// What is stored for the connection.
    pub stored: &'a Stored,
    /// Craft's environment.
    pub variables: &'a Variables,
    /// The time, in milliseconds since the epoch.
    pub now: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sends {
    /// A request to where the connection says.
    Request(Request),
    /// A request to somewhere else than the connection says.
    Elsewhere {
        request: Request,
        /// Why it goes there.
        because: Because,
    },
    Nothing(NoRequest),
}

/// A request: always a POST with a streamed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The API: a value of `piAuthProvider`, or [`CUSTOM`].
    pub upstream: String,
    /// The whole URL. Where only a profile of AWS's names the region, `{region}` stands for it.
    pub url: String,
    /// How the credential is sent.
    pub header: Header,
    /// Where the credential comes from.
    pub key: KeyFrom,
    /// The model's id on the wire.
    pub model: String,
    /// The id that was asked for, where another model answers: the upstream does not have it.
    pub instead_of: Option<String>,
    /// What goes before the request.
    pub first: Option<First>,
}

/// The upstream of a request to an endpoint of the user's own.
pub const CUSTOM: &str = "custom-endpoint";

/// How a credential is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// `Authorization: Bearer`.
    Bearer,
    /// `x-api-key`.
    XApiKey,
    /// Both of them.
    XApiKeyAndBearer,
    ApiKey,
    /// `x-goog-api-key`.
    XGoogApiKey,
    /// `cf-aig-authorization: Bearer`.
    CloudflareBearer,
    AwsSignature,
}

/// Where a credential comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFrom {
    /// The key that is stored for the connection.
    Stored,
    /// The login that is stored for the connection.
    Login,
    /// The AWS keys that are stored for the connection.
    AwsKeys,
    Variable(&'static str),
    /// The output of the command that stands in the key's place.
    Command,
    /// The value of the variable that is named in the key's place.
    NamedVariable(String),
    /// The one Claude login of all connections (`claude_oauth::global`).
    ClaudeLogin,
    /// The key of an older version (`anthropic_api_key::global`).
    OldAnthropicKey,
    /// None: the text `not-needed` is sent.
    NotNeeded,
}

/// What goes before a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// The token is renewed by a GET with the refresh token.
    Renewal(&'static str),
    /// A web socket is tried.
    WebSocket(String),
}

/// Why a request goes somewhere else than the connection says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The model is not in the connection's `models`, and so none of the endpoint's.
    ModelNotListed,
    /// The connection has no `customEndpoint`.
    NoCustomEndpoint,
    /// The connection has no `baseUrl`.
    NoBaseUrl,
    /// `baseUrl` is ignored for its type and upstream.
    BaseUrlIgnored,
    /// The upstream does not have the model, and another provider with a key comes first.
    UnknownModel,
    /// Nothing is stored for the connection, and another provider has the model and a key.
    NoCredential,
}

/// Why no request is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRequest {
    /// Neither a stored credential nor a variable: the provider that Craft names. Without a
    /// credential the upstream does not count, and it is the first of the catalogue that has the
    /// model.
    NoKey(String),
    /// No provider with a key has the model, and none has a key at all.
    NoKeyForTheModel,
    /// An endpoint that is not on this machine, and no key.
    EndpointNeedsKey {
        /// Whether a key is stored that Craft does not read, as the connection has no
        /// `piAuthProvider`.
        unread: bool,
    },
    NoAzureUrl,
    /// A variable that the provider needs.
    NoVariable {
        name: &'static str,
        upstream: &'static str,
    },
    /// The token of a `ChatGPT` login is no JWT with an account in it.
    NoAccountInToken,
    /// AWS's own chain finds no credentials; it asks EC2's metadata last. A stored API key is not
    /// used.
    NoAwsCredentials,
    /// An `anthropic` connection without a key and without a `baseUrl`: the slug.
    NoAnthropicKey(String),
    /// An `anthropic` connection that logs in, and no `claude_oauth::global`: the slug.
    /// `llm_oauth::SLUG` does not count.
    NoClaudeLogin(String),
    /// An `anthropic` connection with an authentication type that brings no credential (read).
    NotLoggedIn,
    /// A type that is none of the three current ones.
    NotACurrentType,
}

/// What Craft sends for a chat. Where neither the session nor the connection names a model, the
/// answer follows from the code of the runtime, and was not run.
pub fn sends(chat: &Chat, catalogue: &'static Catalogue) -> Sends {
    let default = filled(chat.connection, "defaultModel");
    let model = chat.model.or(default).unwrap_or_default();
    match text(chat.connection, "providerType") {
        Some("anthropic") => claude::sends(chat, model),
        Some("pi" | "pi_compat") => runtime::sends(chat, model, catalogue),
        _ => Sends::Nothing(NoRequest::NotACurrentType),
    }
}

impl Sends {
    /// The request; none where nothing is sent.
    pub const fn request(&self) -> Option<&Request> {
        match self {
            Self::Request(request) | Self::Elsewhere { request, .. } => Some(request),
            Self::Nothing(_) => None,
        }
    }

    /// The host that gets the connection's own credential though the connection names another one,
    /// and why.
    pub fn key_goes_elsewhere(&self) -> Option<(&str, Because)> {
        match self {
            Self::Elsewhere { request, because } if request.key.is_own() => {
                Some((request.host(), *because))
            }
            _ => None,
        }
    }
}

impl Request {
    /// The host that is asked, with its port where one is given.
    pub fn host(&self) -> &str {
        endpoint::host(&self.url)
    }
}

impl KeyFrom {
    /// Whether it is what is stored for the connection, or comes about by it.
    pub const fn is_own(&self) -> bool {
        match self {
            Self::Stored | Self::Login | Self::AwsKeys | Self::Command | Self::NamedVariable(_) => {
                true
            }
            Self::Variable(_) | Self::ClaudeLogin | Self::OldAnthropicKey | Self::NotNeeded => {
                false
            }
        }
    }
}

/// Craft's own words.
impl fmt::Display for NoRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(upstream) => write!(f, "No API key found for {upstream}."),
            Self::NoKeyForTheModel => f.write_str("No API key found for the selected model."),
            Self::EndpointNeedsKey { .. } => f.write_str(
                "Provider custom-endpoint: \"apiKey\" or \"oauth\" is required when defining models.",
            ),
            Self::NoAzureUrl => f.write_str(
                "Azure OpenAI base URL is required. Set AZURE_OPENAI_BASE_URL or AZURE_OPENAI_RESOURCE_NAME, or pass \
                 azureBaseUrl, azureResourceName, or model.baseUrl.",
            ),
            Self::NoVariable { name, upstream } => {
                write!(f, "{name} is required for provider {upstream} but is not set.")
            }
            Self::NoAccountInToken => f.write_str("Failed to extract accountId from token"),
            Self::NoAwsCredentials => f.write_str("Could not load credentials from any providers"),
            Self::NoAnthropicKey(slug) => write!(f, "No API key found for: {slug}"),
            Self::NoClaudeLogin(slug) => write!(f, "Failed to get OAuth token for: {slug}"),
            Self::NotLoggedIn => f.write_str("Not logged in · Please run /login"),
            Self::NotACurrentType => f.write_str("Not a provider type of this version of Craft"),
        }
    }
}
