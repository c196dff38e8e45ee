//! Requests that get a credential before the provider itself is probed: for AWS's library, and for
//! Google's tokens. All of them keep within the time of a validation, and none sends a secret
//! where others can read it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqsign_core::{Context, Env, Error, HttpSend, OsEnv, ProvideCredential, Result};
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde_json::Value;
use tokio::time::timeout_at;

use crate::net::{
    Exchange, Http, HttpRequest, HttpResponse, NoResponse, is_metadata_host, may_carry_a_secret,
};
use crate::probe::messages::{self, cloud};
use crate::settings::connection::endpoint::host;
use crate::settings::redact::names_a_secret;
use crate::settings::secret::Secret;
use crate::system::process;

/// The timeout for a metadata service: it is either near or absent.
const METADATA_TIMEOUT: Duration = Duration::from_secs(1);

/// The path prefixes of metadata services. Their host may come from the environment.
const METADATA_PATHS: [&str; 2] = ["/latest/", "/computeMetadata/"];

/// A request for a credential, and its outcome.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// With the port.
    pub host: String,
    /// None if no request was sent.
    pub exchange: Option<Exchange>,
    pub outcome: LookupOutcome,
}

/// The outcome of a request for a credential.
#[derive(Clone, Debug)]
pub(super) enum LookupOutcome {
    Answer(StatusCode),
    /// No response, or no request: why, and what to do.
    NoAnswer(String, Cow<'static, str>),
}

impl LookupOutcome {
    /// The outcome in one sentence.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Answer(status) => format!("The answer had status {}.", status.as_u16()),
            Self::NoAnswer(sentence, _) => sentence.clone(),
        }
    }
}

/// The answer to a request for a credential.
pub(super) struct Sent {
    pub status: StatusCode,
    pub body: Vec<u8>,
    pub lookup: Lookup,
}

/// Sends the requests for a credential.
#[derive(Clone)]
pub(super) struct CredentialHttp {
    http: Http,
    deadline: Instant,
    last: Arc<Mutex<Option<Lookup>>>,
}

impl std::fmt::Debug for CredentialHttp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialHttp")
    }
}

impl CredentialHttp {
    pub(super) fn new(http: &Http, deadline: Instant) -> Self {
        Self { http: http.clone(), deadline, last: Arc::default() }
    }

    /// The environment for AWS's library.
    pub(super) fn context(&self) -> Context {
        Context::new()
            .with_env(NotEmpty(OsEnv))
            .with_file_read(reqsign_file_read_tokio::TokioFileRead)
            .with_http_send(self.clone())
    }

    /// The credential that a library finds before the deadline.
    pub(super) async fn credential<P: ProvideCredential>(
        &self,
        of: &P,
        context: &Context,
    ) -> Result<Option<P::Credential>> {
        let found = timeout_at(self.deadline.into(), of.provide_credential(context));
        found.await.unwrap_or_else(|_| Err(Error::unexpected("no answer in time")))
    }

    /// Sends a request that carries `secrets` and returns the answer, whatever its status.
    ///
    /// # Errors
    /// When the request may not be sent, or no answer comes.
    pub(super) async fn send(
        &self,
        request: HttpRequest,
        secrets: &[&Secret],
    ) -> std::result::Result<Sent, Lookup> {
        let url = &request.url;
        let host = host(url.as_str()).to_owned();
        let is_metadata_host = is_metadata_host(url);
        if !secrets.is_empty() && !may_carry_a_secret(url) {
            let sentence = messages::cloud::unencrypted(&host);
            let outcome = LookupOutcome::NoAnswer(sentence, messages::cloud::USE_TLS.into());
            return Err(Lookup { host, exchange: None, outcome });
        }
        let is_of_a_machine = METADATA_PATHS.iter().any(|at| url.path().starts_with(at));
        let deadline = if is_metadata_host || is_of_a_machine {
            self.deadline.min(Instant::now() + METADATA_TIMEOUT)
        } else {
            self.deadline
        };
        match self.http.send(request, deadline, secrets).await {
            Ok(HttpResponse { exchange, status, body, .. }) => Ok(Sent {
                status,
                body,
                lookup: Lookup {
                    host,
                    exchange: Some(exchange),
                    outcome: LookupOutcome::Answer(status),
                },
            }),
            Err(NoResponse { exchange, why }) => {
                let outcome = LookupOutcome::NoAnswer(why.sentence(&host), why.advice_at(&host));
                Err(Lookup { host, exchange: Some(exchange), outcome })
            }
        }
    }

    /// The last request, excluding one to a missing metadata service.
    pub(super) fn last(&self) -> Option<Lookup> {
        let last = self.last.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, lookup: Lookup) {
        let last = self.last.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Some(lookup);
    }
}

impl HttpSend for CredentialHttp {
    async fn http_send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> Result<http::Response<bytes::Bytes>> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string());
        let url = url.map_err(|error| Error::config_invalid(error.to_string()))?;
        // A machine outside of AWS has no metadata service; that is not reported.
        let is_expected_to_fail = is_metadata_host(&url);
        let body = String::from_utf8_lossy(&body).into_owned();
        let secrets = secrets_in(&parts.headers, &body);
        let request = HttpRequest {
            method: parts.method,
            url,
            headers: parts.headers,
            body: (!body.is_empty()).then(|| body.into()),
        };
        let secrets: Vec<&Secret> = secrets.iter().collect();
        match self.send(request, &secrets).await {
            Ok(sent) => {
                let mut response = http::Response::new(bytes::Bytes::from(sent.body));
                *response.status_mut() = sent.status;
                self.remember(sent.lookup);
                Ok(response)
            }
            Err(lookup) => {
                let why = lookup.outcome.describe();
                let error = match lookup.exchange {
                    Some(_) => Error::unexpected(why),
                    None => Error::config_invalid(why),
                };
                if !is_expected_to_fail || lookup.exchange.is_none() {
                    self.remember(lookup);
                }
                Err(error)
            }
        }
    }
}

impl CredentialHttp {
    /// The output of a program that prints credentials. A failure gives none, and is remembered.
    pub(super) async fn output(&self, program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
        let failed = |why: &str| {
            let sentence = cloud::no_credentials_by(program, why);
            self.remember(Lookup {
                host: program.to_owned(),
                exchange: None,
                outcome: LookupOutcome::NoAnswer(sentence, "Try it by hand.".into()),
            });
        };
        match process::run(program, arguments, self.deadline).await {
            Err(_) => failed(cloud::CANNOT_RUN),
            Ok(process::Ran { status: None, .. }) => failed(cloud::DOES_NOT_END),
            Ok(process::Ran { status: Some(status), out, .. }) if status.success() => {
                return Some(out);
            }
            Ok(_) => failed(cloud::FAILS),
        }
        None
    }
}

/// The parts of a library's request that must be neither sent in the clear nor shown.
fn secrets_in(headers: &HeaderMap, body: &str) -> Vec<Secret> {
    let of_headers = headers.iter().filter(|(name, _)| names_a_secret(name.as_str()));
    let mut found: Vec<String> = of_headers
        .filter_map(|(_, value)| value.to_str().ok())
        .map(|value| value.trim_start_matches("Bearer ").to_owned())
        .collect();
    if let Ok(Value::Object(object)) = serde_json::from_str(body) {
        let pairs = object.iter().filter(|(name, _)| names_a_secret(name));
        found.extend(pairs.filter_map(|(_, value)| value.as_str().map(str::to_owned)));
    } else {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.filter(|(name, _)| names_a_secret(name));
        found.extend(pairs.map(|(_, value)| value.to_owned()));
    }
    found.into_iter().map(Secret::new).collect()
}

/// The environment without variables that are empty or not Unicode.
#[derive(Debug)]
struct NotEmpty(OsEnv);

impl Env for NotEmpty {
    fn var(&self, key: &str) -> Option<String> {
        self.0.var(key).filter(|value| !value.is_empty())
    }

    fn vars(&self) -> HashMap<String, String> {
        // The library itself panics at a variable that is not Unicode.
        let all = std::env::vars_os().filter_map(|(name, value)| {
            let pair = (name.into_string().ok()?, value.into_string().ok()?);
            (!pair.1.is_empty()).then_some(pair)
        });
        all.collect()
    }

    fn home_dir(&self) -> Option<std::path::PathBuf> {
        self.0.home_dir()
    }
}
