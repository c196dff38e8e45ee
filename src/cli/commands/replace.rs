//! `replace`: a connection's whole JSON object, from standard input.

use std::io::Read;

use serde_json::Value;

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure};
use super::show::IN_EFFECT;
use super::shown_connection::ADDED;
use crate::cli::json_schema::VERSION_KEY;
use crate::cli::messages;
use crate::settings::Connection;
use crate::settings::edit::Edit;
use crate::settings::redact::REDACTED;
use crate::store::document::parse_text;

/// The most bytes that are read from standard input.
const MAX_INPUT_BYTES: u64 = 1 << 20;

pub(super) fn run(context: &mut Context, slug: &str) -> CommandResult {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MAX_INPUT_BYTES + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > MAX_INPUT_BYTES) {
        return Err(Failure::Refused(messages::INPUT_TOO_LONG_FOR_CONNECTION.to_owned()));
    }
    let mut value = parse_text(&text).map_err(|why| {
        Failure::Refused(messages::input_is_no_json(&why.in_file("Standard input")))
    })?;
    if contains_text(&value, REDACTED) {
        return Err(Failure::Refused(messages::input_is_redacted()));
    }
    // The keys that list and show add are not part of it.
    if let Value::Object(object) = &mut value {
        for added in ADDED.into_iter().chain([IN_EFFECT, VERSION_KEY]) {
            match connection.get(added) {
                Some(stored) => object.insert(added.to_owned(), stored.clone()),
                None => object.shift_remove(added),
            };
        }
    }
    context.make(&Edit::Replace { id, seen: connection, connection: Connection::new(value) })
}

/// Whether a text occurs anywhere in a value.
fn contains_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| contains_text(item, text)),
        Value::Object(object) => object.values().any(|value| contains_text(value, text)),
        _ => false,
    }
}
