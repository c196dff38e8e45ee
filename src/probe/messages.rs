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
mod unreached;

use std::time::Duration;

use super::report::{Reason, Report, Stage, StageName};
use crate::text::counted;

/// The sentence for a login that only Craft may renew.
pub const RENEWED_BY_CRAFT: &str =
    "Its access token has ended, and Craft renews it by itself at the next chat.";

pub const TOO_OFTEN: &str = "Just now it is asked too often.";

/// Leaves the model undecided because of a rate limit.
pub(super) fn leave_model_rate_limited(report: &mut Report) -> &mut Stage {
    leave_model_rate_limited_for(report, None)
}

/// Leaves the model undecided because of a rate limit; `wait` is the provider's suggested wait.
pub(super) fn leave_model_rate_limited_for(
    report: &mut Report,
    wait: Option<Duration>,
) -> &mut Stage {
    report.remark = Some("but asked too often just now");
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

pub fn sends_on(there: &str, to: Option<&str>) -> String {
    let to = to.unwrap_or("another address");
    format!("{there} sends on to {to}, where nothing was asked.")
}

pub fn server_trouble(there: &str, status: u16) -> String {
    format!("{there} has a server error (status {status}).")
}

pub(super) const NOT_RUNNING: &str = "not running";

pub(super) const LISTENS_IN_SILENCE: &str = "listens, but does not answer";

pub(super) const ANOTHER_PROGRAM: &str = "another program answers";

pub(super) const ASKS_FOR_KEY: &str = "asks for a key";

pub(super) fn count_models(count: usize) -> String {
    match count {
        0 => "no models".to_owned(),
        count => counted(count, "model"),
    }
}

pub(super) fn start_it_with(command: &str) -> String {
    format!("Start it with: {command}")
}

pub(super) fn get_a_model_with(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Get one with: {command}"),
        None => "Start it with a model.".to_owned(),
    }
}

pub(super) fn port_is_taken(server: &str) -> String {
    format!("For {server} at another port, add {server} and change its endpoint.")
}

/// What to do about a server problem.
pub const TRY_LATER: &str = "Try again later; it says nothing about the key.";

pub(super) fn answers(there: &str) -> String {
    format!("{there} answers.")
}

/// The API answers, but its list failed with this status.
pub(super) fn answers_without_list(there: &str, status: Option<u16>) -> String {
    match status {
        Some(status) if !(200..300).contains(&status) => {
            format!("{there} answers. Its list of models failed (status {status}).")
        }
        _ => format!("{there} answers, and lists no models."),
    }
}

// The key.

pub(super) const KEY_ACCEPTED: &str = "The key is accepted.";
pub(super) const NO_KEY_NEEDED: &str = "It asks for no key.";
pub(super) const KEY_ACCEPTED_BY_MESSAGE: &str =
    "The key is accepted: it took a message, since the list proves no key.";
pub const KEY_RATE_LIMITED: &str = "The key is known; just now it is used too often.";
pub const KEY_REFUSED: &str = "The key is not accepted.";
pub(super) const LOGIN_REFUSED: &str = "The login is not accepted.";
pub const KEY_WANTED: &str = "A key is required.";
pub const KEY_NOT_ALLOWED: &str = "The key is not allowed to use this API.";
pub(super) const NOT_IN_WITHOUT_KEY: &str = "It requires a key.";
pub(super) const ENTER_A_KEY: &str = "Choose an authentication with a key, and enter one.";
pub const SIGN_IN: &str = "Sign in: L on the screen, or the command login.";
pub const SIGN_IN_WITH_CRAFT: &str = "Sign in with Craft, or store a token.";
pub const LOG_IN_AGAIN: &str = "Sign in again: L on the screen, or the command login.";
pub(super) const ALLOW_THE_KEY: &str = "Give the key the permission at the provider.";
pub(super) const MESSAGE_IS_AN_ERROR: &str =
    "It answers a message with an error, which proves no key.";
pub(super) const SEE_ITS_WORDS: &str = "See the endpoint's own words.";

pub(super) const LIST_PROVES_NO_KEY: &str = "Its list of models proves no key.";
pub(super) const LIST_PROVES_NO_KEY_AND_NO_MESSAGES: &str =
    "Its list of models proves no key, and it takes no messages where they should go.";
pub(super) const START_A_CHAT: &str = "Start a chat: only that shows whether the key is accepted.";

/// What to do about a refused key: another endpoint of the same provider may be the right one.
pub(super) fn enter_another_key(siblings: &[String]) -> String {
    let other = "Enter another key for this provider.";
    match siblings {
        [] => other.to_owned(),
        siblings => format!("{other} This key may belong to {}.", siblings.join(" or ")),
    }
}

pub(super) fn client_refused(there: &str) -> String {
    format!("{there} refuses this client, not the key.")
}

pub(super) const ASK_BY_CHAT: &str =
    "It lets only some programs in: start a chat to see whether Craft is one of them.";
pub(super) const CHECK_PLACE: &str = "Check whether the provider serves your country and your network, and its list of allowed addresses.";

// The account.

pub const NO_CREDIT: &str = "The account has no credit or quota left.";
pub(super) const PAYMENT_WANTED: &str = "Payment is required.";
pub(super) const ADD_CREDIT: &str =
    "Add credit or raise the limit at the provider, for the account of this key.";

pub(super) fn account_policy(model: &str) -> String {
    format!("A setting of the account keeps {model} from this key.")
}

pub(super) const CHECK_ACCOUNT: &str = "Check the account's settings at the provider (privacy, routing, plan, verification), or choose another model.";

// The model.

pub(super) fn unknown_model(model: &str) -> String {
    format!("Unknown model “{model}”.")
}

pub(super) fn model_not_allowed(model: &str) -> String {
    format!("The key may not use {model}.")
}

pub(super) const ALLOW_THE_MODEL: &str =
    "Choose another model, or ask the provider to allow this one.";
pub(super) const CHOOSE_LISTED: &str = "Choose a model that it lists.";
pub(super) const CHOOSE_EXISTING: &str = "Set a default model that the endpoint has.";

pub(super) fn model_answers(model: &str, tokens: u64) -> String {
    let tokens = match tokens {
        1 => "one token".to_owned(),
        tokens => format!("{tokens} tokens"),
    };
    format!("{model} answers: it took a message of {tokens}.")
}

pub(super) fn model_known(model: &str) -> String {
    format!("{model} is known there.")
}

pub const NO_MODELS_INSTALLED: &str = "No models installed.";
pub(super) const NO_MODELS_LISTED: &str = "It lists no models.";

pub(super) const CHECK_ACCOUNT_OR_ENDPOINT: &str =
    "See at the provider which models the account has, or set a default model.";

/// What to do about a server on this machine without models.
pub(super) fn install_a_model(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Install one: run {command}."),
        None => "Install or load one in the server there.".to_owned(),
    }
}

pub(super) const NAME_A_MODEL: &str =
    "Set a default model: a message of one token to it proves the key.";
pub(super) const NO_MODEL_TO_ASK: &str =
    "It lists no models, and there is none to send a message to.";

// Answers that are not the API's.

/// A web page arrived; `to` is the target of a redirect.
pub(super) fn web_page(there: &str, to: Option<&str>) -> String {
    const PAGE: &str = "A web page answered instead of the API";
    match to {
        Some(to) => format!("{PAGE}: {there} sends on to {to}."),
        None => format!("{PAGE} at {there}."),
    }
}

pub(super) const SEE_IN_A_BROWSER: &str =
    "Open the endpoint in a browser: a login, a firewall or a proxy may be between.";
pub(super) const MAKE_IT_THE_ENDPOINT: &str =
    "If that is the right one, make it the endpoint: the key was not sent there.";

pub(super) fn blocked(there: &str) -> String {
    format!("{there} turns the question away before its API sees it.")
}

pub(super) const SOMETHING_BETWEEN: &str =
    "Something is between, such as a firewall or a proxy: see what it says in a browser.";

pub(super) fn too_large(there: &str, mebibytes: usize) -> String {
    format!("The answer of {there} is larger than {mebibytes} MiB, as no list of models is.")
}

pub(super) fn not_such_an_api(there: &str) -> String {
    format!("{there} answers, and not as such an API does.")
}

pub(super) fn no_such_path(there: &str) -> String {
    format!("{there} has no such path: it neither lists models nor takes messages there.")
}

pub(super) fn question_refused(there: &str) -> String {
    format!("{there} rejects the request.")
}

pub(super) fn other_protocol(there: &str, protocol: &str) -> String {
    format!("{there} lists models as another API does, and takes no messages of {protocol}.")
}

pub(super) const CHOOSE_OTHER_PROTOCOL: &str = "Choose the other protocol.";

pub(super) const CHECK_PATH: &str = "Check the endpoint's path.";
pub(super) const CHECK_PATH_AND_PROTOCOL: &str = "Check the endpoint's path and its protocol.";

// The list.

pub(super) const KEYLESS_LIST_TIMED_OUT: &str =
    "It did not answer in time whether its list needs a key.";
pub(super) const GIVE_MORE_TIME: &str = "Try again, or give it more time with validate --timeout.";

pub(super) fn no_default_model(count: usize) -> String {
    format!("No default model is set. It lists {}.", count_models(count))
}

pub(super) fn model_listed(model: &str, count: usize) -> String {
    format!("{model} is known, among {}.", count_models(count))
}

pub(super) fn model_known_unlisted(model: &str) -> String {
    format!("{model} is known, though not listed.")
}

pub(super) fn model_not_judged(model: &str) -> String {
    format!("{model} is not listed, and the answer leaves open whether it is known.")
}

pub(super) fn way_not_judged(known: &str) -> String {
    format!("{known} is known; the answer leaves open whether what is behind its colon is.")
}

pub(super) const AZURE_LISTS_NO_DEPLOYMENTS: &str =
    "Azure lists models, and not the deployments that a default model names.";

/// For builds without cloud support.
#[cfg(not(feature = "cloud"))]
pub(super) const WITHOUT_CLOUD: &str =
    "This build can't validate Amazon Bedrock and Google Vertex AI.";

#[cfg(not(feature = "cloud"))]
pub(super) const WITH_CLOUD: &str = "Use a build with the cargo feature “cloud”.";
