//! Asking over HTTP: bounded in time and size, with the system's certificates and the environment's
//! proxies, and so that no secret goes anywhere but to the host it was meant for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use tokio::time::timeout_at;

use super::address::{is_near, is_the_same_host};
use super::provider_message::{plain, without, words};
use super::request::HttpRequest;
use super::resolver::SystemResolver;
use super::response::{Exchange, HttpResponse, NoResponse};
#[cfg(feature = "fault-injection")]
use super::test_hosts::TestHosts;
use super::unreached::Unreached;
use crate::settings::connection::endpoint::is_loopback;
use crate::settings::redact::{redacted_url, secrets_in_url};
use crate::settings::secret::Secret;

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub connect: Duration,
    /// For all that is asked about one connection.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10) }
    }
}

/// No list of models is larger, in bytes.
pub(crate) const MAX_BODY: usize = 4 << 20;

/// How many redirects to the same host are followed.
const MAX_REDIRECTS: usize = 5;

#[derive(Clone, Debug)]
pub struct Http {
    /// By the proxies of the environment, where there are any.
    proxied: Client,
    /// By none: no proxy can reach this machine, or what is only near it.
    direct: Client,
    #[cfg(feature = "fault-injection")]
    test_hosts: TestHosts,
}

impl Http {
    /// A client within limits.
    ///
    /// # Errors
    /// A sentence when there is no encryption to be had.
    pub fn new(limits: Limits) -> Result<Self, String> {
        // Another library may have chosen one already; either knows the same algorithms.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            Client::builder()
                .user_agent(concat!("llm-connections/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(limits.connect)
                .dns_resolver(Arc::new(SystemResolver))
                // It is followed in here, since a client that follows makes another request of a
                // message, and forgets a secret on the way from plain to encrypted.
                .redirect(Policy::none())
                // Requests are rare, and an idle connection that was closed would seem like an
                // endpoint that is gone.
                .pool_max_idle_per_host(0)
        };
        let built = |client: &dyn Fn() -> reqwest::ClientBuilder| {
            let trusting = client().build();
            // A system without certificates trusts no server; requests without encryption are still
            // possible there.
            trusting
                .or_else(|_| client().tls_certs_only([]).build())
                .map_err(|error| format!("Nothing can be asked over TLS: {error}."))
        };
        Ok(Self {
            proxied: built(&client)?,
            direct: built(&|| client().no_proxy())?,
            #[cfg(feature = "fault-injection")]
            test_hosts: TestHosts::of_environment()?,
        })
    }

    /// The same with servers of a test in the place of hosts.
    ///
    /// # Errors
    /// A sentence when a server is not on this machine.
    #[cfg(feature = "fault-injection")]
    pub fn with_test_hosts(mut self, text: &str) -> Result<Self, String> {
        self.test_hosts = TestHosts::parse(text)?;
        Ok(self)
    }

    /// Sends a request, until `deadline`. Of the response no more than [`MAX_BODY`] is read, and
    /// what is shown of it is without `secrets`.
    pub(crate) async fn send(
        &self,
        request: HttpRequest,
        deadline: Instant,
        secrets: &[&Secret],
    ) -> Result<HttpResponse, NoResponse> {
        let start = Instant::now();
        let of_address = secrets_in_url(&request.url);
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(&of_address).collect();
        let secrets = &secrets[..];
        let what = without(&request.shown(), secrets);
        let exchange_of = |status: Option<StatusCode>, words: Option<String>| Exchange {
            what: what.clone(),
            status: status.map(|s| s.as_u16()),
            words,
            took: start.elapsed(),
        };
        #[cfg(feature = "fault-injection")]
        let request = self.test_hosts.lead(request);
        let is_direct = is_loopback(request.url.as_str()) || is_near(&request.url);
        let client = if is_direct { &self.direct } else { &self.proxied };
        let mut status = None;
        let reading = async {
            let (mut response, location) = follow(client, request).await?;
            status = Some(response.status());
            let mut body = Vec::new();
            let mut is_cut = false;
            while let Some(chunk) = response.chunk().await? {
                let room = MAX_BODY - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    is_cut = true;
                    break;
                }
            }
            Ok((response.status(), location, body, is_cut))
        };
        let outcome = timeout_at(deadline.into(), reading).await;
        match outcome {
            // Only a proxy answers so, and has passed nothing on; but for where none is between.
            Ok(Ok((StatusCode::PROXY_AUTHENTICATION_REQUIRED, ..))) if !is_direct => {
                Err(NoResponse { exchange: exchange_of(status, None), why: Unreached::PROXY_LOGIN })
            }
            Ok(Ok((status, location, body, is_cut))) => Ok(HttpResponse {
                exchange: exchange_of(Some(status), words(&body, status.is_success(), secrets)),
                status,
                location: location.map(|url| plain(&without(&redacted_url(&url), secrets))),
                body,
                is_cut,
            }),
            Ok(Err(error)) => {
                Err(NoResponse { exchange: exchange_of(status, None), why: Unreached::of(&error) })
            }
            Err(_) => {
                Err(NoResponse { exchange: exchange_of(status, None), why: Unreached::TooSlow })
            }
        }
    }
}

/// Sends a request, and follows redirects to the same host. Returns the response with the address
/// that it redirects to, which is elsewhere.
async fn follow(client: &Client, request: HttpRequest) -> reqwest::Result<(Response, Option<Url>)> {
    let mut url = request.url;
    let mut followed = 0;
    loop {
        let mut builder =
            client.request(request.method.clone(), url.clone()).headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.body(String::clone(body));
        }
        let response = builder.send().await?;
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        // It may be relative to the address that was asked.
        let location = location
            .filter(|_| response.status().is_redirection())
            .and_then(|to| url.join(to).ok());
        match location {
            Some(to) if is_the_same_host(&url, &to) && followed < MAX_REDIRECTS => {
                followed += 1;
                url = to;
            }
            location => return Ok((response, location)),
        }
    }
}
