//! The response to a request, or the reason why there is none.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::request_error::RequestError;
use super::route::Route;

/// A request and its response, in a form that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The method and the URL, or the command; without a secret.
    pub what: String,
    /// The HTTP status; none without a response or without an HTTP request.
    pub status: Option<u16>,
    /// The provider's own sentence: bounded, without control characters, without the secret.
    pub words: Option<String>,
    pub took: Duration,
    /// The proxy and the roots; none without an HTTP request.
    pub(crate) route: Option<Route>,
}

impl Exchange {
    /// One line with the request, the status, the duration, and the proxy and roots if unusual.
    pub fn in_short(&self) -> String {
        let status = self.status.map(|status| status.to_string());
        let route = self.route.iter().flat_map(Route::parts);
        let parts = status.into_iter().chain([seconds(self.took)]).chain(route);
        parts.fold(self.what.clone(), |line, part| format!("{line} · {part}"))
    }
}

impl Exchange {
    /// Logs the exchange: the URL without its query, which may contain typed text, and only the
    /// status of the answer.
    pub(super) fn log(&self, why: Option<&RequestError>) {
        let (method, address) = self.what.split_once(' ').unwrap_or(("", &self.what));
        let url = address.split(['?', '#']).next().unwrap_or_default();
        let status = self.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let route = self.route.as_ref().and_then(|route| route.proxy.as_ref());
        let proxy = route.map_or_else(|| "none".to_owned(), ToString::to_string);
        let ms = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        match why {
            None => log::info!(method, url, status, ms, proxy; "request"),
            Some(why) => log::info!(method, url, status, ms, proxy, why:?; "request"),
        }
    }
}

/// A duration in readable form.
pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.1 => format!("{} ms", time.as_millis()),
        s => format!("{s:.1} s"),
    }
}

pub(crate) struct HttpResponse {
    pub exchange: Exchange,
    pub status: StatusCode,
    /// The target of a redirect.
    pub location: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// The part that was read.
    pub body: Vec<u8>,
    /// Whether the body is longer than what was read.
    pub is_cut: bool,
}

/// A request without a response.
pub(crate) struct NoResponse {
    pub exchange: Exchange,
    pub why: RequestError,
}

impl HttpResponse {
    /// The JSON of the body; none if it is not JSON, or truncated.
    pub(crate) fn json(&self) -> Option<Value> {
        (!self.is_cut).then(|| serde_json::from_slice(&self.body).ok()).flatten()
    }
}
