//! Sends HTTP requests: bounded in time and size, through the proxies that Craft's chats use, and
//! without sending a secret to any host but the intended one.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{ACCEPT_ENCODING, CONNECTION, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url, Version};
use rustls::ClientConfig;
use tokio::time::timeout_at;
use url::Position;

use super::address::{is_metadata_host, is_the_same_host};
use super::body::{self, HeavyReads, Take, Unreadable};
use super::certificate::Verifier;
use super::encoding::ACCEPTED;
use super::provider_message::{plain, searched, without, words};
use super::request::HttpRequest;
use super::request_error::{ProxyFailure, RequestError};
use super::resolver::SystemResolver;
use super::response::{Exchange, HttpResponse, NoResponse};
use super::retry_after::retry_after;
use super::roots::{Roots, Trusted};
use super::route::Route;
#[cfg(feature = "fault-injection")]
use super::test_hosts::TestHosts;
use crate::settings::connection::endpoint::is_loopback_for_craft;
use crate::settings::proxy::{Proxies, Proxy, UnusableProxy};
use crate::settings::redact::{redacted_url, secrets_in_url};
use crate::settings::secret::Secret;
use crate::settings::validation::VALIDATION_TIME;

/// How long requests may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// For all requests about one connection.
    pub total: Duration,
}

impl Timeouts {
    /// Timeouts with another total. The time for connecting stays the same, unless the total is
    /// shorter.
    pub fn within(total: Duration) -> Self {
        Self { total, connect: Self::default().connect.min(total) }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: VALIDATION_TIME }
    }
}

/// The maximum number of redirects to the same host.
const MAX_REDIRECTS: usize = 5;

/// How long an idle connection may be reused. Servers close idle connections after five seconds or
/// more.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// The HTTP client. A clone shares its open connections; a probe's client has its own.
#[derive(Clone, Debug)]
pub struct Http {
    timeouts: Timeouts,
    tls: ClientConfig,
    roots: Arc<Roots>,
    heavy_reads: HeavyReads,
    client: Client,
    proxies: Arc<Proxies>,
    /// The hosts with a possibly open connection.
    kept_open: Arc<Mutex<HashSet<String>>>,
    #[cfg(feature = "fault-injection")]
    test_hosts: TestHosts,
}

impl Http {
    /// A client with these timeouts, without a proxy.
    ///
    /// # Errors
    /// A sentence when TLS is unavailable.
    pub fn new(timeouts: Timeouts) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        // Another library may have installed one already; both support the same algorithms.
        let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
        let trusted = Trusted::read();
        let verifier =
            Verifier::new(&trusted, Arc::clone(&provider)).map_err(|why| no_tls(&why))?;
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| no_tls(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        let proxies = Arc::default();
        let client = client(timeouts, &tls, &proxies).map_err(|error| no_tls(&error))?;
        Ok(Self {
            timeouts,
            tls,
            roots: trusted.roots,
            heavy_reads: HeavyReads::new(),
            client,
            proxies,
            kept_open: Arc::default(),
            #[cfg(feature = "fault-injection")]
            test_hosts: TestHosts::from_environment()?,
        })
    }

    /// A client for one probe, with its own connections through these proxies.
    ///
    /// # Errors
    /// A sentence when TLS is unavailable.
    pub(crate) fn for_probe(&self, proxies: Proxies) -> Result<Self, String> {
        let proxies = Arc::new(proxies);
        let client = client(self.timeouts, &self.tls, &proxies).map_err(|error| no_tls(&error))?;
        let heavy_reads = self.heavy_reads.for_another();
        Ok(Self { heavy_reads, client, proxies, kept_open: Arc::default(), ..self.clone() })
    }

    /// Replaces hosts by a test's servers.
    ///
    /// # Errors
    /// A sentence when a server is not on this machine.
    #[cfg(feature = "fault-injection")]
    pub fn with_test_hosts(mut self, text: &str) -> Result<Self, String> {
        self.test_hosts = TestHosts::parse(text)?;
        Ok(self)
    }

    /// Sends a request, until `deadline`. Reads the response within bounds, and removes `secrets`
    /// from what is shown of it.
    pub(crate) async fn send(
        &self,
        request: HttpRequest,
        deadline: Instant,
        secrets: &[&Secret],
    ) -> Result<HttpResponse, NoResponse> {
        self.send_taking(request, deadline, secrets, &mut |_| true).await
    }

    /// Like `send`, and passes the parts of a successful response to `take` as they arrive. Reading
    /// stops when `take` wants no more.
    pub(crate) async fn send_taking(
        &self,
        request: HttpRequest,
        deadline: Instant,
        secrets: &[&Secret],
        take: &mut Take<'_>,
    ) -> Result<HttpResponse, NoResponse> {
        let outcome = self.exchange(request, deadline, secrets, take).await;
        match &outcome {
            Ok(response) => response.exchange.log(None),
            Err(none) => none.exchange.log(Some(&none.why)),
        }
        outcome
    }

    async fn exchange(
        &self,
        request: HttpRequest,
        deadline: Instant,
        secrets: &[&Secret],
        take: &mut Take<'_>,
    ) -> Result<HttpResponse, NoResponse> {
        let start = Instant::now();
        let address = request.url.clone();
        let shown = request.shown();
        #[cfg(feature = "fault-injection")]
        let request = self.test_hosts.lead(request);
        let proxy = self.proxy_for(&request.url);
        let mut unshown = secrets_in_url(&address);
        unshown.extend(proxy.iter().flatten().flat_map(|proxy| proxy.secrets()));
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(&unshown).collect();
        let secrets = &secrets[..];
        let what = without(&shown, secrets);
        let route = Route {
            proxy: proxy.as_ref().ok().and_then(|proxy| Some(proxy.as_ref()?.name.clone())),
            roots: (request.url.scheme() == "https").then(|| Arc::clone(&self.roots)),
        };
        let exchange_of = |status: Option<StatusCode>, words: Option<String>| Exchange {
            what: what.clone(),
            status: status.map(|s| s.as_u16()),
            words,
            took: start.elapsed(),
            route: Some(route.clone()),
        };
        let proxy = match proxy {
            Ok(proxy) => proxy,
            Err(why) => return Err(NoResponse { exchange: exchange_of(None, None), why }),
        };
        let mut status = None;
        let reading = async {
            let (mut response, location) = self.follow(request).await?;
            status = Some(response.status());
            let retry_after = retry_after(response.headers(), SystemTime::now());
            let body = body::read(&mut response, &self.heavy_reads, take).await?;
            Ok((response.status(), location, retry_after, body))
        };
        let why = match timeout_at(deadline.into(), reading).await {
            Ok(Ok((status, location, retry_after, body))) => {
                if let Some(why) = by_proxy_itself(status, proxy) {
                    why
                } else {
                    // Truncated JSON can't be parsed.
                    let of = if body.is_cut { searched(&body.bytes) } else { &body.bytes[..] };
                    let words = words(of, status.is_success(), secrets);
                    return Ok(HttpResponse {
                        exchange: exchange_of(Some(status), words),
                        status,
                        location: location.map(|url| plain(&without(&redacted_url(&url), secrets))),
                        retry_after,
                        body: body.bytes,
                        is_cut: body.is_cut,
                    });
                }
            }
            Ok(Err(Unreadable::Http(error))) => RequestError::from_error(&error, proxy),
            Ok(Err(Unreadable::NotCompressed)) => RequestError::NotCompressed,
            Err(_) => RequestError::ResponseTimeout,
        };
        Err(NoResponse { exchange: exchange_of(status, None), why })
    }

    fn proxy_for(&self, url: &Url) -> Result<Option<&Proxy>, RequestError> {
        proxy_for(&self.proxies, url).map_err(|why| RequestError::NoProxy(why.to_string()))
    }

    /// Sends a request, and follows redirects to the same host. Returns the response, with the URL
    /// of a redirect that leads elsewhere.
    async fn follow(&self, request: HttpRequest) -> reqwest::Result<(Response, Option<Url>)> {
        let mut url = request.url.clone();
        let mut followed = 0;
        loop {
            let response = self.send_once(&request, &url).await?;
            let location = response.headers().get(LOCATION);
            let location = location.and_then(|value| value.to_str().ok());
            // It may be relative to the requested URL.
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

    /// Sends a request to a URL. If it fails because the server has just closed an idle connection,
    /// nothing was answered, so it is sent again on a new connection.
    async fn send_once(&self, request: &HttpRequest, url: &Url) -> reqwest::Result<Response> {
        let send = || {
            let mut builder = self
                .client
                .request(request.method.clone(), url.clone())
                .headers(request.headers.clone());
            if let Some(body) = &request.body {
                builder = builder.body(String::clone(body));
            }
            builder.send()
        };
        let host = url[Position::BeforeScheme..Position::AfterPort].to_owned();
        let mut response = send().await;
        if let Err(error) = &response
            && self.kept_open().remove(&host)
            && RequestError::from_error(error, None) == RequestError::CutOff
        {
            response = send().await;
        }
        if response.as_ref().is_ok_and(stays_open) {
            self.kept_open().insert(host);
        }
        response
    }

    fn kept_open(&self) -> MutexGuard<'_, HashSet<String>> {
        self.kept_open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A status that only a proxy returns, and only without forwarding the request.
fn by_proxy_itself(status: StatusCode, proxy: Option<&Proxy>) -> Option<RequestError> {
    let proxy = proxy.filter(|_| status == StatusCode::PROXY_AUTHENTICATION_REQUIRED)?;
    Some(RequestError::by_proxy(proxy, ProxyFailure::Login))
}

fn no_tls(why: &dyn fmt::Display) -> String {
    format!("TLS is not available: {why}.")
}

/// Whether the connection of a response can be reused.
fn stays_open(response: &Response) -> bool {
    let closes =
        response.headers().get_all(CONNECTION).iter().any(|value| {
            value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("close"))
        });
    response.version() >= Version::HTTP_11 && !closes
}

/// The proxy for a URL. This machine and its link are reached without one.
fn proxy_for<'a>(proxies: &'a Proxies, url: &Url) -> Result<Option<&'a Proxy>, UnusableProxy> {
    if is_loopback_for_craft(url.as_str()) || is_metadata_host(url) {
        return Ok(None);
    }
    proxies.for_url(url)
}

fn client(
    timeouts: Timeouts,
    tls: &ClientConfig,
    proxies: &Arc<Proxies>,
) -> reqwest::Result<Client> {
    let proxies = Arc::clone(proxies);
    let by_proxy = reqwest::Proxy::custom(move |url| {
        let proxy = proxy_for(&proxies, url).ok().flatten();
        proxy.map(|proxy| proxy.url.clone())
    });
    let accepted = (ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED));
    Client::builder()
        .user_agent(concat!("llm-connections/", env!("CARGO_PKG_VERSION")))
        .default_headers(HeaderMap::from_iter([accepted]))
        .tls_backend_preconfigured(tls.clone())
        .connect_timeout(timeouts.connect)
        .dns_resolver(Arc::new(SystemResolver))
        // `follow` handles redirects, because the library would turn a message into another
        // request, and drop a secret on the way from plain HTTP to TLS.
        .redirect(Policy::none())
        // Only the proxies above count, and not those that the library finds by itself.
        .no_proxy()
        .proxy(by_proxy)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build()
}
