//! The reply to a full test's message: a whole one, or a stream's events as they arrive.

use serde_json::{Value, json};

use super::calls::{Called, Calls};
use super::events::EventReader;
use crate::net::provider_message::is_error;
use crate::settings::validation::full_test::ChatProtocol;

/// The maximum length of a full test's reply, in bytes.
pub(super) const MAX_REPLY: usize = 1 << 20;

/// A reply, as far as it has arrived.
pub(super) struct Chat {
    protocol: ChatProtocol,
    reader: EventReader,
    bytes: usize,
    /// The number of events that belong to a reply.
    pub events: usize,
    /// Whether the end event has arrived.
    pub has_ended: bool,
    /// An error that arrived in place of the rest.
    pub error: Option<Value>,
    calls: Calls,
}

impl Chat {
    pub(super) fn new(protocol: ChatProtocol) -> Self {
        Self {
            protocol,
            reader: EventReader::default(),
            bytes: 0,
            events: 0,
            has_ended: false,
            error: None,
            calls: Calls::default(),
        }
    }

    /// Takes a part of the body. Returns whether to read on.
    pub(super) fn take(&mut self, part: &[u8]) -> bool {
        self.bytes += part.len();
        if self.is_too_long() {
            return false;
        }
        let mut is_wanted = true;
        for data in self.reader.take(part) {
            is_wanted &= self.take_event(&data);
        }
        is_wanted
    }

    pub(super) const fn is_too_long(&self) -> bool {
        self.bytes > MAX_REPLY
    }

    /// Takes what remains at the end of the body.
    pub(super) fn finish(&mut self) {
        if let Some(data) = self.reader.finish() {
            self.take_event(&data);
        }
    }

    /// What the model did with an offered tool.
    pub(super) fn called(&self, tool: &str) -> Called {
        self.calls.how_called(tool)
    }

    /// Takes an event. Returns whether later events matter.
    fn take_event(&mut self, data: &str) -> bool {
        if data.trim() == "[DONE]" {
            self.has_ended |= self.events > 0;
            return false;
        }
        let Ok(event) = serde_json::from_str::<Value>(data) else { return true };
        let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
        if is_error(&event) || matches!(kind, "error" | "response.failed") {
            let failed = event.pointer("/response/error").cloned();
            self.error = Some(failed.map_or(event, |error| json!({"error": error})));
            return false;
        }
        let is_of_an_answer = match self.protocol {
            ChatProtocol::AnthropicMessages => self.take_anthropic(kind, &event),
            ChatProtocol::OpenAiCompletions => self.take_completions(&event),
            ChatProtocol::OpenAiResponses => self.take_responses(kind, &event),
            ChatProtocol::Google => self.take_google(&event),
        };
        self.events += usize::from(is_of_an_answer);
        // In `OpenAI`'s chat completions, `[DONE]` may follow the end of the reply.
        !self.has_ended || self.protocol == ChatProtocol::OpenAiCompletions
    }

    fn take_anthropic(&mut self, kind: &str, event: &Value) -> bool {
        let index = &event["index"];
        match kind {
            "content_block_start" if event["content_block"]["type"] == "tool_use" => {
                let block = &event["content_block"];
                self.calls.take(index, block["name"].as_str(), block.get("input"));
            }
            "content_block_delta" if event["delta"]["type"] == "input_json_delta" => {
                self.calls.take(index, None, event["delta"].get("partial_json"));
            }
            "message_stop" => self.has_ended = true,
            _ => {}
        }
        kind.starts_with("message_") || kind.starts_with("content_block_")
    }

    fn take_completions(&mut self, event: &Value) -> bool {
        let Some(choices) = event.get("choices").and_then(Value::as_array) else { return false };
        for choice in choices {
            for call in choice["delta"]["tool_calls"].as_array().into_iter().flatten() {
                let function = &call["function"];
                let name = function["name"].as_str();
                self.calls.take(&call["index"], name, function.get("arguments"));
            }
            self.has_ended |= choice["finish_reason"].is_string();
        }
        true
    }

    fn take_responses(&mut self, kind: &str, event: &Value) -> bool {
        let (item, id) = (&event["item"], &event["output_index"]);
        let is_call = item["type"] == "function_call";
        match kind {
            "response.output_item.added" if is_call => {
                self.calls.take(id, item["name"].as_str(), item.get("arguments"));
            }
            "response.function_call_arguments.delta" => {
                self.calls.take(id, None, event.get("delta"));
            }
            "response.output_item.done" if is_call => {
                let name = item["name"].as_str().unwrap_or_default();
                self.calls.take_whole(id, name, item.get("arguments"));
            }
            "response.completed" | "response.incomplete" => self.has_ended = true,
            _ => {}
        }
        kind.starts_with("response.")
    }

    fn take_google(&mut self, event: &Value) -> bool {
        let Some(candidates) = event.get("candidates").and_then(Value::as_array) else {
            return event.get("usageMetadata").is_some();
        };
        for candidate in candidates {
            for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
                if let Some(call) = part.get("functionCall") {
                    self.take_call_of_google(call);
                }
            }
            self.has_ended |= candidate["finishReason"].is_string();
        }
        true
    }

    /// Google's calls arrive whole; a call without arguments may leave them out.
    fn take_call_of_google(&mut self, call: &Value) {
        let (key, none) = (json!(self.events), json!("{}"));
        let name = call["name"].as_str().unwrap_or_default();
        let arguments =
            call.get("args").filter(|args| args.as_object().is_none_or(|it| !it.is_empty()));
        self.calls.take_whole(&key, name, arguments.or(Some(&none)));
    }

    /// Takes a reply that arrived whole. Returns whether it is one.
    pub(super) fn take_whole(&mut self, answer: &Value) -> bool {
        let entries = |at: &str| answer.pointer(at).and_then(Value::as_array);
        match self.protocol {
            ChatProtocol::AnthropicMessages => {
                let Some(content) = entries("/content") else { return false };
                self.take_calls(content, "tool_use", "input");
            }
            ChatProtocol::OpenAiCompletions => {
                if entries("/choices").is_none() {
                    return false;
                }
                let calls = entries("/choices/0/message/tool_calls").into_iter().flatten();
                for (n, call) in calls.enumerate() {
                    let function = &call["function"];
                    let name = function["name"].as_str();
                    self.calls.take(&json!(n), name, function.get("arguments"));
                }
            }
            ChatProtocol::OpenAiResponses => {
                let Some(output) = entries("/output") else { return false };
                self.take_calls(output, "function_call", "arguments");
            }
            ChatProtocol::Google => {
                // Google sends a stream as a JSON list of its events unless SSE is requested.
                let events = answer.as_array().map_or(std::slice::from_ref(answer), Vec::as_slice);
                let mut is_answer = false;
                for event in events {
                    is_answer |= self.take_google(event);
                    self.events += 1;
                }
                return is_answer;
            }
        }
        true
    }

    fn take_calls(&mut self, entries: &[Value], kind: &str, arguments: &str) {
        for (n, entry) in entries.iter().enumerate().filter(|(_, entry)| entry["type"] == kind) {
            self.calls.take(&json!(n), entry["name"].as_str(), entry.get(arguments));
        }
    }
}
