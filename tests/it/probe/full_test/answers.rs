//! Answers to the message of a full test, as the APIs write them.

use serde_json::{Value, json};

use crate::support::server::Reply;

/// A stream of events, each with its data, and the end of the connection behind them.
pub fn stream(events: &[Value]) -> String {
    let events: Vec<String> = events.iter().map(|data| format!("data: {data}\n\n")).collect();
    events.concat()
}

pub fn events(stream: &str) -> Reply {
    let kind = ("content-type", "text/event-stream".to_owned());
    Reply::Full(200, vec![kind], stream.as_bytes().to_vec())
}

/// A stream with a connection that stays open behind its last event.
pub fn open(stream: &str) -> Reply {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    Reply::Begun(format!("{head}{stream}").into_bytes())
}

/// A stream with a connection that breaks in the middle of it.
pub fn broken(stream: &str) -> Reply {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99999\r\n\r\n";
    Reply::Bytes(format!("{head}{stream}").into_bytes())
}

/// A refusal in words.
pub fn refusal(status: u16, words: &str) -> Reply {
    Reply::Json(status, json!({"error": {"message": words}}))
}

/// The parts of a call in `OpenAI`'s chat completions.
pub fn call_of_completions(parts: &[&str]) -> Vec<Value> {
    let chunk = |delta: Value| json!({"choices": [{"index": 0, "delta": delta}]});
    let mut all = vec![chunk(json!({"role": "assistant", "tool_calls": [{"index": 0, "id": "c",
        "type": "function", "function": {"name": "report_number", "arguments": ""}}]}))];
    all.extend(
        parts.iter().map(|part| {
            chunk(json!({"tool_calls": [{"index": 0, "function": {"arguments": part}}]}))
        }),
    );
    all
}

/// The end of an answer in `OpenAI`'s chat completions.
pub fn end_of_completions() -> String {
    let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]});
    stream(&[end]) + "data: [DONE]\n\n"
}

pub fn completions() -> String {
    stream(&call_of_completions(&["{\"num", "ber\":7}"])) + &end_of_completions()
}

/// An answer in text alone.
pub fn text_of_completions() -> String {
    stream(&[json!({"choices": [{"index": 0, "delta": {"content": "Seven."}}]})])
        + &end_of_completions()
}

pub fn anthropic() -> String {
    let part = |json: &str| {
        json!({"type": "content_block_delta", "index": 0,
        "delta": {"type": "input_json_delta", "partial_json": json}})
    };
    stream(&[
        json!({"type": "message_start", "message": {"content": []}}),
        json!({"type": "content_block_start", "index": 0, "content_block":
            {"type": "tool_use", "id": "t", "name": "report_number", "input": {}}}),
        part(""),
        part("{\"number\""),
        part(": 7}"),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}}),
        json!({"type": "message_stop"}),
    ])
}

pub fn responses() -> String {
    let call = |arguments: &str| {
        json!({"type": "function_call", "id": "f",
        "name": "report_number", "arguments": arguments})
    };
    stream(&[
        json!({"type": "response.created", "response": {"error": null}}),
        json!({"type": "response.output_item.added", "output_index": 0, "item": call("")}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0,
            "delta": "{\"number\":"}),
        json!({"type": "response.function_call_arguments.delta", "output_index": 0,
            "delta": "7}"}),
        json!({"type": "response.output_item.done", "output_index": 0,
            "item": call("{\"number\":7}")}),
        json!({"type": "response.completed", "response": {"error": null}}),
    ])
}

pub fn google() -> String {
    let chunk = |part: Value| json!({"candidates": [{"content": {"parts": [part]}}]});
    stream(&[
        chunk(json!({"text": "Calling."})),
        chunk(json!({"functionCall": {"name": "report_number", "args": {"number": 7}}})),
        json!({"candidates": [{"finishReason": "STOP"}], "usageMetadata": {}}),
    ])
}
