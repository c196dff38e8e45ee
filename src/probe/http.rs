//! Asking over HTTP: bounded in time and size, with the system's certificates and the environment's
//! proxies, and so that no secret goes anywhere but to the host it was meant for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode, Url};
use serde_json::Value;
use tokio::time::timeout_at;

use super::provider_message::{plain, without, words};
use super::report::Exchange;
#[cfg(feature = "fault-injection")]
use super::test_hosts::TestHosts;
use super::unreachable::{Unreached, Unresolved};
use crate::settings::connection::endpoint::is_loopback;
use crate::settings::redact::{redacted_url, secrets_in_url, without_user};
use crate::settings::secret::Secret;

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a connection.
    pub connect: Duration,
    /// For all that is asked about one connection.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(10) }
    }
}

/// Where a machine in a cloud is told who it is. Elsewhere nobody is there, and nobody says so.
const OF_A_CLOUD: [&str; 6] = [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "metadata.google.internal",
    "[fd00:ec2::254]",
    "[fd00:ec2::23]",
];

/// Whether a host is in the next room, or not there.
pub(super) fn is_near(url: &Url) -> bool {
    url.host_str().is_some_and(|host| OF_A_CLOUD.contains(&host))
}

/// No list of models is larger, in bytes.
pub const MAX_BODY: usize = 4 << 20;

/// How many times it is followed to another address of the same host.
const MAX_REDIRECTS: usize = 5;

/// What asks.
#[derive(Clone, Debug)]
pub struct Http {
    /// By the proxies of the environment, where there are any.
    proxied: Client,
    /// By none: this machine, and what is only near it, is nobody's to pass on to.
    direct: Client,
    #[cfg(feature = "fault-injection")]
    test_hosts: TestHosts,
}

/// One question.
pub(super) struct Question {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<String>,
}

/// One answer.
pub(super) struct Answer {
    pub exchange: Exchange,
    pub status: StatusCode,
    /// Where it sends, when it does.
    pub location: Option<String>,
    /// As far as it was read.
    pub body: Vec<u8>,
    /// Whether there was more than is read.
    pub is_cut: bool,
}

/// A question that nobody answered.
pub(super) struct NoAnswer {
    pub exchange: Exchange,
    pub why: Unreached,
}

impl Answer {
    /// What the answer says; none where it is no JSON.
    pub fn json(&self) -> Option<Value> {
        (!self.is_cut).then(|| serde_json::from_slice(&self.body).ok()).flatten()
    }
}

impl Question {
    /// A question to an address, without a secret.
    ///
    /// # Errors
    /// A sentence when the address is none.
    pub fn get(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| format!("The address is none ({error})."))?;
        Ok(Self { method: Method::GET, url, headers: HeaderMap::new(), body: None })
    }

    /// The same without what in the address itself proves who asks.
    pub fn of_anybody(mut self) -> Self {
        self.url = without_user(&self.url);
        self
    }

    /// The same as a message with a JSON body.
    pub fn post(mut self, body: &Value) -> Self {
        self.method = Method::POST;
        let json = HeaderValue::from_static("application/json");
        self.headers.insert(CONTENT_TYPE, json);
        self.body = Some(body.to_string());
        self
    }

    /// The same with a header that holds no secret.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// The same with a secret in a header, behind `before`.
    ///
    /// # Errors
    /// A sentence when no header can hold it.
    pub fn with_secret(
        mut self,
        name: &'static str,
        before: &str,
        secret: &Secret,
    ) -> Result<Self, String> {
        let text = zeroize::Zeroizing::new(format!("{before}{}", secret.expose().trim()));
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| "The key has a character in it that cannot be sent.".to_owned())?;
        value.set_sensitive(true);
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(self)
    }

    /// The method and the address, without a secret.
    fn shown(&self) -> String {
        format!("{} {}", self.method, redacted_url(&self.url))
    }
}

impl Http {
    /// What asks within limits.
    ///
    /// # Errors
    /// A sentence when there is no encryption to be had.
    pub fn new(limits: Limits) -> Result<Self, String> {
        // Somebody else may have chosen one already; either knows the same algorithms.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            Client::builder()
                .user_agent(concat!("llm-connections/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(limits.connect)
                .dns_resolver(Arc::new(SystemResolver))
                // It is followed in here, since a client that follows makes another question of a
                // message, and forgets a secret on the way from plain to encrypted.
                .redirect(Policy::none())
                // Nothing is asked often, and an idle connection that was closed looks like an
                // endpoint that is gone.
                .pool_max_idle_per_host(0)
        };
        let built = |client: &dyn Fn() -> reqwest::ClientBuilder| {
            let trusting = client().build();
            // A system without certificates trusts nobody, and what is not encrypted can be asked
            // there all the same.
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

    /// Asks, until `deadline`. Of the answer no more than [`MAX_BODY`] is read, and of what it says
    /// `secrets` are kept out.
    pub(super) async fn ask(
        &self,
        question: Question,
        deadline: Instant,
        secrets: &[&Secret],
    ) -> Result<Answer, NoAnswer> {
        let began = Instant::now();
        let of_address = secrets_in_url(&question.url);
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(&of_address).collect();
        let secrets = &secrets[..];
        let what = without(&question.shown(), secrets);
        let asked = |status: Option<StatusCode>, words: Option<String>| Exchange {
            what: what.clone(),
            status: status.map(|s| s.as_u16()),
            words,
            took: began.elapsed(),
        };
        #[cfg(feature = "fault-injection")]
        let question = self.test_hosts.lead(question);
        let is_direct = is_loopback(question.url.as_str()) || is_near(&question.url);
        let client = if is_direct { &self.direct } else { &self.proxied };
        let mut status = None;
        let exchange = async {
            let (mut response, location) = send(client, question).await?;
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
        let outcome = timeout_at(deadline.into(), exchange).await;
        match outcome {
            // Only a proxy says so, and it has asked nobody; but for where none is between.
            Ok(Ok((StatusCode::PROXY_AUTHENTICATION_REQUIRED, ..))) if !is_direct => {
                Err(NoAnswer { exchange: asked(status, None), why: Unreached::PROXY_LOGIN })
            }
            Ok(Ok((status, location, body, is_cut))) => Ok(Answer {
                exchange: asked(Some(status), words(&body, status.is_success(), secrets)),
                status,
                location: location.map(|url| plain(&without(&redacted_url(&url), secrets))),
                body,
                is_cut,
            }),
            Ok(Err(error)) => {
                Err(NoAnswer { exchange: asked(status, None), why: Unreached::of(&error) })
            }
            Err(_) => Err(NoAnswer { exchange: asked(status, None), why: Unreached::TooSlow }),
        }
    }
}

/// Sends a question, and again where the same host sends it. With the answer comes where that
/// sends, which is elsewhere.
async fn send(client: &Client, question: Question) -> reqwest::Result<(Response, Option<Url>)> {
    let mut url = question.url;
    let mut followed = 0;
    loop {
        let request =
            client.request(question.method.clone(), url.clone()).headers(question.headers.clone());
        let request = match &question.body {
            Some(body) => request.body(body.clone()),
            None => request,
        };
        let response = request.send().await?;
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        // It may be half an address.
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

/// Whether it is the same who would be asked, also if encrypted then: anybody else is not told what
/// the question holds.
fn is_the_same_host(from: &Url, to: &Url) -> bool {
    let same_port =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    let is_upgrade = (from.scheme(), to.scheme()) == ("http", "https")
        && (from.port(), to.port()) == (None, None);
    from.host() == to.host() && (same_port || is_upgrade)
}

/// The system's own resolver, in whose errors a name that does not exist can be told from anything
/// else.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|_| Unresolved)?.collect();
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}
