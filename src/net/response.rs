//! The response to a request, or the reason why there is none.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::unreached::Unreached;
use super::way::Way;

/// One request and its response, as they may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The method and the address, or the command: no secret is in it.
    pub what: String,
    /// The HTTP status; none where no response came, or it was no HTTP request.
    pub status: Option<u16>,
    /// The provider's own sentence: bounded, without control characters, without the secret.
    pub words: Option<String>,
    /// How long the answer took.
    pub took: Duration,
    /// The way it took; none where it was no HTTP request.
    pub(crate) way: Option<Way>,
}

impl Exchange {
    /// The request, the status of the answer, the time it took, and what is unusual of the way, in
    /// a line.
    pub fn in_short(&self) -> String {
        let status = self.status.map(|status| status.to_string());
        let way = self.way.iter().flat_map(Way::parts);
        let parts = status.into_iter().chain([seconds(self.took)]).chain(way);
        parts.fold(self.what.clone(), |line, part| format!("{line} · {part}"))
    }
}

impl Exchange {
    /// Writes a line into the log: the address without its query, which may hold what a person
    /// typed, and nothing of the answer but its status.
    pub(super) fn log(&self, why: Option<&Unreached>) {
        let (method, address) = self.what.split_once(' ').unwrap_or(("", &self.what));
        let url = address.split(['?', '#']).next().unwrap_or_default();
        let status = self.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let way = self.way.as_ref().and_then(|way| way.proxy.as_ref());
        let proxy = way.map_or_else(|| "none".to_owned(), ToString::to_string);
        let ms = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        match why {
            None => log::info!(method, url, status, ms, proxy; "request"),
            Some(why) => log::info!(method, url, status, ms, proxy, why:?; "request"),
        }
    }
}

/// A time as a person reads it.
pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.1 => format!("{} ms", time.as_millis()),
        s => format!("{s:.1} s"),
    }
}

pub(crate) struct HttpResponse {
    pub exchange: Exchange,
    pub status: StatusCode,
    /// The address that it redirects to.
    pub location: Option<String>,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
    /// As far as it was read.
    pub body: Vec<u8>,
    /// Whether there was more than is read.
    pub is_cut: bool,
}

/// A request that got no response.
pub(crate) struct NoResponse {
    pub exchange: Exchange,
    pub why: Unreached,
}

impl HttpResponse {
    /// Its JSON; none where it is none, or was cut.
    pub(crate) fn json(&self) -> Option<Value> {
        (!self.is_cut).then(|| serde_json::from_slice(&self.body).ok()).flatten()
    }
}
