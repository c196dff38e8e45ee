//! Why a Craft server did not do what it was asked.

use std::collections::BTreeSet;
use std::fmt;

use super::messages;
use crate::settings::craft::server::WrongServer;

/// Why a Craft server did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Its host cannot be resolved.
    UnknownHost(String),
    /// Nothing listens there.
    Refused(String),
    /// Connecting timed out.
    ConnectTimeout(String),
    /// Connecting failed; the system's own words.
    Unreachable(String, String),
    /// The TLS handshake failed; why.
    Tls(String, String),
    /// The server does not speak WebSocket.
    NoWebSocket(String),
    /// The handshake timed out.
    HandshakeTimeout(String),
    WrongToken,
    /// It speaks another version of the protocol; its own words.
    OtherVersion(String),
    /// It has reached its maximum number of clients.
    TooManyClients,
    /// It refused the handshake; its own words.
    NotAdmitted(String),
    WrongServer(WrongServer),
    /// Two servers use the same credentials; their process ids.
    SeveralServers(Vec<u32>),
    /// It has no such call; its version, if it states that.
    NoChannel {
        channel: String,
        version: Option<String>,
    },
    /// It stopped waiting for the call, which continues in the server.
    HandlerTimeout,
    /// The call failed; its own words.
    Failed(String),
    /// No answer within this many seconds.
    AnswerTimeout(u64),
    /// It is shutting down.
    ShuttingDown,
    /// The connection ended.
    Closed,
    /// It sent something that is not part of its protocol.
    NotUnderstood,
    /// It sent more than any answer needs.
    TooLong,
    /// The system has no resources for a connection.
    NoResources,
    /// It confirmed storing a credential, but has another one or none.
    NotConfirmed(String),
    /// It sends people to sign in to Claude where they should not; why, in a sentence.
    NoClaudePage(String),
    /// It knows of no login that is under way.
    NoLoginPending,
    /// It has stored a login, and has not made its connection; why.
    NotSetUp(String),
}

impl LinkError {
    /// Refuses if several servers use the same credentials, as any of them may be meant.
    pub(crate) fn if_several(servers: BTreeSet<u32>) -> Result<(), Self> {
        match servers.len() {
            0 | 1 => Ok(()),
            _ => Err(Self::SeveralServers(servers.into_iter().collect())),
        }
    }

    /// This error after `made` of `of` changes of credentials, which Craft keeps.
    pub fn after_changes(&self, made: usize, of: usize) -> String {
        messages::after_changes(&self.to_string(), made, of)
    }

    /// Whether the call may still take effect: it was sent, and no answer states that it failed.
    pub(crate) const fn may_still_happen(&self) -> bool {
        matches!(
            self,
            Self::HandlerTimeout
                | Self::AnswerTimeout(_)
                | Self::ShuttingDown
                | Self::Closed
                | Self::NotUnderstood
                | Self::TooLong
                | Self::NotSetUp(_)
        )
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::UnknownHost(host) => messages::unknown_host(host),
            Self::Refused(there) => messages::refused(there),
            Self::ConnectTimeout(there) => messages::connect_timeout(there),
            Self::Unreachable(there, why) => messages::unreachable(there, why),
            Self::Tls(there, why) => messages::no_tls(there, why),
            Self::NoWebSocket(there) => messages::no_websocket(there),
            Self::HandshakeTimeout(there) => messages::handshake_timeout(there),
            Self::WrongToken => messages::WRONG_TOKEN.to_owned(),
            Self::OtherVersion(words) => messages::other_version(words),
            Self::TooManyClients => messages::TOO_MANY_CLIENTS.to_owned(),
            Self::NotAdmitted(words) => messages::not_admitted(words),
            Self::WrongServer(why) => why.describe(),
            Self::SeveralServers(pids) => messages::several_servers(pids),
            Self::NoChannel { channel, version } => {
                messages::no_channel(channel, version.as_deref())
            }
            Self::HandlerTimeout => messages::GIVEN_UP.to_owned(),
            Self::Failed(words) => messages::failed(words),
            Self::AnswerTimeout(seconds) => messages::answer_timeout(*seconds),
            Self::ShuttingDown => messages::SHUTTING_DOWN.to_owned(),
            Self::Closed => messages::CLOSED.to_owned(),
            Self::NotUnderstood => messages::NOT_UNDERSTOOD.to_owned(),
            Self::TooLong => messages::TOO_LONG.to_owned(),
            Self::NoResources => messages::NO_THREAD.to_owned(),
            Self::NoClaudePage(why) => why.clone(),
            Self::NoLoginPending => messages::NO_LOGIN_PENDING.to_owned(),
            Self::NotSetUp(why) => messages::not_set_up(why),
            Self::NotConfirmed(slug) => messages::not_confirmed(slug),
        };
        f.write_str(&sentence)
    }
}

impl std::error::Error for LinkError {}
