//! Sentences for the full test.

use crate::settings::validation::full_test::NotTestable;
use crate::text::counted;

pub fn streamed(events: usize) -> String {
    format!("{}, then the end event.", counted(events, "event"))
}

pub fn not_streamed() -> String {
    "The answer arrived whole, not as a stream.".to_owned()
}

pub(crate) fn no_end_event(events: usize) -> String {
    format!("The stream ended after {}, without its end event.", counted(events, "event"))
}

pub(crate) fn broke_off(events: usize, why: &str) -> String {
    format!("The stream was cut off after {}: {why}", counted(events, "event"))
}

pub(crate) fn too_long(kibibytes: usize) -> String {
    format!("The stream is longer than {kibibytes} KiB, too long for this message.")
}

/// An error in the middle of a stream, with the provider's own words if it gives any.
pub fn error_in_stream(words: Option<&str>) -> String {
    quote_words("An error arrived in the middle of the stream", words)
}

/// A part of the message was refused, with the provider's own words if it gives any.
pub fn refused(status: Option<u16>, words: Option<&str>) -> String {
    match status {
        Some(status) => quote_words(&format!("Refused with status {status}"), words),
        None => quote_words("Refused", words),
    }
}

fn quote_words(sentence: &str, words: Option<&str>) -> String {
    match words {
        Some(words) => format!("{sentence}: “{words}”"),
        None => format!("{sentence}."),
    }
}

pub fn called(tool: &str) -> String {
    format!("The model called {tool}.")
}

pub(crate) fn malformed_call(tool: &str) -> String {
    format!("The model called {tool} with arguments that are not a JSON object.")
}

pub(crate) fn not_called() -> String {
    "The tool was accepted, but the model didn't call it.".to_owned()
}

pub(crate) fn image_taken() -> String {
    "A message with a PNG was answered.".to_owned()
}

pub(crate) fn image_too_small(words: Option<&str>) -> String {
    quote_words("The one-pixel image was refused for its size", words)
}

pub fn images_not_claimed() -> String {
    "Craft sends this model no images.".to_owned()
}

/// Undecided because the stream ended too early.
pub(crate) fn not_shown() -> String {
    "The answer ended too early to tell.".to_owned()
}

/// Undecided because validation failed.
pub fn not_reached(sentence: &str) -> String {
    format!("Not reached: {sentence}")
}

pub fn not_testable(why: NotTestable) -> String {
    let why = match why {
        NotTestable::Bedrock => "this program doesn't read Bedrock's event streams",
        NotTestable::Vertex => "this program doesn't send Vertex AI chats",
        NotTestable::Codex => "Codex keeps its own login",
        NotTestable::Login => "this login accepts messages only from its own program",
        NotTestable::NoRequest => "what Craft sends for this connection is unknown",
        NotTestable::NoModel => "no model is set",
    };
    format!("Not tested here: {why}. A chat in Craft shows it.")
}

/// The question before the test.
pub fn question_for_one(name: &str) -> String {
    format!("Send a test message to “{name}”?")
}

pub(crate) fn question_for_several(count: usize) -> String {
    format!("Send a test message to each of {count} connections?")
}

/// What the test sends, and what it costs.
pub fn cost(most_tokens: u64) -> Vec<String> {
    vec![
        "One short message with one tool, and a one-pixel image if the model takes images."
            .to_owned(),
        format!(
            "Costs a few hundred tokens, with an answer of at most {most_tokens}. A refused part is sent again without it."
        ),
    ]
}

/// Continues “valid”: the connection works, but not everything that chats need.
pub const PART_FAILS: &str = "but the full test failed in part";

pub(crate) fn takes_no_messages(there: &str) -> String {
    format!("{there} accepts no messages at the path that Craft uses.")
}

pub fn model_answers(model: &str) -> String {
    format!("{model} answers.")
}

/// What the test has cost.
pub const COST_ONE_MESSAGE: &str = "The full test cost a short message.";
