//! Sentences for reports that several kinds of providers share.

#[cfg(feature = "cloud")]
pub mod aws;
#[cfg(feature = "cloud")]
pub mod cloud;
pub mod codex;
pub mod configuration;
pub mod full_test;
#[cfg(feature = "cloud")]
pub mod google;
pub mod logins;
mod request_error;

use std::time::Duration;

use super::report::{Reason, Report, Stage, StageName};
use crate::text::counted;

/// The sentence for a login that only Craft may renew.
pub const RENEWED_BY_CRAFT: &str =
    "The access token has expired. Craft renews it at the next chat.";

/// Continues “valid”, where notes say what Craft asks.
pub const ASKS_ANOTHER: &str = "but Craft uses another endpoint or model";

pub const TOO_OFTEN: &str = "Rate limited right now.";

/// Leaves the model undecided because of a rate limit.
pub(super) fn leave_model_rate_limited(report: &mut Report) -> &mut Stage {
    leave_model_rate_limited_for(report, None)
}

/// Leaves the model undecided because of a rate limit; `wait` is the provider's suggested wait.
pub(super) fn leave_model_rate_limited_for(
    report: &mut Report,
    wait: Option<Duration>,
) -> &mut Stage {
    report.remark = Some("but rate limited just now");
    let stage = report.leave_unproven(StageName::Model, TOO_OFTEN).because(Reason::RateLimited);
    stage.advise(try_again(wait))
}

pub(super) fn try_again(wait: Option<Duration>) -> String {
    match wait.map(|wait| wait.as_secs()).filter(|seconds| *seconds > 0) {
        None => "Try again in a minute.".to_owned(),
        Some(seconds @ ..120) => format!("Try again in {seconds} s."),
        Some(seconds @ ..7200) => format!("Try again in {} min.", seconds.div_ceil(60)),
        Some(seconds @ ..172_800) => format!("Try again in {} h.", seconds.div_ceil(3600)),
        Some(seconds) => format!("Try again in {} days.", seconds.div_ceil(86_400)),
    }
}

pub fn redirects_to(there: &str, to: Option<&str>) -> String {
    let to = to.unwrap_or("another address");
    format!("{there} redirects to {to}, which was not contacted.")
}

pub fn server_error(there: &str, status: u16) -> String {
    format!("{there} has a server error (status {status}).")
}

pub const NOT_RUNNING: &str = "not running";

pub(super) const NO_ANSWER_IN_TIME: &str = "listening, but not answering";

pub const ANOTHER_PROGRAM: &str = "another program answers";

pub const ASKS_FOR_KEY: &str = "needs a key";

pub fn count_models(count: usize) -> String {
    match count {
        0 => "no models".to_owned(),
        count => counted(count, "model"),
    }
}

pub fn start_it_with(command: &str) -> String {
    format!("Start it with: {command}")
}

pub fn get_a_model_with(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Get one with: {command}"),
        None => "Start it with a model.".to_owned(),
    }
}

pub(super) fn port_is_taken(server: &str) -> String {
    format!("For {server} on another port, add {server} and change its endpoint.")
}

/// What to do about a server problem.
pub const TRY_LATER: &str = "Try again later. This says nothing about the key.";

pub(super) fn answers(there: &str) -> String {
    format!("{there} answers.")
}

/// The API answers, but its list failed with this status.
pub(super) fn answers_without_list(there: &str, status: Option<u16>) -> String {
    match status {
        Some(status) if !(200..300).contains(&status) => {
            format!("{there} answers, but its model list failed (status {status}).")
        }
        _ => format!("{there} answers, but lists no models."),
    }
}

// The key.

pub const KEY_ACCEPTED: &str = "The key is accepted.";
pub(super) const NO_KEY_NEEDED: &str = "No key needed.";
pub(super) const KEY_ACCEPTED_BY_MESSAGE: &str =
    "The key is accepted. A test message was sent, because the model list doesn't prove the key.";
pub const KEY_RATE_LIMITED: &str = "The key is valid, but rate limited right now.";
pub const KEY_REFUSED: &str = "The key was refused.";
pub(super) const LOGIN_REFUSED: &str = "The login was refused.";
pub const KEY_REQUIRED: &str = "A key is required.";
pub const KEY_NOT_ALLOWED: &str = "The key has no permission for this API.";
pub(super) const ENDPOINT_REQUIRES_KEY: &str = "The endpoint requires a key.";
pub(super) const ENTER_A_KEY: &str = "Choose an authentication that uses a key, and enter the key.";
pub const SIGN_IN: &str = "Sign in: L on the screen, or the command login.";
pub const SIGN_IN_WITH_CRAFT: &str = "Sign in with Craft, or store a token.";
pub const LOG_IN_AGAIN: &str = "Sign in again: L on the screen, or the command login.";
pub(super) const ALLOW_THE_KEY: &str = "Give the key that permission at the provider.";
pub(super) const MESSAGE_IS_AN_ERROR: &str =
    "The endpoint answered a message with an error, which says nothing about the key.";
pub(super) const SEE_ITS_WORDS: &str = "Read the endpoint's own message.";

pub(super) const LIST_PROVES_NO_KEY: &str = "The model list doesn't prove the key.";
pub(super) const LIST_PROVES_NO_KEY_AND_NO_MESSAGES: &str =
    "The model list doesn't prove the key, and the path for messages doesn't work.";
pub(super) const START_A_CHAT: &str = "Start a chat to see whether the key is accepted.";

/// What to do about a refused key: another endpoint of the same provider may be the right one.
pub fn enter_another_key(siblings: &[String]) -> String {
    let other = "Enter another key for this provider.";
    match siblings {
        [] => other.to_owned(),
        siblings => format!("{other} This key may belong to {}.", siblings.join(" or ")),
    }
}

pub(super) fn client_refused(there: &str) -> String {
    format!("{there} refuses this program, not the key.")
}

pub(super) const ONLY_CERTAIN_PROGRAMS: &str =
    "Only certain programs are allowed. Start a chat to see whether Craft is one of them.";
pub(super) const CHECK_PLACE: &str =
    "Check whether the provider serves your country and network, and its IP allowlist.";

// The account.

pub const NO_CREDIT: &str = "The account has no credit or quota left.";
pub(super) const PAYMENT_REQUIRED: &str = "Payment required.";
pub(super) const ADD_CREDIT: &str =
    "Add credit or raise the limit at the provider, on the account of this key.";

pub(super) fn account_policy(model: &str) -> String {
    format!("An account setting blocks {model} for this key.")
}

pub(super) const CHECK_ACCOUNT: &str = "Check the account's settings at the provider (privacy, routing, plan, verification), or choose another model.";

// The model.

pub(super) fn unknown_model(model: &str) -> String {
    format!("Unknown model “{model}”.")
}

pub(super) fn model_not_allowed(model: &str) -> String {
    format!("The key isn't allowed to use {model}.")
}

pub(super) const ALLOW_THE_MODEL: &str =
    "Choose another model, or ask the provider to allow this one.";
pub(super) const CHOOSE_LISTED: &str = "Choose a model from its list.";
pub(super) const CHOOSE_EXISTING: &str = "Set a default model that the endpoint has.";

pub fn model_answers(model: &str, tokens: u64) -> String {
    let tokens = match tokens {
        1 => "one token".to_owned(),
        tokens => format!("{tokens} tokens"),
    };
    format!("{model} answered a message of {tokens}.")
}

pub(super) fn model_known(model: &str) -> String {
    format!("{model} exists there.")
}

pub const NO_MODELS_INSTALLED: &str = "No models installed.";
pub(super) const NO_MODELS_LISTED: &str = "The endpoint lists no models.";

pub(super) const CHECK_ACCOUNT_OR_ENDPOINT: &str =
    "Check at the provider which models the account has, or set a default model.";

/// What to do about a server on this machine without models.
pub(super) fn install_a_model(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Install one: run {command}."),
        None => "Install or load a model on that server.".to_owned(),
    }
}

pub(super) const NAME_A_MODEL: &str =
    "Set a default model: a one-token message to it shows whether the key works.";
pub(super) const NO_MODEL_TO_ASK: &str =
    "The endpoint lists no models, so there is none to send a message to.";

// Answers that are not the API's.

/// A web page arrived; `to` is the target of a redirect.
pub(super) fn web_page(there: &str, to: Option<&str>) -> String {
    const PAGE: &str = "A web page answered instead of the API";
    match to {
        Some(to) => format!("{PAGE}: {there} redirects to {to}."),
        None => format!("{PAGE} at {there}."),
    }
}

pub(super) const SEE_IN_A_BROWSER: &str =
    "Open the endpoint in a browser: a login page, a firewall or a proxy may be in the way.";
pub(super) const MAKE_IT_THE_ENDPOINT: &str =
    "If that is the right one, make it the endpoint. The key was not sent there.";

pub(super) fn blocked(there: &str) -> String {
    format!("{there} blocked the request before it reached the API.")
}

pub(super) const SOMETHING_BETWEEN: &str =
    "A firewall or a proxy may be in the way: open the endpoint in a browser.";

pub fn too_large(there: &str, mebibytes: usize) -> String {
    format!(
        "The answer from {there} is larger than {mebibytes} MiB, too large for a list of models."
    )
}

pub(super) fn not_such_an_api(there: &str) -> String {
    format!("{there} answers, but not like this API.")
}

pub(super) fn no_such_path(there: &str) -> String {
    format!("{there} has neither a model list nor messages at this path.")
}

pub(super) fn request_rejected(there: &str) -> String {
    format!("{there} rejected the request.")
}

pub(super) fn other_protocol(there: &str, protocol: &str) -> String {
    format!("{there} lists models like another API, and accepts no {protocol} messages.")
}

pub(super) const CHOOSE_OTHER_PROTOCOL: &str = "Choose the other protocol.";

pub(super) const CHECK_PATH: &str = "Check the endpoint's path.";
pub(super) const CHECK_PATH_AND_PROTOCOL: &str = "Check the endpoint's path and its protocol.";

// The list.

pub(super) const KEYLESS_LIST_TIMED_OUT: &str =
    "Whether the model list needs a key is not known: no answer in time.";
pub(super) const GIVE_MORE_TIME: &str = "Try again, or give it more time with validate --timeout.";

pub(super) fn no_default_model(count: usize) -> String {
    format!("No default model is set. The endpoint lists {}.", count_models(count))
}

pub(super) fn model_listed(model: &str, count: usize) -> String {
    format!("{model} is listed, among {}.", count_models(count))
}

pub(super) fn model_known_unlisted(model: &str) -> String {
    format!("{model} exists, but is not listed.")
}

pub(super) fn model_not_checked(model: &str) -> String {
    format!("{model} is not listed, and the answer doesn't show whether it exists.")
}

pub(super) fn form_not_checked(known: &str) -> String {
    format!("{known} exists; the answer doesn't show whether the part after the colon does.")
}

pub(super) const AZURE_LISTS_NO_DEPLOYMENTS: &str =
    "Azure lists models, but not deployments, and a default model names a deployment.";

/// For builds without cloud support.
#[cfg(not(feature = "cloud"))]
pub(super) const WITHOUT_CLOUD: &str =
    "This build can't validate Amazon Bedrock or Google Vertex AI.";

#[cfg(not(feature = "cloud"))]
pub(super) const WITH_CLOUD: &str = "Use a build with the cargo feature “cloud”.";
