//! Finds model servers on this machine. It probes their usual ports without a secret. Only an
//! answer about itself identifies a server: an open port alone proves nothing.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::http_api::list;
use super::http_api::server_details::ServerDetails;
use super::messages;
use super::server_signs::{Port, kind_of_list};
use crate::net::{Http, RequestError};
use crate::settings::connection::local_server::{LocalServer, LocalServerKind};

/// The timeout per port: this machine answers at once or not at all.
const LIMIT: Duration = Duration::from_secs(2);

/// What answers at a server's usual port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortAnswer {
    /// Nothing listens.
    Nothing,
    /// Something listens, but does not answer in time.
    Silence,
    /// Something answers that is none of the known servers.
    Stranger,
    /// One of the known servers answers, not necessarily the one with this usual port.
    Server(LocalServer),
}

impl PortAnswer {
    pub fn server(&self) -> Option<&LocalServer> {
        match self {
            Self::Server(server) => Some(server),
            Self::Nothing | Self::Silence | Self::Stranger => None,
        }
    }

    /// The answer in a few words.
    pub fn summary(&self) -> String {
        match self {
            Self::Nothing => messages::NOT_RUNNING.to_owned(),
            Self::Silence => messages::NO_ANSWER_IN_TIME.to_owned(),
            Self::Stranger => messages::ANOTHER_PROGRAM.to_owned(),
            Self::Server(server) if server.asks_for_key => messages::ASKS_FOR_KEY.to_owned(),
            Self::Server(server) => messages::count_models(server.chat_models().count()),
        }
    }

    /// What to do to use the server with this usual port; none if a server with a chat model
    /// answers, or one that may have one.
    pub fn advice(&self, usual: LocalServerKind) -> Option<String> {
        match self {
            Self::Nothing => Some(messages::start_it_with(usual.start_command())),
            Self::Silence | Self::Stranger => Some(messages::port_is_taken(usual.name())),
            Self::Server(server) if server.lacks_models() => {
                Some(messages::get_a_model_with(server.kind.get_model_command()))
            }
            Self::Server(_) => None,
        }
    }
}

/// The pending answers. Dropping this cancels them.
pub type PortAnswers = JoinSet<(LocalServerKind, PortAnswer)>;

/// Probes the usual ports of all servers at once. Needs a Tokio runtime.
pub fn find_local_servers(http: &Http) -> PortAnswers {
    let mut answers = JoinSet::new();
    for usual in LocalServerKind::ALL {
        let http = http.clone();
        answers.spawn(async move { (usual, inspect(usual, &http).await) });
    }
    answers
}

/// The next answer, with the server that usually has the port; none after the last.
pub async fn next_answer(answers: &mut PortAnswers) -> Option<(LocalServerKind, PortAnswer)> {
    loop {
        // Skips a task that panicked.
        if let Ok(answer) = answers.join_next().await? {
            return Some(answer);
        }
    }
}

/// Identifies what answers at a server's usual port.
async fn inspect(usual: LocalServerKind, http: &Http) -> PortAnswer {
    let port = Port { http, base_url: usual.usual_url(), deadline: Instant::now() + LIMIT };
    let listed = match port.get(MODELS).await {
        Ok(response) => response,
        Err(RequestError::Refused | RequestError::UnknownName) => return PortAnswer::Nothing,
        Err(RequestError::ResponseTimeout | RequestError::ConnectTimeout) => {
            return PortAnswer::Silence;
        }
        Err(_) => return PortAnswer::Stranger,
    };
    let json = listed.json();
    let own = json.as_ref().and_then(kind_of_list);
    let Some(kind) = (match own {
        Some(kind) => Some(kind),
        None => port.kind_by_signs(Some(usual)).await,
    }) else {
        return PortAnswer::Stranger;
    };
    // A server without models lists `null`.
    let models = json.as_ref().and_then(list::models).unwrap_or_default();
    let mut models = list::without_secrets(models, &[]);
    // A connection stores what the server runs its models with.
    let deadline = Instant::now() + LIMIT;
    ServerDetails::without_key(http, port.base_url, deadline)
        .complete(Some(kind), &mut models)
        .await;
    PortAnswer::Server(LocalServer {
        kind,
        base_url: port.base_url.to_owned(),
        models,
        asks_for_key: matches!(listed.status.as_u16(), 401 | 403),
    })
}

/// The path of the list of models, below the origin as all other paths.
const MODELS: &str = "v1/models";
