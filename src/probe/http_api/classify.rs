//! What a response of an API of models means: to a request for its list, for one model, or with a
//! message.

use reqwest::StatusCode;
use serde_json::Value;

use super::list;
use crate::net::HttpResponse;
use crate::net::provider_message::is_page;

/// What an answer means.
pub(super) enum Classification {
    /// A list of models, or a message.
    Json(Value),
    /// It redirects to another host.
    Elsewhere,
    /// The secret is not accepted.
    KeyRefused,
    /// The secret is known, and not allowed to.
    Forbidden,
    /// The secret is known, and its account has nothing left.
    NoCredit,
    /// The secret is known, and was used too often.
    TooMany,
    /// Nothing is there.
    NoSuchPath,
    /// Something before the API refuses the request.
    Blocked,
    /// A page for people, where an answer for programs should be.
    Page,
    /// The request is refused.
    Rejected,
    /// An error with a status of success.
    Error,
    /// The other side is in trouble.
    Trouble,
    /// There is more than is read.
    TooLarge,
}

impl Classification {
    /// Whether only an API that has checked the key answers so.
    pub(super) const fn is_of_the_key(&self) -> bool {
        matches!(self, Self::KeyRefused | Self::Forbidden | Self::NoCredit | Self::TooMany)
    }
}

/// Words of those that want to be paid.
const CREDIT: [&str; 4] =
    ["credit balance", "insufficient balance", "insufficient_quota", "billing"];

/// Words of those that do not have the model.
const NO_MODEL: [&str; 7] = [
    "not found",
    "not_found",
    "not exist",
    "unknown",
    "no such",
    "invalid model",
    "not a valid model",
];

/// Words of those that refuse the key with a status that means something else.
const KEY_WORDS: [&str; 6] = [
    "api key not valid",
    "api_key_invalid",
    "invalid api key",
    "invalid_api_key",
    "incorrect api key",
    "invalid x-api-key",
];

/// What an answer means, whatever was asked.
pub(super) fn classify(response: &HttpResponse) -> Classification {
    let mentions = |words: &[&str]| {
        let body = String::from_utf8_lossy(&response.body).to_lowercase();
        words.iter().any(|word| body.contains(word))
    };
    match response.status {
        _ if response.is_cut && response.status.is_success() => Classification::TooLarge,
        status if status.is_success() => match response.json() {
            Some(json) if list::is_error(&json) && mentions(&KEY_WORDS) => {
                Classification::KeyRefused
            }
            Some(json) if list::is_error(&json) && mentions(&CREDIT) => Classification::NoCredit,
            Some(json) if list::is_error(&json) => Classification::Error,
            Some(json @ (Value::Object(_) | Value::Array(_))) => Classification::Json(json),
            _ if is_page(&response.body) => Classification::Page,
            _ => Classification::NoSuchPath,
        },
        status if status.is_redirection() => Classification::Elsewhere,
        StatusCode::UNAUTHORIZED => Classification::KeyRefused,
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN if mentions(&KEY_WORDS) => {
            Classification::KeyRefused
        }
        StatusCode::FORBIDDEN if response.json().is_some() => Classification::Forbidden,
        StatusCode::FORBIDDEN => Classification::Blocked,
        StatusCode::PAYMENT_REQUIRED => Classification::NoCredit,
        StatusCode::TOO_MANY_REQUESTS if mentions(&["insufficient_quota"]) => {
            Classification::NoCredit
        }
        StatusCode::TOO_MANY_REQUESTS => Classification::TooMany,
        StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::GONE
        | StatusCode::NOT_IMPLEMENTED => Classification::NoSuchPath,
        StatusCode::BAD_REQUEST if mentions(&CREDIT) => Classification::NoCredit,
        status if status.is_server_error() => Classification::Trouble,
        _ => Classification::Rejected,
    }
}

/// What the request with a message brought.
pub(super) enum Message {
    /// An answer, which cost a token.
    Answered,
    /// The key and the model are fine: the answer to so short a request may not be so short.
    Measured,
    /// The key is fine, and the model is unknown.
    ModelRefused,
    /// Anything else.
    Other(Classification),
}

/// What the answer to a message means.
pub(super) fn classify_completion(response: &HttpResponse) -> Message {
    let body = String::from_utf8_lossy(&response.body).to_lowercase();
    match classify(response) {
        Classification::Json(reply) if is_a_reply(&reply) => Message::Answered,
        Classification::Json(_) | Classification::Page => {
            Message::Other(Classification::NoSuchPath)
        }
        Classification::NoSuchPath if response.json().is_some() && body.contains("model") => {
            Message::ModelRefused
        }
        // Only such a response shows that the API itself has read the request.
        Classification::Rejected if is_from_the_api(response) => match () {
            // A complaint about the length of the reply comes after the key and the model are
            // known.
            () if body.contains("max_tokens") || body.contains("max_completion_tokens") => {
                Message::Measured
            }
            () if body.contains("model") && NO_MODEL.iter().any(|words| body.contains(words)) => {
                Message::ModelRefused
            }
            () => Message::Other(Classification::Error),
        },
        Classification::Rejected => Message::Other(Classification::Error),
        other => Message::Other(other),
    }
}

/// Whether an answer that refuses is one of the API itself.
fn is_from_the_api(response: &HttpResponse) -> bool {
    let asks_for_another = matches!(
        response.status,
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY
    );
    asks_for_another && response.json().is_some()
}

/// Whether it is an answer to a message.
fn is_a_reply(json: &Value) -> bool {
    let has = |key: &str| json.get(key).is_some_and(Value::is_array);
    has("choices") || has("content")
}

/// Whether the request for one model was answered with one.
pub(super) fn is_a_model(response: &HttpResponse) -> bool {
    let has_id = |json: &Value| ["id", "name"].iter().any(|key| json.get(key).is_some());
    matches!(classify(response), Classification::Json(json) if has_id(&json))
}

/// Whether the request for one model was understood and processed.
pub(super) fn is_about_the_model(response: &HttpResponse) -> bool {
    let classify = classify(response);
    matches!(
        classify,
        Classification::Json(_)
            | Classification::NoSuchPath
            | Classification::Rejected
            | Classification::Error
    )
}
