//! One connection to a server: the handshake, then calls in sequence.

use std::time::{Duration, Instant};

use futures_util::SinkExt;
use serde_json::Value;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use zeroize::Zeroizing;

use super::LinkError;
use super::envelope::{self, Failure, Incoming, Outgoing};
use super::socket::{self, Socket};
use crate::net::{plain, without};
use crate::settings::craft::server::Access;
use crate::settings::redact::redacted_text;
use crate::settings::secret::Secret;

/// The maximum length to show of the server's own words, in characters.
const MAX_WORDS: usize = 200;

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub struct LinkTimeouts {
    /// For connecting, and again for the handshake.
    pub connect: Duration,
    /// For an answer that needs no work.
    pub answer: Duration,
    /// For an answer that does: the server itself stops waiting for a call after 60 s.
    pub work: Duration,
}

impl Default for LinkTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            work: Duration::from_secs(70),
        }
    }
}

/// A connection to a server that has accepted the handshake.
pub struct CraftLink {
    socket: Socket,
    version: Option<String>,
    /// The calls that the server offers.
    channels: Vec<String>,
    pub(super) timeouts: LinkTimeouts,
    last_id: u64,
    is_shutting_down: bool,
    /// The sent secrets, which must not be shown if the server repeats them.
    secrets: Vec<Secret>,
}

impl CraftLink {
    /// Connects, and authenticates with the token.
    ///
    /// # Errors
    /// Why connecting failed.
    pub async fn open(access: &Access, timeouts: LinkTimeouts) -> Result<Self, LinkError> {
        let outcome = Self::connect(access, timeouts).await;
        let address = &access.address;
        match &outcome {
            Ok(link) => {
                let version = link.version().unwrap_or("unknown");
                log::info!(address:%, version; "connected");
            }
            Err(why) => log::info!(address:%, why:%; "not-connected"),
        }
        outcome
    }

    async fn connect(access: &Access, timeouts: LinkTimeouts) -> Result<Self, LinkError> {
        let there = access.address.to_string();
        let socket = timeout(timeouts.connect, socket::open(&access.address)).await;
        let socket = socket.map_err(|_| LinkError::ConnectTimeout(there.clone()))??;
        let mut link = Self {
            socket,
            version: None,
            channels: Vec::new(),
            timeouts,
            last_id: 0,
            is_shutting_down: false,
            secrets: vec![access.token.clone()],
        };
        let id = link.next_id();
        link.send(envelope::handshake(&id, &access.token)).await?;
        let admitted = timeout(timeouts.connect, link.await_admission()).await;
        admitted.map_err(|_| LinkError::HandshakeTimeout(there))??;
        Ok(link)
    }

    /// Craft's version, if it states that.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    pub(super) fn has(&self, channel: &str) -> bool {
        self.channels.iter().any(|own| own == channel)
    }

    /// Redacts a secret wherever the server repeats it.
    pub(super) fn hide(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
    }

    /// The server's own words in a form that is safe for a terminal.
    pub(super) fn shown(&self, words: &str) -> String {
        let secrets: Vec<&Secret> = self.secrets.iter().collect();
        let words = plain(&redacted_text(&without(words, &secrets)));
        words.chars().take(MAX_WORDS).collect()
    }

    /// Makes a call, and waits up to `wait` for its answer.
    ///
    /// # Errors
    /// When it failed, or its outcome is unknown.
    pub(super) async fn call(
        &mut self,
        channel: &str,
        arguments: Value,
        wait: Duration,
    ) -> Result<Value, LinkError> {
        if !self.has(channel) {
            let version = self.version.clone();
            return Err(LinkError::NoChannel { channel: channel.to_owned(), version });
        }
        let id = self.next_id();
        let made = async {
            self.send(envelope::request(&id, channel, arguments)).await?;
            self.await_answer(&id).await
        };
        let start = Instant::now();
        let answered = timeout(wait, made).await;
        let answered = answered.unwrap_or_else(|_| Err(LinkError::AnswerTimeout(wait.as_secs())));
        let outcome =
            answered.and_then(|answer| answer.map_err(|failure| self.failure(channel, &failure)));
        let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &outcome {
            Ok(_) => log::info!(channel, ms; "called"),
            Err(why) => log::info!(channel, ms, why:%; "called"),
        }
        outcome
    }

    /// Closes the connection.
    pub async fn close(mut self) {
        // A server that is gone needs no goodbye, and an unresponsive one gets no more time.
        let _ = timeout(Duration::from_millis(200), self.socket.close(None)).await;
    }

    fn failure(&self, channel: &str, failure: &Failure) -> LinkError {
        match failure.code.as_str() {
            "CHANNEL_NOT_FOUND" => {
                let version = self.version.clone();
                LinkError::NoChannel { channel: channel.to_owned(), version }
            }
            "HANDLER_ERROR" if failure.words.starts_with("Handler timeout") => {
                LinkError::HandlerTimeout
            }
            _ => LinkError::Failed(self.shown(&failure.words)),
        }
    }

    fn next_id(&mut self) -> String {
        self.last_id += 1;
        format!("llm-connections-{}", self.last_id)
    }

    async fn send(&mut self, message: Outgoing) -> Result<(), LinkError> {
        let sent = self.socket.send(Message::text(message.as_str())).await;
        sent.map_err(|error| self.ended(&error))
    }

    async fn await_admission(&mut self) -> Result<(), LinkError> {
        loop {
            match self.next().await? {
                Incoming::Admitted { version, channels } => {
                    (self.version, self.channels) = (version.map(|v| self.shown(&v)), channels);
                    return Ok(());
                }
                Incoming::Refused { code, words } => {
                    return Err(refused(&code, self.shown(&words)));
                }
                _ => {}
            }
        }
    }

    async fn await_answer(&mut self, wanted: &str) -> Result<Result<Value, Failure>, LinkError> {
        loop {
            match self.next().await? {
                Incoming::Answer { id, result } if id == wanted => return Ok(result),
                Incoming::Event { channel } if channel == "server:shuttingDown" => {
                    self.is_shutting_down = true;
                }
                Incoming::Request { id } => self.send(envelope::refusal(&id)).await?,
                // An answer to an abandoned call, or an unused event.
                _ => {}
            }
        }
    }

    /// The next message. Answers pings on the way.
    async fn next(&mut self) -> Result<Incoming, LinkError> {
        loop {
            let message = match futures_util::StreamExt::next(&mut self.socket).await {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Err(self.ended(&error)),
                None => return Err(self.closed(None)),
            };
            let bytes = match message {
                Message::Text(text) => Zeroizing::new(text.as_bytes().to_vec()),
                Message::Binary(bytes) => Zeroizing::new(bytes.to_vec()),
                Message::Close(frame) => return Err(self.closed(frame.as_ref())),
                _ => continue,
            };
            return envelope::read(&bytes).ok_or(LinkError::NotUnderstood);
        }
    }

    fn ended(&self, error: &SocketError) -> LinkError {
        match error {
            SocketError::Capacity(CapacityError::MessageTooLong { .. }) => LinkError::TooLong,
            _ => self.closed(None),
        }
    }

    fn closed(&self, frame: Option<&CloseFrame>) -> LinkError {
        let code = frame.map(|frame| u16::from(frame.code));
        let words = || frame.map(|frame| self.shown(&frame.reason)).unwrap_or_default();
        match code {
            Some(4002) => LinkError::NotUnderstood,
            Some(4004) => LinkError::OtherVersion(words()),
            Some(4005) => LinkError::WrongToken,
            Some(4008) => LinkError::TooManyClients,
            Some(code @ (4001 | 4003 | 4006)) => {
                LinkError::NotAdmitted(format!("{} ({code})", words()))
            }
            _ if self.is_shutting_down => LinkError::ShuttingDown,
            _ => LinkError::Closed,
        }
    }
}

/// Translates a refusal of the handshake.
fn refused(code: &str, words: String) -> LinkError {
    match code {
        "AUTH_FAILED" => LinkError::WrongToken,
        "PROTOCOL_VERSION_UNSUPPORTED" => LinkError::OtherVersion(words),
        _ => LinkError::NotAdmitted(words),
    }
}
