//! The HTTP client for logins, and its failures.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use zeroize::Zeroize;

use super::callback::REGISTERED_PORTS;
use super::failure::SignInFailure;
use super::messages;
use crate::net::provider_message::is_page;
use crate::net::{Http, HttpRequest, HttpResponse, Timeouts};
use crate::settings::connection::endpoint::host;
use crate::settings::proxy::{NetworkProxy, Proxies};
use crate::settings::secret::Secret;
use crate::system::environment::variable;

/// The timeout of one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// The client for logins.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    /// How long a second of waiting takes; tests use a shorter one.
    second: Duration,
    pub(super) ports: [u16; 2],
}

impl Client {
    /// A client for the providers, through the proxies that Craft's chats use.
    ///
    /// # Errors
    /// A sentence when TLS is unavailable.
    pub fn new(network_proxy: &NetworkProxy) -> Result<Self, String> {
        let timeouts = Timeouts { total: REQUEST_TIMEOUT, ..Timeouts::default() };
        let client = Self {
            http: Http::new(timeouts)?.for_probe(Proxies::new(network_proxy, variable))?,
            second: Duration::from_secs(1),
            ports: REGISTERED_PORTS,
        };
        #[cfg(feature = "fault-injection")]
        let client = match super::test_pace::read_environment()? {
            Some((second, ports)) => Self { second, ports, ..client },
            None => client,
        };
        Ok(client)
    }

    /// A client for tests: with the test's servers instead of hosts, a shorter second, and free
    /// ports.
    ///
    /// # Errors
    /// A sentence when a server is not on this machine.
    #[cfg(feature = "fault-injection")]
    pub fn for_test(hosts: &str, second: Duration, ports: [u16; 2]) -> Result<Self, String> {
        let client = Self::new(&NetworkProxy::default())?;
        Ok(Self { http: client.http.with_test_hosts(hosts)?, second, ports })
    }

    /// So many seconds of waiting.
    pub(super) fn seconds(&self, count: u64) -> Duration {
        self.second.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Sends a request. An answer that is not the provider's, or reports a server error, is a
    /// failure.
    pub(super) async fn send(
        &self,
        request: Result<HttpRequest, String>,
        secrets: &[&Secret],
    ) -> Result<HttpResponse, SignInFailure> {
        let request = request.map_err(messages::cannot_start)?;
        let address = request.url.to_string();
        let host = host(&address);
        let response = self.http.send(request, Instant::now() + REQUEST_TIMEOUT, secrets).await;
        let response = response.map_err(|none| messages::no_response(host, &none.why))?;
        let status = response.status;
        if status.is_redirection() {
            return Err(messages::redirected(
                host,
                response.location.as_deref().unwrap_or("elsewhere"),
            ));
        }
        if status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED || is_page(&response.body) {
            return Err(messages::page_instead(host));
        }
        if status.is_server_error() {
            return Err(messages::provider_trouble(host, status.as_u16()));
        }
        Ok(response)
    }
}

/// Parses an answer into `T`; its bytes are wiped, because they may contain a token.
pub(super) fn read<T: DeserializeOwned>(
    mut response: HttpResponse,
    host: &str,
    what: &str,
) -> Result<T, SignInFailure> {
    let read = serde_json::from_slice(&response.body);
    response.body.zeroize();
    read.map_err(|why| {
        if why.is_eof() || response.is_cut {
            messages::cut_off(host)
        } else {
            messages::unexpected(host, what)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_comes_back_only_to_a_registered_port() {
        assert_eq!(
            Client::new(&NetworkProxy::default()).expect("a client").ports,
            REGISTERED_PORTS
        );
    }
}
