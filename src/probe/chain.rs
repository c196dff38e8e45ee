//! What the libraries that sign for AWS and Google need of the outside: the environment, files, and questions of their own for
//! a token, within the limits of all questions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqsign_core::{Context, Env, Error, HttpSend, OsEnv, Result};
use reqwest::Url;

use super::http::{Http, NoAnswer, Question, is_near};
use super::report::Asked;

/// How long a place is waited for that is near, or not there.
const NEAR: Duration = Duration::from_secs(1);

/// Where Google hands out tokens, unless a service account says otherwise.
const GOOGLE_TOKENS: &str = "https://oauth2.googleapis.com/token";

/// A question of a library that did not bring what it asked for.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub asked: Asked,
    /// None where there was an answer, with a status that says no.
    pub unreached: Option<(String, &'static str)>,
}

/// What asks for a library.
#[derive(Clone)]
pub(super) struct Courier {
    http: Http,
    deadline: Instant,
    /// Where Google's tokens are asked for.
    tokens: Option<Url>,
    last_trouble: Arc<Mutex<Option<Trouble>>>,
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
            last_trouble: Arc::default(),
        }
    }

    /// The world as a library sees it.
    pub fn context(&self) -> Context {
        Context::new()
            .with_env(NotEmpty(OsEnv))
            .with_file_read(reqsign_file_read_tokio::TokioFileRead)
            .with_command_execute(reqsign_command_execute_tokio::TokioCommandExecute)
            .with_http_send(self.clone())
    }

    /// What went wrong last.
    pub fn trouble(&self) -> Option<Trouble> {
        let last = self.last_trouble.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, trouble: Trouble) {
        let last = self.last_trouble.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Some(trouble);
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
        let host = url.host_str().unwrap_or_default().to_owned();
        let deadline = if is_near {
            self.deadline.min(Instant::now() + NEAR)
        } else {
            self.deadline
        };
        let question = Question {
            method: parts.method,
            url,
            headers: parts.headers,
            body: (!body.is_empty()).then(|| String::from_utf8_lossy(&body).into_owned()),
        };
        match self.http.ask(question, deadline, &[]).await {
            Ok(answer) => {
                if !answer.status.is_success() {
                    self.remember(Trouble {
                        asked: answer.asked,
                        unreached: None,
                    });
                }
                let mut response = http::Response::new(bytes::Bytes::from(answer.body));
                *response.status_mut() = answer.status;
                Ok(response)
            }
            Err(NoAnswer { asked, why }) => {
                // That no cloud is around is the usual thing.
                if !is_near {
                    let told = (why.sentence(&host), why.advice());
                    self.remember(Trouble {
                        asked,
                        unreached: Some(told),
                    });
                }
                Err(Error::unexpected(why.sentence(&host)))
            }
        }
    }
}

/// The environment without the variables that are set to nothing.
#[derive(Debug)]
struct NotEmpty(OsEnv);

impl Env for NotEmpty {
    fn var(&self, key: &str) -> Option<String> {
        self.0.var(key).filter(|value| !value.is_empty())
    }

    fn vars(&self) -> HashMap<String, String> {
        let mut all = self.0.vars();
        all.retain(|_, value| !value.is_empty());
        all
    }

    fn home_dir(&self) -> Option<std::path::PathBuf> {
        self.0.home_dir()
    }
}
