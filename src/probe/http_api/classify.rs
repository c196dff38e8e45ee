//! Classifies a model API's response to a request for its list, for one model, or with a message.

use std::time::Duration;

use reqwest::{StatusCode, Url};
use serde_json::Value;

use super::refusals::{Refusal, refusal, words_of};
use crate::net::provider_message::{is_error, is_page};
use crate::net::{HttpResponse, MAX_WAIT};

const A_DAY: Duration = Duration::from_hours(24);

/// What an answer means.
#[derive(Debug)]
pub(super) enum Classification {
    /// A list of models, or a message.
    Json(Value),
    /// A redirect to the same API at another host.
    Elsewhere,
    /// The secret is not accepted.
    KeyRefused,
    /// The secret is known, but has no permission.
    Forbidden,
    /// A refusal, classified by its wording.
    Refused(Refusal),
    /// There is no such path.
    NoSuchPath,
    /// Something in front of the API refuses the request.
    Blocked,
    /// A web page in place of the API's answer.
    Page,
    /// The API rejects the request.
    Rejected,
    /// An error with a success status.
    Error,
    /// The server has a problem.
    ServerError,
    /// The body is larger than the limit.
    TooLarge,
}

impl Classification {
    /// Whether only an API that has checked the key answers in this way.
    pub(super) const fn is_after_key_check(&self) -> bool {
        use Refusal::{ClientLocation, ClientName, NoCredit, TooMany};
        matches!(
            self,
            Self::KeyRefused
                | Self::Forbidden
                | Self::Refused(ClientName | ClientLocation | NoCredit | TooMany)
        )
    }
}

/// Titles of pages that require a login or a CAPTCHA.
const LOGIN_PAGE_TITLES: [&str; 8] = [
    "just a moment",
    "attention required",
    "captcha",
    "are you human",
    "sign in",
    "signin",
    "log in",
    "login",
];

/// Classifies the answer to any request; `about` is the model in the request.
pub(super) fn classify(response: &HttpResponse, about: Option<&str>) -> Classification {
    let status = response.status;
    if response.is_cut && status.is_success() {
        return Classification::TooLarge;
    }
    if status.is_redirection() {
        return if leads_to_an_api(response) {
            Classification::Elsewhere
        } else {
            Classification::Page
        };
    }
    let json = json_of(response);
    if json.is_none() && is_page(&response.body) {
        return classify_page(response);
    }
    let is_refused = !status.is_success() || json.as_ref().is_some_and(is_error);
    if !is_refused {
        return match json {
            Some(json @ (Value::Object(_) | Value::Array(_))) => Classification::Json(json),
            _ => Classification::NoSuchPath,
        };
    }
    let text = words_of(&response.body, json.as_ref());
    let code = if status.is_success() { 200 } else { status.as_u16() };
    // What comes back within a day is a limit of the rate, whatever it is called.
    let wait = response.retry_after.or_else(|| wait_in_words(&text));
    let comes_back = wait.is_some_and(|wait| wait <= A_DAY);
    match refusal(code, &text, comes_back, about) {
        Some(Refusal::KeyRefused) => Classification::KeyRefused,
        Some(refusal) => Classification::Refused(refusal),
        None => by_status(status, json.is_some()),
    }
}

/// Classifies a refusal by its status when its wording shows nothing.
fn by_status(status: StatusCode, is_json: bool) -> Classification {
    match status {
        status if status.is_success() => Classification::Error,
        StatusCode::UNAUTHORIZED => Classification::KeyRefused,
        StatusCode::FORBIDDEN if is_json => Classification::Forbidden,
        StatusCode::FORBIDDEN => Classification::Blocked,
        StatusCode::PAYMENT_REQUIRED => Classification::Refused(Refusal::NoCredit),
        StatusCode::TOO_MANY_REQUESTS => Classification::Refused(Refusal::TooMany),
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => {
            Classification::Refused(Refusal::ClientLocation)
        }
        StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::GONE
        | StatusCode::NOT_IMPLEMENTED => Classification::NoSuchPath,
        status if status.is_server_error() => Classification::ServerError,
        _ => Classification::Rejected,
    }
}

/// Classifies a web page: a login or CAPTCHA, a missing path, or a server error.
fn classify_page(response: &HttpResponse) -> Classification {
    let title = response.exchange.words.as_deref().unwrap_or_default().to_lowercase();
    if LOGIN_PAGE_TITLES.iter().any(|words| title.contains(words)) {
        return Classification::Page;
    }
    match by_status(response.status, false) {
        Classification::Error | Classification::Blocked | Classification::Rejected => {
            Classification::Page
        }
        other => other,
    }
}

/// Whether a redirect leads to the same request at an API, rather than to a login page. A redirect
/// without a location leads nowhere else.
fn leads_to_an_api(response: &HttpResponse) -> bool {
    let Some(location) = response.location.as_deref().and_then(|to| Url::parse(to).ok()) else {
        return true;
    };
    let asked = response.exchange.what.split(' ').nth(1).and_then(|url| Url::parse(url).ok());
    let last = |url: &Url| Some(url.path_segments()?.next_back()?.to_owned());
    // Redirects to the same host are followed, so this one is a loop.
    asked.is_some_and(|asked| asked.host() == location.host() || last(&asked) == last(&location))
}

/// The JSON of a response; for a stream, the first event with a reply or an error.
fn json_of(response: &HttpResponse) -> Option<Value> {
    response.json().or_else(|| {
        let text = std::str::from_utf8(&response.body).ok()?;
        let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let mut events = events.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        events.find(|event| is_error(event) || is_a_reply(event))
    })
}

/// How long a refusal asks to wait, from its header or its wording.
pub(super) fn wait_of(response: &HttpResponse) -> Option<Duration> {
    response
        .retry_after
        .or_else(|| wait_in_words(&words_of(&response.body, json_of(response).as_ref())))
}

fn wait_in_words(text: &str) -> Option<Duration> {
    let wait = |before: &str| text.split_once(before).and_then(|(_, rest)| duration(rest));
    ["try again in ", "retry in ", "retry after "].into_iter().find_map(wait)
}

/// The units of a wait, in seconds.
const UNITS: [(&[&str], f64); 5] = [
    (&["ms", "millisecond", "milliseconds"], 0.001),
    (&["", "s", "sec", "secs", "second", "seconds"], 1.0),
    (&["m", "min", "mins", "minute", "minutes"], 60.0),
    (&["h", "hr", "hrs", "hour", "hours"], 3_600.0),
    (&["d", "day", "days"], 86_400.0),
];

/// The duration at the start of a text such as `7m12.5s` or `34 seconds`, in whole seconds.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = None;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let sentence_end = if number.ends_with('.') { after.len() } else { 0 };
        let Ok(number) = number.trim_end_matches('.').parse::<f64>() else { break };
        let after = after[sentence_end..].trim_start();
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, seconds) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        total = Some(total.unwrap_or(0.0) + number * seconds);
        rest = after;
    }
    Duration::try_from_secs_f64(f64::ceil(total?)).ok().filter(|wait| *wait <= MAX_WAIT)
}

/// Whether this is a reply to a message: a whole one, or the first event of a stream.
pub(super) fn is_a_reply(json: &Value) -> bool {
    let has = |key: &str| json.get(key).is_some_and(Value::is_array);
    has("choices") || has("content") || json.get("type").is_some_and(|it| it == "message_start")
}

/// What the answer to a request for one model means.
pub(super) enum ModelAnswer {
    Known,
    Unknown,
    /// The API has no such path, which proves nothing about the model.
    NoSuchPath,
    Undecided,
}

pub(super) fn classify_model(response: &HttpResponse, model: &str) -> ModelAnswer {
    let has_id = |json: &Value| ["id", "name"].iter().any(|key| json.get(key).is_some());
    match classify(response, Some(model)) {
        Classification::Json(json) if has_id(&json) => ModelAnswer::Known,
        Classification::Refused(Refusal::UnknownModel) => ModelAnswer::Unknown,
        Classification::Json(_)
        | Classification::NoSuchPath
        | Classification::Rejected
        | Classification::Error => ModelAnswer::NoSuchPath,
        _ => ModelAnswer::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_in_words_is_read_with_its_units() {
        for (text, expected) in [
            ("7.66s. visit", Some(8)),
            ("34 seconds", Some(34)),
            ("20", Some(20)),
            ("20. visit", Some(20)),
            ("7m12.5s.", Some(433)),
            ("1h0m1s", Some(3601)),
            ("120ms", Some(1)),
            ("5 minutes, or upgrade", Some(300)),
            ("2 days", Some(172_800)),
            ("3 requests", None),
            ("a minute", None),
            ("99999999999999 days", None),
        ] {
            assert_eq!(duration(text), expected.map(Duration::from_secs), "{text}");
        }
    }
}
