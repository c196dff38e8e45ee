//! Why a Craft server did not do what it was asked.

use std::fmt;

use super::messages;
use crate::settings::craft::server::WrongServer;

/// Why a Craft server did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Its host has no address.
    UnknownHost(String),
    /// Nothing listens there.
    Refused(String),
    /// There was no connection in time.
    NoConnection(String),
    /// The system's own words on why there is no connection.
    Unreachable(String, String),
    /// There is no encryption with it; why not.
    Tls(String, String),
    /// What listens there speaks no WebSocket.
    NoWebSocket(String),
    /// It did not answer the handshake in time.
    NoHandshake(String),
    WrongToken,
    /// It speaks another version of the protocol; its own words.
    OtherVersion(String),
    /// It serves as many clients as it can.
    TooManyClients,
    /// It refused the handshake; its own words.
    NotAdmitted(String),
    WrongServer(WrongServer),
    /// Two of them keep the same credentials; their processes.
    SeveralServers(Vec<u32>),
    /// It has no such call; its version, where it says that.
    NoChannel {
        channel: String,
        version: Option<String>,
    },
    /// It gave the call up, which goes on in it.
    HandlerTimeout,
    /// The call failed; its own words.
    Failed(String),
    /// There was no answer in so many seconds.
    NoAnswer(u64),
    /// It is stopping.
    ShuttingDown,
    /// The connection ended.
    Closed,
    /// It sent something that is no message of its protocol.
    NotUnderstood,
    /// It sent more than any answer is long.
    TooLong,
    /// The system has no room for a conversation.
    NoRoom,
    /// It answered that a credential is stored, and has another or none.
    NotConfirmed(String),
    /// It sends people to sign in to Claude where they should not; why, in a sentence.
    NoClaudePage(String),
    /// It knows of no login that is under way.
    NoLoginPending,
    /// It has stored a login, and has not made its connection; why.
    NotSetUp(String),
}

impl LinkError {
    /// Whether what was asked may still come to be: it was sent, and no answer says that it failed.
    pub const fn may_still_happen(&self) -> bool {
        matches!(
            self,
            Self::HandlerTimeout
                | Self::NoAnswer(_)
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
            Self::NoConnection(there) => messages::no_connection(there),
            Self::Unreachable(there, why) => messages::unreachable(there, why),
            Self::Tls(there, why) => messages::no_tls(there, why),
            Self::NoWebSocket(there) => messages::no_websocket(there),
            Self::NoHandshake(there) => messages::no_handshake(there),
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
            Self::NoAnswer(seconds) => messages::no_answer(*seconds),
            Self::ShuttingDown => messages::SHUTTING_DOWN.to_owned(),
            Self::Closed => messages::CLOSED.to_owned(),
            Self::NotUnderstood => messages::NOT_UNDERSTOOD.to_owned(),
            Self::TooLong => messages::TOO_LONG.to_owned(),
            Self::NoRoom => messages::NO_ROOM.to_owned(),
            Self::NoClaudePage(why) => why.clone(),
            Self::NoLoginPending => messages::NO_LOGIN_PENDING.to_owned(),
            Self::NotSetUp(why) => messages::not_set_up(why),
            Self::NotConfirmed(slug) => messages::not_confirmed(slug),
        };
        f.write_str(&sentence)
    }
}

impl std::error::Error for LinkError {}
