//! One conversation with a server: the handshake, and calls one after the other.

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

/// The longest that is shown of the server's own words, in characters.
const LONGEST: usize = 200;

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the connection, and again for the answer to the handshake.
    pub connect: Duration,
    /// For an answer that takes no work.
    pub answer: Duration,
    /// For one that does: the server itself gives a call up after 60 s.
    pub work: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            work: Duration::from_secs(70),
        }
    }
}

/// A connection to a server that has admitted us.
pub struct CraftLink {
    socket: Socket,
    version: Option<String>,
    /// The calls that it has.
    channels: Vec<String>,
    pub(super) limits: Limits,
    last_id: u64,
    is_shutting_down: bool,
    /// What was sent that must not be shown where the server repeats it.
    secrets: Vec<Secret>,
}

impl CraftLink {
    /// Connects, and shows the token.
    ///
    /// # Errors
    /// Why there is no conversation.
    pub async fn open(access: &Access, limits: Limits) -> Result<Self, LinkError> {
        let outcome = Self::connect(access, limits).await;
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

    async fn connect(access: &Access, limits: Limits) -> Result<Self, LinkError> {
        let there = access.address.to_string();
        let socket = timeout(limits.connect, socket::open(&access.address)).await;
        let socket = socket.map_err(|_| LinkError::NoConnection(there.clone()))??;
        let mut link = Self {
            socket,
            version: None,
            channels: Vec::new(),
            limits,
            last_id: 0,
            is_shutting_down: false,
            secrets: vec![access.token.clone()],
        };
        let id = link.next_id();
        link.send(envelope::handshake(&id, &access.token)).await?;
        let admitted = timeout(limits.connect, link.await_admission()).await;
        admitted.map_err(|_| LinkError::NoHandshake(there))??;
        Ok(link)
    }

    /// The version of Craft, where it says that.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    pub(super) fn has(&self, channel: &str) -> bool {
        self.channels.iter().any(|own| own == channel)
    }

    /// Hides a secret wherever the server repeats it.
    pub(super) fn hide(&mut self, secret: &Secret) {
        self.secrets.push(secret.clone());
    }

    /// Words of the server's that may reach a terminal.
    pub(super) fn shown(&self, words: &str) -> String {
        let secrets: Vec<&Secret> = self.secrets.iter().collect();
        let words = plain(&redacted_text(&without(words, &secrets)));
        words.chars().take(LONGEST).collect()
    }

    /// Makes a call, and waits for its answer as long as `wait`.
    ///
    /// # Errors
    /// When it failed, or nothing is known of it.
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
        let answered = answered.unwrap_or_else(|_| Err(LinkError::NoAnswer(wait.as_secs())));
        let outcome =
            answered.and_then(|answer| answer.map_err(|failure| self.failure(channel, &failure)));
        let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &outcome {
            Ok(_) => log::info!(channel, ms; "called"),
            Err(why) => log::info!(channel, ms, why:%; "called"),
        }
        outcome
    }

    /// Ends the conversation.
    pub async fn close(mut self) {
        // One that is gone needs no goodbye, and one that does not answer gets no more time.
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
                // An answer to a call that was given up, or an event that nothing waits for.
                _ => {}
            }
        }
    }

    /// The next message. Pings are answered on the way.
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

/// What a refusal of the handshake means.
fn refused(code: &str, words: String) -> LinkError {
    match code {
        "AUTH_FAILED" => LinkError::WrongToken,
        "PROTOCOL_VERSION_UNSUPPORTED" => LinkError::OtherVersion(words),
        _ => LinkError::NotAdmitted(words),
    }
}
