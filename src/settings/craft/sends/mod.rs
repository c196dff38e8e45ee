//! Where Craft sends a chat, with which credential and for which model; or why it sends nothing.
//!
//! All run with a mocked network, for the three current types. A start converts older types before
//! a chat is sent, so pass the result of [`next_start`](super::next_start()) for them.

mod claude;
mod custom;
mod of_upstream;
mod runtime;
mod upstreams;

use std::fmt;

use super::entries::{Object, filled, text};
use super::stored::{Stored, Variables};
use crate::settings::connection::endpoint;

pub(super) use custom::{base_url, settings as endpoint_settings};
pub use upstreams::key_variables;
pub(super) use upstreams::row_of;
pub(crate) use upstreams::{
    aws_variable, credential_variables, holds_a_login, relevant_variables, user_agent,
};

/// A chat that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Chat<'a> {
    /// The connection, as in the file.
    pub connection: &'a Object,
    /// The session's own model; None if it uses the connection's default.
    pub model: Option<&'a str>,
    /// What is stored for the connection.
    pub stored: &'a Stored,
    /// Craft's environment.
    pub variables: &'a Variables,
    /// The current time, in milliseconds since the epoch.
    pub now_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sends {
    /// A request to where the connection says.
    Request(Request),
    /// A request to somewhere else than the connection says.
    Elsewhere {
        request: Request,
        because: ElsewhereReason,
    },
    Nothing(NoRequest),
}

/// A request: always a POST with a streamed response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The API: a value of `piAuthProvider`, or [`CUSTOM`].
    pub upstream: String,
    /// The whole URL. If only an AWS profile sets the region, it contains `{region}`.
    pub url: String,
    /// How the credential is sent.
    pub header: Header,
    pub key: KeyFrom,
    /// The model's id on the wire.
    pub model: String,
    /// The requested id, if another model answers because the upstream does not have it.
    pub instead_of: Option<String>,
    /// What precedes the request.
    pub preflight: Option<Preflight>,
}

/// The upstream of a request to a custom endpoint.
pub const CUSTOM: &str = "custom-endpoint";

/// How a credential is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// `Authorization: Bearer`.
    Bearer,
    /// `x-api-key`.
    XApiKey,
    /// Both.
    XApiKeyAndBearer,
    ApiKey,
    /// `x-goog-api-key`.
    XGoogApiKey,
    /// `cf-aig-authorization: Bearer`.
    CloudflareBearer,
    AwsSignature,
}

/// The source of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFrom {
    /// The key stored for the connection.
    Stored,
    /// The login stored for the connection.
    StoredLogin,
    /// The AWS keys stored for the connection.
    AwsKeys,
    Variable(&'static str),
    /// The output of the command stored as the key.
    Command,
    /// The value of the variable named by the stored key.
    NamedVariable(String),
    /// The Claude login that all connections share (`claude_oauth::global`).
    ClaudeLogin,
    /// The key from an older version (`anthropic_api_key::global`).
    OldAnthropicKey,
    /// None: Craft sends the text `not-needed`.
    NotNeeded,
}

/// What precedes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preflight {
    /// A GET with the refresh token renews the token.
    Renewal(&'static str),
    /// An attempt to open a web socket.
    WebSocket(String),
}

/// Why a request goes somewhere else than the connection says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElsewhereReason {
    /// The model is not in the connection's `models`, so the endpoint does not have it.
    ModelNotListed,
    /// The connection has no `customEndpoint`.
    NoCustomEndpoint,
    /// The connection has no `baseUrl`.
    NoBaseUrl,
    /// `baseUrl` is ignored for this type and upstream.
    BaseUrlIgnored,
    /// The upstream does not have the model, and another provider with a key comes first.
    UnknownModel,
    /// Nothing is stored for the connection, but another provider has the model and a key.
    NoCredential,
}

/// Why no request is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRequest {
    /// Neither a stored credential nor a variable; contains the provider that Craft names. Without
    /// a credential the upstream is ignored, and this is the first in the catalog with the model.
    NoKey(String),
    /// No provider with a key has the model, and no provider has a key at all.
    NoKeyForTheModel {
        /// Whether the runtime knows the upstream that the connection names.
        knows_upstream: bool,
    },
    /// An endpoint on another machine, without a key.
    EndpointNeedsKey {
        /// Whether a key is stored that Craft does not read because the connection has no
        /// `piAuthProvider`.
        unread: bool,
    },
    NoAzureUrl,
    /// A variable that the provider needs.
    NoVariable {
        name: &'static str,
        upstream: &'static str,
    },
    /// The token of a `ChatGPT` login is not a JWT with an account.
    NoAccountInToken,
    /// AWS's credential chain finds nothing; it queries EC2 metadata last. A stored API key is not
    /// used.
    NoAwsCredentials,
    /// An `anthropic` connection without a key and without a `baseUrl`; contains the slug.
    NoAnthropicKey(String),
    /// An `anthropic` connection with a login but no `claude_oauth::global`; contains the slug.
    /// `llm_oauth::SLUG` does not count.
    NoClaudeLogin(String),
    /// An `anthropic` connection with an authentication type that provides no credential (read).
    NotLoggedIn,
    /// A type that is none of the three current ones.
    NotACurrentType,
}

/// Whether connections of a type send chats; a start converts the others first.
pub(crate) fn is_current_type(provider_type: &str) -> bool {
    matches!(provider_type, "anthropic" | "pi" | "pi_compat")
}

/// What Craft sends for a chat. If neither the session nor the connection sets a model, the answer
/// follows from the runtime's code and was not run.
pub fn sends(chat: &Chat) -> Sends {
    let default = filled(chat.connection, "defaultModel");
    let model = chat.model.or(default).unwrap_or_default();
    match text(chat.connection, "providerType") {
        Some("anthropic") => claude::sends(chat, model),
        Some("pi" | "pi_compat") => runtime::sends(chat, model),
        _ => Sends::Nothing(NoRequest::NotACurrentType),
    }
}

impl Sends {
    /// The request; None if nothing is sent.
    pub const fn request(&self) -> Option<&Request> {
        match self {
            Self::Request(request) | Self::Elsewhere { request, .. } => Some(request),
            Self::Nothing(_) => None,
        }
    }

    /// The host that gets the connection's own credential although the connection names another
    /// host, and why.
    pub fn key_goes_elsewhere(&self) -> Option<(&str, ElsewhereReason)> {
        match self {
            Self::Elsewhere { request, because } if request.key.is_own() => {
                Some((request.host(), *because))
            }
            _ => None,
        }
    }
}

impl Request {
    /// The host that Craft contacts, with its port if one is given.
    pub fn host(&self) -> &str {
        endpoint::host(&self.url)
    }
}

impl KeyFrom {
    /// Whether it is stored for the connection or derived from that.
    pub const fn is_own(&self) -> bool {
        match self {
            Self::Stored
            | Self::StoredLogin
            | Self::AwsKeys
            | Self::Command
            | Self::NamedVariable(_) => true,
            Self::Variable(_) | Self::ClaudeLogin | Self::OldAnthropicKey | Self::NotNeeded => {
                false
            }
        }
    }
}

/// Craft's own wording.
impl fmt::Display for NoRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(upstream) => write!(f, "No API key found for {upstream}."),
            Self::NoKeyForTheModel { .. } => f.write_str("No API key found for the selected model."),
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
