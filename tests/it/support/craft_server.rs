//! The tests' own Craft server on this machine. It speaks Craft's envelopes, keeps the credentials
//! in memory once it has read them, and writes both files in place.

pub mod claude_login;

use std::fs;
use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use llm_connections::vault::{Entry, Keys, Vault};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Message, WebSocket, accept};

use crate::support::listener::{Listener, Stream};

pub const TOKEN: &str = "craft-server-token-PLANTED";

const SETUP: &str = "settings:setupLlmConnection";

/// The channels that matter here.
const CHANNELS: [&str; 11] = [
    "system:homeDir",
    "LLM_Connection:list",
    "LLM_Connection:get",
    "LLM_Connection:getApiKey",
    "chatgpt:logout",
    "settings:testLlmConnectionSetup",
    "onboarding:startClaudeOAuth",
    "onboarding:exchangeClaudeCode",
    "onboarding:hasClaudeOAuthState",
    "onboarding:clearClaudeOAuthState",
    SETUP,
];

/// Its words for what it refuses.
pub const REFUSAL: &str = "disk full";

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    /// It speaks another major version.
    OtherVersion,
    /// It lacks a channel.
    Without(&'static str),
    /// A set-up times out, and finishes once the server has been asked for the key.
    GivenUp,
    /// A set-up times out, and never finishes.
    GivenUpForGood,
    /// It stops while a set-up runs.
    ShutsDown,
    /// It exits without a message while a set-up runs.
    Ends,
    /// It answers a set-up with something other than JSON.
    NoJson,
    /// It fails a set-up and repeats its arguments.
    Echoes,
    /// It reports a key as stored, but has not stored it.
    Forgets,
    /// It refuses to delete a second connection's credentials.
    FailsSecondRemoval,
    /// It fetches the models of a connection it sets up, and drops unknown keys.
    Refreshes,
    /// It reports another home.
    OtherHome,
    /// It sends people to sign in to Claude on a page of another's.
    ForeignPage,
    /// The exchange of a code of Claude's throws.
    ExchangeThrows,
}

struct State {
    config: PathBuf,
    home: PathBuf,
    keys: Keys,
    /// Read once, and kept.
    memory: Option<Vault>,
    fault: Fault,
    /// The received calls, with their arguments.
    calls: Vec<(String, Value)>,
    /// Its answer to a test of a connection.
    test: Value,
    /// A set-up that timed out and continues.
    pending: Option<Value>,
    login: claude_login::ClaudeLogin,
}

pub struct CraftServer {
    state: Arc<Mutex<State>>,
    listener: Listener,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CraftServer {
    /// A server for a home, with its config folder inside.
    pub fn start(home: &Path, keys: Keys, fault: Fault) -> Self {
        Self::start_by(home, keys, fault, |stream| Some(Box::new(stream)))
    }

    /// The same, encrypted.
    pub fn start_tls(home: &Path, keys: Keys, tls: Arc<rustls::ServerConfig>) -> Self {
        Self::start_by(home, keys, Fault::Nothing, move |stream| {
            let connection = rustls::ServerConnection::new(Arc::clone(&tls)).ok()?;
            Some(Box::new(rustls::StreamOwned::new(connection, stream)))
        })
    }

    fn start_by(
        home: &Path,
        keys: Keys,
        fault: Fault,
        over: impl Fn(Stream) -> Option<Box<dyn Both>> + Send + Sync + 'static,
    ) -> Self {
        let state = State {
            config: home.join(".craft-agent/config.json"),
            home: home.to_owned(),
            keys,
            memory: None,
            fault,
            calls: Vec::new(),
            test: json!({"success": true}),
            pending: None,
            login: claude_login::ClaudeLogin::default(),
        };
        let state = Arc::new(Mutex::new(state));
        // Decrypted once: from then on the file is not read again.
        lock(&state).remember();
        let shared = Arc::clone(&state);
        let listener = Listener::start(Ipv4Addr::LOCALHOST, move |connection| {
            let stream = over(connection.stream.clone());
            if let Some(Ok(socket)) = stream.map(accept) {
                serve(socket, &shared);
            }
        });
        Self { state, listener }
    }

    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.listener.port())
    }

    pub const fn port(&self) -> u16 {
        self.listener.port()
    }

    /// The arguments of calls on a channel.
    pub fn calls(&self, channel: &str) -> Vec<Value> {
        let state = lock(&self.state);
        let calls = state.calls.iter().filter(|(own, _)| own == channel);
        calls.map(|(_, arguments)| arguments.clone()).collect()
    }

    pub fn answer_tests_with(&self, answer: Value) {
        lock(&self.state).test = answer;
    }

    /// An entry in its memory.
    pub fn remembers(&self, key: &str) -> Option<String> {
        let state = lock(&self.state);
        let entry = state.memory.as_ref()?.contents.entry(key)?;
        Some(entry.text("value").expect("a value").expose().to_owned())
    }

    /// Writes its memory over the file, as it would at its next change.
    pub fn write_back(&self) {
        lock(&self.state).write();
    }
}

impl State {
    fn credentials(&self) -> PathBuf {
        self.home.join(".craft-agent/credentials.enc")
    }

    fn remember(&mut self) {
        if self.memory.is_none()
            && let Ok(bytes) = fs::read(self.credentials())
        {
            self.memory = Vault::open(&bytes, &self.keys).ok();
        }
    }

    fn write(&mut self) {
        let memory = self.memory.as_ref().expect("something to write");
        let bytes = memory.seal(&self.keys).expect("sealed");
        fs::write(self.credentials(), bytes).expect("written in place");
    }

    fn set(&mut self, key: &str, entry: Option<Value>) {
        self.remember();
        let memory = self.memory.get_or_insert_with(|| Vault::new(1).expect("random bytes"));
        memory.contents.set(key, entry.map(Entry::new).as_ref(), 1);
        self.write();
    }

    fn config(&self) -> Value {
        let text = fs::read(&self.config).expect("config.json");
        serde_json::from_slice(&text).expect("JSON")
    }

    fn list(&self) -> Value {
        self.config().get("llmConnections").cloned().unwrap_or_else(|| json!([]))
    }

    fn connection(&self, slug: &str) -> Value {
        let list = self.list();
        let found = list.as_array().expect("a list").iter().find(|c| c["slug"] == slug);
        found.cloned().unwrap_or_default()
    }

    fn set_up(&mut self, setup: &Value) -> Value {
        let slug = setup["slug"].as_str().expect("a slug").to_owned();
        let is_update = setup["updateOnly"] == true;
        if !is_update && self.connection(&slug).is_null() && slug.starts_with("claude-max") {
            self.make_built_in(&slug);
        }
        let connection = self.connection(&slug);
        if connection.is_null() {
            for kind in ["llm_api_key", "llm_oauth", "llm_iam", "llm_service_account"] {
                self.set(&format!("{kind}::{slug}"), None);
            }
            return json!({"success": false, "error": format!("Connection not found: {slug}")});
        }
        let kind = if connection["authType"] == "oauth" { "llm_oauth" } else { "llm_api_key" };
        if let Some(credential) = setup["credential"].as_str() {
            self.set(&format!("{kind}::{slug}"), Some(json!({"value": credential})));
        }
        let keys = &setup["iamCredentials"];
        if keys.is_object() {
            let mut entry = json!({"value": keys["secretAccessKey"], "awsAccessKeyId": keys["accessKeyId"],
                "awsRegion": setup["awsRegion"]});
            if !keys["sessionToken"].is_null() {
                entry["awsSessionToken"] = keys["sessionToken"].clone();
            }
            self.set(&format!("llm_iam::{slug}"), Some(entry));
        }
        if self.fault == Fault::Refreshes {
            self.refresh(&slug);
        }
        json!({"success": true})
    }

    /// Whether it was asked to delete credentials before the present call.
    fn has_removed(&self) -> bool {
        self.calls.iter().filter(|(channel, _)| channel == "chatgpt:logout").count() > 1
    }

    fn refresh(&mut self, slug: &str) {
        let mut config = self.config();
        let list = config["llmConnections"].as_array_mut().expect("a list");
        let one = list.iter_mut().find(|c| c["slug"] == slug).expect("the connection");
        one.as_object_mut().expect("an object").remove("kept");
        one["models"] = json!(["fetched"]);
        one["defaultModel"] = "fetched".into();
        fs::write(&self.config, format!("{config:#}")).expect("written in place");
    }

    fn key(&self, slug: &str) -> Value {
        let memory = self.memory.as_ref();
        let entry = memory.and_then(|m| m.contents.entry(&format!("llm_api_key::{slug}")));
        let Some(key) = entry.and_then(|entry| entry.text("value")) else { return Value::Null };
        let key = key.expose();
        let masked = "•".repeat(8);
        if key.len() < 16 {
            return masked.into();
        }
        format!("{}{masked}{}", &key[..7], &key[key.len() - 4..]).into()
    }
}

/// The transport of a connection, encrypted or not.
trait Both: Read + Write {}

impl<S: Read + Write> Both for S {}

type Socket = WebSocket<Box<dyn Both>>;

fn send(socket: &mut Socket, message: &Value) {
    // The client may have disconnected already.
    let _ = socket.send(Message::text(message.to_string()));
}

fn close(socket: &mut Socket, code: u16, reason: &'static str) {
    let _ = socket.close(Some(CloseFrame { code: code.into(), reason: reason.into() }));
    while socket.read().is_ok() {}
}

fn serve(mut socket: Socket, state: &Mutex<State>) {
    if !admit(&mut socket, state) {
        return;
    }
    while let Ok(message) = socket.read() {
        if !(message.is_text() || message.is_binary()) {
            continue;
        }
        let request: Value = serde_json::from_slice(&message.into_data()).expect("JSON");
        // Or an answer to a request sent to the client.
        if request["type"] != "request" {
            continue;
        }
        let (id, channel) = (&request["id"], request["channel"].as_str().expect("a channel"));
        let fault = {
            let mut state = lock(state);
            state.calls.push((channel.to_owned(), request["args"].clone()));
            state.fault.clone()
        };
        // What else every client sees: another event happened, and the server asks something.
        send(
            &mut socket,
            &json!({"id": "e", "type": "event", "channel": "LLM_Connection:changed", "args": []}),
        );
        send(
            &mut socket,
            &json!({"id": "q", "type": "request", "channel": "client:openExternal", "args": ["x"]}),
        );
        let answer = |result: &Value| json!({"id": id, "type": "response", "channel": channel, "result": result});
        let failed = |code: &str, words: &str| json!({"id": id, "type": "response", "channel": channel, "error": {"code": code, "message": words}});
        let argument = request["args"][0].clone();
        if channel != SETUP {
            if fault == Fault::ExchangeThrows && channel == "onboarding:exchangeClaudeCode" {
                send(&mut socket, &failed("HANDLER_ERROR", "fetch failed"));
                continue;
            }
            let result = lock(state).answer(channel, &request["args"]);
            let Some(result) = result else {
                send(&mut socket, &failed("CHANNEL_NOT_FOUND", "No handler"));
                continue;
            };
            send(&mut socket, &answer(&result));
            continue;
        }
        let given_up =
            failed("HANDLER_ERROR", "Handler timeout: settings:setupLlmConnection (60000ms)");
        match fault {
            Fault::GivenUp => {
                lock(state).pending = Some(argument);
                send(&mut socket, &given_up);
            }
            Fault::GivenUpForGood => send(&mut socket, &given_up),
            Fault::ShutsDown => {
                send(
                    &mut socket,
                    &json!({"id": "s", "type": "event", "channel": "server:shuttingDown",
                    "args": [{"reason": "shutdown", "graceMs": 2000}]}),
                );
                return;
            }
            Fault::Ends => return,
            Fault::NoJson => drop(socket.send(Message::text("<html>"))),
            Fault::Echoes => {
                let words = format!("No such key: {argument}");
                send(&mut socket, &answer(&json!({"success": false, "error": words})));
            }
            Fault::Forgets => send(&mut socket, &answer(&json!({"success": true}))),
            _ => {
                let result = lock(state).set_up(&argument);
                send(&mut socket, &answer(&result));
            }
        }
    }
}

impl State {
    fn answer(&mut self, channel: &str, arguments: &Value) -> Option<Value> {
        let argument = &arguments[0];
        Some(match channel {
            "system:homeDir" if self.fault == Fault::OtherHome => json!("/home/somebody-else"),
            "system:homeDir" => json!(self.home),
            "LLM_Connection:list" => self.list(),
            "LLM_Connection:getApiKey" => {
                let key = self.key(argument.as_str()?);
                if let Some(setup) = self.pending.take() {
                    self.set_up(&setup);
                }
                key
            }
            "settings:testLlmConnectionSetup" => self.test.clone(),
            "chatgpt:logout" if self.fault == Fault::FailsSecondRemoval && self.has_removed() => {
                json!({"success": false, "error": REFUSAL})
            }
            "chatgpt:logout" => {
                let slug = argument.as_str()?;
                for kind in ["llm_api_key", "llm_oauth", "llm_iam", "llm_service_account"] {
                    self.set(&format!("{kind}::{slug}"), None);
                }
                json!({"success": true})
            }
            _ => return self.answer_login(channel, arguments),
        })
    }
}

/// Performs the handshake; returns whether the client may stay.
fn admit(socket: &mut Socket, state: &Mutex<State>) -> bool {
    let Ok(message) = socket.read() else { return false };
    let Ok(request) = serde_json::from_slice::<Value>(&message.into_data()) else {
        close(socket, 4002, "Invalid message");
        return false;
    };
    let fault = lock(state).fault.clone();
    let id = &request["id"];
    let refuse = |socket: &mut Socket, code: &str, words: &'static str, close_code: u16| {
        let error = json!({"code": code, "message": words});
        send(socket, &json!({"id": id, "type": "error", "error": error}));
        close(socket, close_code, words);
        false
    };
    if fault == Fault::OtherVersion {
        return refuse(
            socket,
            "PROTOCOL_VERSION_UNSUPPORTED",
            "Server protocol 2.0, client 1.0",
            4004,
        );
    }
    if request["token"] != TOKEN {
        return refuse(socket, "AUTH_FAILED", "Invalid token", 4005);
    }
    let channels = CHANNELS.iter().filter(|channel| fault != Fault::Without(channel));
    let channels: Vec<_> = channels.collect();
    send(
        socket,
        &json!({"id": id, "type": "handshake_ack", "protocolVersion": "1.0",
        "serverVersion": "0.10.0", "clientId": "c", "registeredChannels": channels}),
    );
    true
}
