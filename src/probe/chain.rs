//! What the libraries that sign for AWS and Google need of the outside: the environment, files, and questions of their own for
//! a token, within the limits of all questions.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqsign_core::{
    CommandExecute, CommandOutput, Context, Env, Error, HttpSend, OsEnv, ProvideCredential, Result,
};
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde_json::Value;
use tokio::time::timeout_at;

use super::http::{Http, NoAnswer, Question, is_near};
use super::process;
use super::report::Asked;
use crate::settings::endpoint::{host, is_loopback};
use crate::settings::redact::names_a_secret;
use crate::settings::secret::Secret;

/// How long a place is waited for that is near, or not there.
const NEAR: Duration = Duration::from_secs(1);

/// Where Google hands out tokens, unless a service account says otherwise.
const GOOGLE_TOKENS: &str = "https://oauth2.googleapis.com/token";

/// How the paths begin by which a machine in a cloud is told who it is, wherever the environment says that this is.
const OF_A_MACHINE: [&str; 2] = ["/latest/", "/computeMetadata/"];

/// By what a service account signs itself in: a secret whose name does not say so.
const ASSERTION: &str = "assertion";

/// A question of a library.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// Who was asked, with the port.
    pub host: String,
    /// None where it was not asked in the end.
    pub asked: Option<Asked>,
    pub brought: Brought,
}

/// What came of it.
#[derive(Clone, Debug)]
pub(super) enum Brought {
    Answer(StatusCode),
    /// Nobody answered, or nobody was asked: why, and what to do.
    Nothing(String, &'static str),
}

/// What asks for a library.
#[derive(Clone)]
pub(super) struct Courier {
    http: Http,
    deadline: Instant,
    /// Where Google's tokens are asked for.
    tokens: Option<Url>,
    last: Arc<Mutex<Option<Errand>>>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Courier")
    }
}

impl Courier {
    pub fn new(http: &Http, deadline: Instant, tokens: Option<Url>) -> Self {
        Self {
            http: http.clone(),
            deadline,
            tokens,
            last: Arc::default(),
        }
    }

    /// The world as a library sees it.
    pub fn context(&self) -> Context {
        Context::new()
            .with_env(NotEmpty(OsEnv))
            .with_file_read(reqsign_file_read_tokio::TokioFileRead)
            .with_command_execute(self.clone())
            .with_http_send(self.clone())
    }

    /// What a library finds, which may take no longer than all that is asked.
    pub async fn credential<P: ProvideCredential>(
        &self,
        of: &P,
        context: &Context,
    ) -> Result<Option<P::Credential>> {
        let found = timeout_at(self.deadline.into(), of.provide_credential(context));
        found
            .await
            .unwrap_or_else(|_| Err(Error::unexpected("it did not come in time")))
    }

    /// What was asked last; not, where that is no more than that no cloud is around.
    pub fn last(&self) -> Option<Errand> {
        let last = self.last.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, errand: Errand) {
        let last = self.last.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Some(errand);
    }
}

impl HttpSend for Courier {
    async fn http_send(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> Result<http::Response<bytes::Bytes>> {
        let (parts, body) = request.into_parts();
        let written = parts.uri.to_string();
        let url = match &self.tokens {
            Some(tokens) if written == GOOGLE_TOKENS => tokens.clone(),
            _ => Url::parse(&written).map_err(|error| Error::config_invalid(error.to_string()))?,
        };
        let is_near = is_near(&url);
        let host = host(url.as_str()).to_owned();
        let is_of_a_machine = OF_A_MACHINE.iter().any(|at| url.path().starts_with(at));
        let deadline = if is_near || is_of_a_machine {
            self.deadline.min(Instant::now() + NEAR)
        } else {
            self.deadline
        };
        let body = String::from_utf8_lossy(&body).into_owned();
        let secrets = secrets_in(&parts.headers, &body);
        let is_safe = url.scheme() == "https"
            || is_near
            || is_loopback(url.as_str())
            || is_of_this_link(&url);
        if !secrets.is_empty() && !is_safe {
            let told =
                format!("{host} would be asked over plain http, for all on the way to read.");
            self.remember(Errand {
                host,
                asked: None,
                brought: Brought::Nothing(told.clone(), "Make that address https://."),
            });
            return Err(Error::config_invalid(told));
        }
        let question = Question {
            method: parts.method,
            url,
            headers: parts.headers,
            body: (!body.is_empty()).then_some(body),
        };
        let secrets: Vec<&Secret> = secrets.iter().collect();
        match self.http.ask(question, deadline, &secrets).await {
            Ok(answer) => {
                self.remember(Errand {
                    host,
                    asked: Some(answer.asked),
                    brought: Brought::Answer(answer.status),
                });
                let mut response = http::Response::new(bytes::Bytes::from(answer.body));
                *response.status_mut() = answer.status;
                Ok(response)
            }
            Err(NoAnswer { asked, why }) => {
                let told = why.sentence(&host);
                // That no cloud is around is the usual thing.
                if !is_near {
                    self.remember(Errand {
                        host,
                        asked: Some(asked),
                        brought: Brought::Nothing(told.clone(), why.advice()),
                    });
                }
                Err(Error::unexpected(told))
            }
        }
    }
}

impl CommandExecute for Courier {
    async fn command_execute(&self, program: &str, arguments: &[&str]) -> Result<CommandOutput> {
        let failed = |why: &str| {
            let told = format!("the program {program}, which should bring them, {why}.");
            self.remember(Errand {
                host: program.to_owned(),
                asked: None,
                brought: Brought::Nothing(told, "Try it by hand."),
            });
        };
        let ran = process::run(program, arguments, self.deadline).await;
        let ran = ran.map_err(|error| {
            failed("cannot be run");
            Error::unexpected(error.to_string())
        })?;
        match ran.status {
            None => failed("does not end"),
            Some(status) if !status.success() => failed("fails"),
            Some(_) => {}
        }
        let status = ran.status.and_then(|status| status.code());
        Ok(CommandOutput {
            status: status.unwrap_or(-1),
            stdout: ran.out,
            stderr: ran.err,
        })
    }
}

/// What of a library's question must be neither read on the way nor told from the answer.
fn secrets_in(headers: &HeaderMap, body: &str) -> Vec<Secret> {
    let is_secret = |name: &str| names_a_secret(name) || name == ASSERTION;
    let of_headers = headers.iter().filter(|(name, _)| is_secret(name.as_str()));
    let mut found: Vec<String> = of_headers
        .filter_map(|(_, value)| value.to_str().ok())
        .map(|value| value.trim_start_matches("Bearer ").to_owned())
        .collect();
    if let Ok(Value::Object(object)) = serde_json::from_str(body) {
        let pairs = object.iter().filter(|(name, _)| is_secret(name));
        found.extend(pairs.filter_map(|(_, value)| value.as_str().map(str::to_owned)));
    } else {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let pairs = pairs.filter(|(name, _)| is_secret(name));
        found.extend(pairs.map(|(_, value)| value.to_owned()));
    }
    found.into_iter().map(Secret::new).collect()
}

/// Whether a host can only be reached from this machine and its neighbours, as those are from whom a container gets credentials.
fn is_of_this_link(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => address.is_link_local() || address.is_loopback(),
        Ok(IpAddr::V6(address)) => {
            address.is_unicast_link_local() || address.segments()[..2] == [0xfd00, 0x0ec2]
        }
        Err(_) => false,
    }
}

/// The environment without the variables that are set to nothing, or to what is no text.
#[derive(Debug)]
struct NotEmpty(OsEnv);

impl Env for NotEmpty {
    fn var(&self, key: &str) -> Option<String> {
        self.0.var(key).filter(|value| !value.is_empty())
    }

    fn vars(&self) -> HashMap<String, String> {
        // The library's own reading of all of them panics at one that is no text.
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
