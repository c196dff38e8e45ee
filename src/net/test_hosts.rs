//! Test builds only: replaces providers' hosts by a test's servers. A request of Craft to
//! `api.openai.com` can then be sent to this machine, and to no other.
//!
//! `LLM_CONNECTIONS_TEST_HOSTS=HOST=URL,HOST=URL…`, where URL is on this machine, and HOST may have
//! a port. Only the connection changes: a request keeps its path and its `Host`, and reports show
//! the original URL.

use std::env;

use reqwest::Url;
use reqwest::header::{HOST, HeaderValue};

use super::request::HttpRequest;
use crate::settings::connection::endpoint::is_loopback_for_craft;

const VARIABLE: &str = "LLM_CONNECTIONS_TEST_HOSTS";

/// Hosts, each with the server that replaces it.
#[derive(Clone, Debug, Default)]
pub(super) struct TestHosts(Vec<(String, Url)>);

impl TestHosts {
    /// Reads the hosts from the environment.
    ///
    /// # Errors
    /// A sentence when one of the servers is not on this machine.
    pub(crate) fn from_environment() -> Result<Self, String> {
        env::var(VARIABLE).map_or_else(|_| Ok(Self::default()), |text| Self::parse(&text))
    }

    /// Parses the hosts.
    ///
    /// # Errors
    /// A sentence when one of the servers is not on this machine.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let pairs = text.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
            let (host, url) = pair.split_once('=')?;
            let url = Url::parse(url).ok().filter(|url| is_loopback_for_craft(url.as_str()))?;
            Some((host.to_owned(), url))
        });
        let hosts: Option<Vec<_>> = pairs.collect();
        hosts.map(Self).ok_or_else(|| {
            format!("{VARIABLE} leads hosts to servers of this machine alone: HOST=http://127.0.0.1:PORT.")
        })
    }

    /// Redirects a request to the server that replaces its host.
    pub(crate) fn lead(&self, mut request: HttpRequest) -> HttpRequest {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let with_port = request.url.port().map(|port| format!("{host}:{port}"));
        let is_meant = |name: &String| *name == host || Some(name) == with_port.as_ref();
        let Some((_, server)) = self.0.iter().find(|(name, _)| is_meant(name)) else {
            return request;
        };
        let mut url = server.clone();
        url.set_path(request.url.path());
        url.set_query(request.url.query());
        // They are sent in a header; a test's server accepts any.
        let _ = url.set_username(request.url.username());
        let _ = url.set_password(request.url.password());
        request.url = url;
        if let Ok(host) = HeaderValue::from_str(&host) {
            request.headers.insert(HOST, host);
        }
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_of_this_machine_stand_for_a_host() {
        for good in ["", "a.b=http://127.0.0.1:1", "a.b=http://127.0.0.1:1,c.d=http://[::1]:2"] {
            assert!(TestHosts::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["a.b", "a.b=", "a.b=http://127.0.0.2:1", "a.b=http://127.0.0.1:1,c.d=https://e.f"]
        {
            let sentence = TestHosts::parse(bad).expect_err(bad);
            assert!(sentence.contains(VARIABLE), "{sentence}");
        }
    }

    #[test]
    fn a_question_is_led_with_its_path_and_its_host() {
        let hosts = TestHosts::parse("api.example=http://127.0.0.1:7").expect("fine");
        let led = hosts.lead(HttpRequest::get("https://api.example/v1/models?a=b").expect("one"));
        assert_eq!(led.url.as_str(), "http://127.0.0.1:7/v1/models?a=b");
        assert_eq!(led.headers[HOST], "api.example");
        let other = hosts.lead(HttpRequest::get("https://other.example/v1").expect("one"));
        assert_eq!(other.url.as_str(), "https://other.example/v1");
    }

    #[test]
    fn a_port_of_a_host_is_led_alone() {
        let hosts = TestHosts::parse("localhost:8000=http://127.0.0.1:7").expect("fine");
        let lead = |url| hosts.lead(HttpRequest::get(url).expect("one")).url.to_string();
        assert_eq!(lead("http://localhost:8000/v1"), "http://127.0.0.1:7/v1");
        assert_eq!(lead("http://localhost:8001/v1"), "http://localhost:8001/v1");
    }
}
