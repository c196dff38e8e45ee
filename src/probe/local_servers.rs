//! Which servers of models run on this machine. Their usual ports are asked, without a secret, and
//! only what a program answers about itself says which one it is: a port alone says nothing.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::http_api::list;
use super::messages;
use super::server_signs::{Port, kind_of_list};
use crate::net::{Http, Unreached};
use crate::settings::connection::local_server::{LocalServer, LocalServerKind};

/// How long each port is waited for: this machine answers at once, or does not.
const LIMIT: Duration = Duration::from_secs(2);

/// What the usual port of a server is found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortAnswer {
    /// Nothing listens there.
    Nothing,
    /// Something listens there, and does not answer in time.
    Silence,
    /// Something answers, and it is none of the servers.
    Stranger,
    /// One of the servers answers: whichever it is.
    Server(LocalServer),
}

impl PortAnswer {
    pub fn server(&self) -> Option<&LocalServer> {
        match self {
            Self::Server(server) => Some(server),
            Self::Nothing | Self::Silence | Self::Stranger => None,
        }
    }

    /// What is there, in a few words.
    pub fn summary(&self) -> String {
        match self {
            Self::Nothing => messages::NOT_RUNNING.to_owned(),
            Self::Silence => messages::LISTENS_IN_SILENCE.to_owned(),
            Self::Stranger => messages::ANOTHER_PROGRAM.to_owned(),
            Self::Server(server) if server.asks_for_key => messages::ASKS_FOR_KEY.to_owned(),
            Self::Server(server) => messages::count_models(server.chat_models().count()),
        }
    }

    /// What a person does who wants a server that has its usual port here; none where it has a model
    /// to chat with, or may have.
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

/// The ports that are being looked at: when it is dropped, they are not any more.
pub type PortAnswers = JoinSet<(LocalServerKind, PortAnswer)>;

/// Looks at the usual port of each server, at all of them at once. It needs a runtime around it.
pub fn find_local_servers(http: &Http) -> PortAnswers {
    let mut answers = JoinSet::new();
    for usual in LocalServerKind::ALL {
        let http = http.clone();
        answers.spawn(async move { (usual, inspect(usual, &http).await) });
    }
    answers
}

/// The next that is known: the server whose usual port it is, and what was found there; none when
/// all are known.
pub async fn next_answer(answers: &mut PortAnswers) -> Option<(LocalServerKind, PortAnswer)> {
    loop {
        // One that panicked has no answer; the others have.
        if let Ok(answer) = answers.join_next().await? {
            return Some(answer);
        }
    }
}

/// What answers at the usual port of a server.
async fn inspect(usual: LocalServerKind, http: &Http) -> PortAnswer {
    let port = Port { http, base_url: usual.usual_url(), deadline: Instant::now() + LIMIT };
    let listed = match port.get(MODELS).await {
        Ok(response) => response,
        Err(Unreached::Refused | Unreached::UnknownName) => return PortAnswer::Nothing,
        Err(Unreached::TooSlow | Unreached::NoConnection) => return PortAnswer::Silence,
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
    PortAnswer::Server(LocalServer {
        kind,
        base_url: port.base_url.to_owned(),
        // One that has none lists null.
        models: list::without_secrets(
            json.as_ref().and_then(list::models).unwrap_or_default(),
            &[],
        ),
        asks_for_key: matches!(listed.status.as_u16(), 401 | 403),
    })
}

/// Where a server lists its models, below its origin as all that is asked.
const MODELS: &str = "v1/models";
