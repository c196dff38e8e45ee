//! The messages of Craft's protocol: one JSON object each.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::settings::secret::{Secret, wipe};

/// The protocol version that this client speaks. Craft compares the number before the dot.
const PROTOCOL: &str = "1.0";

/// A message from the server.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    Admitted {
        version: Option<String>,
        channels: Vec<String>,
    },
    /// It refuses the handshake.
    Refused {
        code: String,
        words: String,
    },
    Answer {
        id: String,
        result: Result<Value, Failure>,
    },
    Event {
        channel: String,
    },
    /// It sends us a request.
    Request {
        id: String,
    },
    /// A kind that is not needed here.
    Other,
}

/// The server's description of a failed call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub code: String,
    pub words: String,
}

/// The text of an outgoing message, which may contain secrets.
pub(super) type Outgoing = Zeroizing<String>;

pub(super) fn handshake(id: &str, token: &Secret) -> Outgoing {
    text_of(json!({
        "id": id,
        "type": "handshake",
        "protocolVersion": PROTOCOL,
        "token": token.expose(),
        "clientCapabilities": [],
    }))
}

pub(super) fn request(id: &str, channel: &str, arguments: Value) -> Outgoing {
    let mut request = json!({"id": id, "type": "request", "channel": channel});
    // Moved instead of copied: a copy would not be wiped.
    request["args"] = arguments;
    text_of(request)
}

/// Refuses the server's request, as this client refuses all of them.
pub(super) fn refusal(id: &str) -> Outgoing {
    let error = json!({"code": "CHANNEL_NOT_FOUND", "message": "Not supported"});
    text_of(json!({"id": id, "type": "response", "error": error}))
}

/// The text of a message; its value is wiped.
fn text_of(mut message: Value) -> Outgoing {
    // Allocates the whole length: a growing buffer would leave unwiped pieces behind.
    let mut text = Vec::with_capacity(length(&message));
    serde_json::to_writer(&mut text, &message).expect("a JSON value is always text");
    wipe(&mut message);
    Zeroizing::new(String::from_utf8(text).expect("JSON is text"))
}

/// An upper bound for the length of a value's text.
fn length(value: &Value) -> usize {
    match value {
        // Each byte may need six: \u0000.
        Value::String(text) => text.len() * 6 + 2,
        Value::Array(items) => items.iter().map(|item| length(item) + 1).sum::<usize>() + 2,
        Value::Object(object) => {
            let members = object.iter();
            members.map(|(key, value)| key.len() * 6 + length(value) + 4).sum::<usize>() + 2
        }
        other => other.to_string().len(),
    }
}

/// Reads a message; none if it is not part of the protocol.
pub(super) fn read(text: &[u8]) -> Option<Incoming> {
    let mut message: Value = serde_json::from_slice(text).ok()?;
    let member = |key: &str| message.get(key)?.as_str().map(str::to_owned);
    let kind = member("type")?;
    let error = message.get("error").filter(|error| !error.is_null()).map(|error| {
        let member = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
        Failure { code: member("code").to_owned(), words: member("message").to_owned() }
    });
    Some(match kind.as_str() {
        "handshake_ack" => {
            let channels = message.get("registeredChannels").and_then(Value::as_array);
            let channels = channels.into_iter().flatten().filter_map(Value::as_str);
            Incoming::Admitted {
                version: member("serverVersion"),
                channels: channels.map(str::to_owned).collect(),
            }
        }
        "error" => {
            let Failure { code, words } = error?;
            Incoming::Refused { code, words }
        }
        "response" => {
            let id = member("id")?;
            let result = message.get_mut("result").map(Value::take).unwrap_or_default();
            Incoming::Answer { id, result: error.map_or(Ok(result), Err) }
        }
        "event" => Incoming::Event { channel: member("channel")? },
        "request" => Incoming::Request { id: member("id")? },
        _ => Incoming::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn sent_envelope_is_readable_by_craft() {
        let token = Secret::new("to\"ken".to_owned());
        let sent = value(&handshake("h", &token));
        assert_eq!(sent["type"], "handshake");
        assert_eq!(sent["protocolVersion"], "1.0");
        assert_eq!(sent["token"], "to\"ken");
        let sent = value(&request("r", "LLM_Connection:get", json!(["mine"])));
        let expected = json!({"id": "r", "type": "request", "channel": "LLM_Connection:get", "args": ["mine"]});
        assert_eq!(sent, expected);
        assert_eq!(value(&refusal("c"))["error"]["code"], "CHANNEL_NOT_FOUND");
    }

    #[test]
    fn text_fits_its_reserved_capacity() {
        let worst = json!({"\u{0}\"": ["\u{1}\u{7f}\\ä日", 1.5e300, null, true, {}], "a": "b"});
        assert!(length(&worst) >= worst.to_string().len());
    }

    #[test]
    fn server_messages_are_distinguished() {
        let admitted = json!({"type": "handshake_ack", "serverVersion": "0.10.0", "registeredChannels": ["a", 1]});
        let read = |value: Value| super::read(value.to_string().as_bytes());
        let expected = Incoming::Admitted {
            version: Some("0.10.0".to_owned()),
            channels: vec!["a".to_owned()],
        };
        assert_eq!(read(admitted), Some(expected));
        let answer = json!({"type": "response", "id": "u", "channel": "c"});
        let expected = Incoming::Answer { id: "u".to_owned(), result: Ok(Value::Null) };
        assert_eq!(read(answer), Some(expected), "undefined is left out");
        let failed =
            json!({"type": "response", "id": "u", "error": {"code": "X", "message": "a\u{1b}b"}});
        let failure = Failure { code: "X".to_owned(), words: "a\u{1b}b".to_owned() };
        let expected = Incoming::Answer { id: "u".to_owned(), result: Err(failure) };
        assert_eq!(read(failed), Some(expected));
        assert_eq!(read(json!({"type": "pong"})), Some(Incoming::Other));
        for none in [json!([]), json!({"type": 1}), json!({"type": "response"}), json!("x")] {
            assert_eq!(read(none.clone()), None, "{none}");
        }
        assert_eq!(super::read(b"<html>"), None);
    }
}
