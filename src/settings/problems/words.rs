//! The sentences for problems with chats and starts. One idea each: what is wrong, then what to do.

use crate::settings::craft::sends::{ElsewhereReason, key_variables};
use crate::settings::credential::SHOWN_BUT_NOT_READ;
use crate::settings::redact::redacted_text;

pub const SAVING_IS_OFF: &str = "Saving is off until the file parses";

/// A compatible endpoint with a key but no upstream.
pub const KEY_NOT_READ: &str =
    "New chats will fail: without an upstream, Craft doesn't read the endpoint's key.";

/// The same, after Craft has converted it.
pub(crate) const KEY_NOT_READ_AFTER_START: &str = "Chats will fail after Craft's next start: Craft converts this to pi_compat without an \
     upstream, and doesn't read its key.";

/// Craft's own backend without an upstream.
pub(crate) const NO_UPSTREAM: &str =
    "New chats will fail: without an upstream, Craft doesn't read the key. Choose an upstream.";

/// An endpoint on another machine without authentication.
pub(crate) const ENDPOINT_NEEDS_A_KEY: &str =
    "New chats will fail: Craft needs a key for an endpoint on another machine.";

pub(crate) const VERTEX_ENVIRONMENT: &str = "Chats fail: Craft doesn't use the environment's Google credentials for Vertex AI. Use an API key \
     (providerType pi, piAuthProvider google-vertex, authType api_key).";

pub const VERTEX_SERVICE_ACCOUNT: &str = "Chats fail: Craft doesn't use service accounts for Vertex AI. Use an API key (providerType pi, \
     piAuthProvider google-vertex, authType api_key).";

pub(crate) const BEDROCK_KEY: &str = "Craft doesn't use a stored key for Bedrock: chats fail unless its environment has AWS credentials. \
     Use AWS access keys, or the environment with AWS_BEARER_TOKEN_BEDROCK.";

pub(crate) const GCP_REGION: &str = "Craft ignores gcpRegion and uses Vertex AI's global endpoint.";

/// The fix that turns a connection to an upstream into one to an endpoint.
pub const CONVERT: &str = "Convert to a compatible endpoint";

/// The same for a connection that Craft would convert differently.
pub const CONVERT_NOW: &str = "Convert to pi_compat now";

pub(crate) const CLEAR_DEFAULT: &str = "Clear the default model";
pub const CLEAR_OVERRIDE: &str = "Clear override";
pub const REMOVE_KEY: &str = "Remove the key";
pub const SET_TO_NOW: &str = "Set it to now";

/// The fix for a second connection that is the same in everything.
pub const DELETE_DOUBLE: &str = "Delete this one, the same as the other";

/// The fix for a second connection with the same slug.
pub fn give_slug(slug: &str) -> String {
    format!("Give it the slug {}", redacted_text(slug))
}

/// The fix that selects the only authentication that the provider takes, by its label.
pub fn use_auth(label: &str) -> String {
    format!("Use “{label}”")
}

/// The fix for a default that does not exist.
pub fn make_default(name: &str) -> String {
    format!("Make “{name}” the default")
}

pub fn default_not_found(slug: &str, instead: &str) -> String {
    format!(
        "Default “{}” not found: {instead}, and Craft's next start makes that the default.",
        redacted_text(slug)
    )
}

pub fn new_chats_use(name: &str) -> String {
    format!("new chats use “{name}”")
}

/// A workspace's connection; `used` is the quoted name of the one in its place.
pub fn connection_not_found(slug: &str, used: &str) -> String {
    format!(
        "Connection “{}” not found: new chats use {used}, and Craft's next start clears it.",
        redacted_text(slug)
    )
}

/// A workspace's model, by its shown id.
pub fn model_not_listed(model: &str, connection: &str) -> String {
    format!(
        "Model {} is not in the models list of “{connection}”: pick one of its models.",
        redacted_text(model)
    )
}

/// What comes of a missing credential for `chats`, unless Craft's own environment, which this
/// program does not see, has one of these variables.
pub(crate) fn fail(chats: &str, variables: &[&str]) -> String {
    match variables {
        [] => format!("{chats} fail."),
        names => format!("{chats} fail unless Craft's environment has {}.", names.join(" or ")),
    }
}

pub const LOGIN_EXPIRED: &str = "Login expired: new chats fail.";

/// The login is still valid, but not for long.
pub const LOGIN_EXPIRES: &str =
    "Login expires within minutes, and nothing renews it: new chats will fail then.";

/// A stored login that a start of Craft moves to where chats do not find it.
pub fn claude_login_moves(from: &str, to: &str) -> String {
    format!(
        "Claude chats will fail: Craft's next start moves {from} to {to}, which chats don't read."
    )
}

/// A Claude login that only Craft's row reads.
pub fn claude_login_not_read() -> String {
    format!("Chats fail: {SHOWN_BUT_NOT_READ}")
}

pub const COPY_CLAUDE_LOGIN: &str = "Copy its login to claude_oauth::global";

/// A stored credential that the authentication does not use, by its label.
pub fn unused_credential(label: &str) -> String {
    format!("Unused {label} stored: this authentication doesn't use it.")
}

/// The fix that removes a credential.
pub fn remove_credential(label: &str) -> String {
    format!("Remove the {label}")
}

pub(crate) const fn aws_region(with_keys: bool) -> &'static str {
    if with_keys {
        "Craft ignores awsRegion and uses the region stored with the AWS keys."
    } else {
        "Craft ignores awsRegion and uses AWS_REGION, or else the profile's or the model's region."
    }
}

/// The URL of a request instead of an endpoint.
pub(crate) fn pasted_request(base: &str) -> String {
    format!("This is a request URL. The endpoint is {base}.")
}

/// The fix that enters the right URL.
pub(crate) fn use_base(base: &str) -> String {
    format!("Use {base}")
}

/// A URL that ends in the version that Craft adds.
pub(crate) fn version_twice(right: &str) -> String {
    format!("Chats fail: Craft adds /v1/messages to the endpoint. Use {right}.")
}

/// The fix that selects the nearest model.
pub fn did_you_mean(shown: &str) -> String {
    format!("Did you mean “{}”?", redacted_text(shown))
}

/// The fix that adds a model to the list.
pub fn add_model(shown: &str) -> String {
    format!("Add {} to its models", redacted_text(shown))
}

/// A credential that goes to a host that the connection does not name. `converted` is its upstream
/// after Craft's next start.
pub fn key_goes_elsewhere(
    what: &str,
    host: &str,
    because: ElsewhereReason,
    converted: Option<&str>,
) -> String {
    let why = match (converted, because) {
        (Some(upstream), ElsewhereReason::BaseUrlIgnored) => format!(
            "on next start Craft converts this to pi ({}), which ignores the endpoint",
            redacted_text(upstream)
        ),
        (_, ElsewhereReason::ModelNotListed) => {
            "the default model is not in the models list".to_owned()
        }
        (_, ElsewhereReason::NoCustomEndpoint) => "no protocol is set".to_owned(),
        (_, ElsewhereReason::NoBaseUrl) => "no endpoint is set".to_owned(),
        (_, ElsewhereReason::BaseUrlIgnored) => {
            "Craft ignores the endpoint of this upstream".to_owned()
        }
        (_, ElsewhereReason::UnknownModel) => "the upstream doesn't have the model".to_owned(),
        (_, ElsewhereReason::NoCredential) => "no credential is stored".to_owned(),
    };
    format!("The {what} of this endpoint would be sent to {host}: {why}.")
}

/// An endpoint that Craft ignores after converting the connection.
pub fn endpoint_ignored(upstream: &str) -> String {
    let upstream = redacted_text(upstream);
    format!("On next start Craft converts this to pi ({upstream}), which ignores the endpoint.")
}

/// An upstream that Craft's runtime does not have.
pub fn unknown_upstream(upstream: &str) -> String {
    let upstream = redacted_text(upstream);
    format!("New chats will fail: Craft's runtime doesn't know the upstream “{upstream}”.")
}

/// An environment without a credential for an upstream. This is our own environment: Craft's is not
/// visible.
pub(crate) fn nothing_in_environment(upstream: &str) -> String {
    match (upstream, key_variables(upstream)) {
        ("amazon-bedrock", _) => "No AWS credentials in this environment. If Craft has none either, chats fail: set AWS_PROFILE, \
             AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. ~/.aws/credentials alone isn't enough."
            .to_owned(),
        (_, []) => "Chats fail: Craft reads no credential for this upstream from the environment.".to_owned(),
        (_, names) => format!("{} not set in this environment. If Craft doesn't have it either, chats fail.", names.join(" or ")),
    }
}

/// An upstream without authentication.
pub(crate) fn needs_a_key(upstream: &str) -> String {
    let helps = match key_variables(upstream) {
        [] => String::new(),
        [name, ..] => format!(", or set {name} for Craft"),
    };
    format!(
        "New chats will fail: this upstream needs a credential. Choose an authentication{helps}."
    )
}

/// A variable that an upstream needs in addition to its key.
pub(crate) fn needs_variable(name: &str) -> String {
    format!("New chats will fail: set {name} for Craft.")
}

/// Models that Craft's next start drops, by shown id.
pub(crate) fn models_dropped(ids: &[String]) -> String {
    let (named, more) = ids.split_at(ids.len().min(3));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    format!(
        "On next start Craft drops {}{more}: not in its list for this provider. Pick from that list, or use a compatible endpoint.",
        named.join(", ")
    )
}

/// A default model that Craft's next start replaces: shown ids.
pub(crate) fn default_replaced(from: &str, to: &str) -> String {
    format!(
        "On next start Craft replaces the default model {} with {}. Pick from its list, or use a compatible endpoint.",
        redacted_text(from),
        redacted_text(to)
    )
}

/// A Copilot login that Craft can't use for long.
pub const NO_COPILOT_RENEWAL: &str =
    "Craft can't renew this Copilot login: it has no GitHub token. Sign in, or paste one (ghu_…).";
