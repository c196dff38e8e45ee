//! `show`: one connection, with what a new chat of it gets.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::context::{Context, NamedConnection};
use super::failure::CommandResult;
use super::shown_connection::{ADDED, added_text, added_values, as_json};
use crate::cli::json_schema::Output;
use crate::cli::messages::authenticated_text;
use crate::cli::output::{fields, print, print_json};
use crate::settings::Connection;
use crate::settings::in_words::FieldInWords;
use crate::settings::redact::redacted_text;
use crate::store::now_ms;

/// The additional key of `show`: what a new chat gets.
pub(super) const IN_EFFECT: &str = "inEffect";

pub(super) fn run(context: &Context, slug: &str) -> CommandResult {
    let NamedConnection { position, connection, .. } = context.connection(slug)?;
    let in_effect = in_effect(context, &connection);
    if context.json {
        let mut value = as_json(context, position);
        if let Value::Object(object) = &mut value {
            let in_effect = in_effect.into_iter().map(|(key, value)| (key.to_owned(), value));
            object.insert(IN_EFFECT.to_owned(), Value::Object(in_effect.collect()));
        }
        print_json(Output::Connection, &value)?;
        return Ok(ExitCode::SUCCESS);
    }
    let status = context.settings().status(&connection, now_ms());
    let mut rows = connection.in_words();
    let added = ADDED.into_iter().zip(added_values(context, position));
    let added = added.map(|(name, value)| match name {
        "authenticated" => (name, authenticated_text(&status).to_owned()),
        _ => (name, added_text(&value).to_owned()),
    });
    let added = added.chain(status.note.iter().map(|note| ("note", note.clone())));
    rows.extend(added.map(|(name, value)| FieldInWords { name: name.into(), lines: vec![value] }));
    rows.extend(in_effect.iter().map(|(key, value)| FieldInWords {
        name: format!("{IN_EFFECT}.{key}"),
        lines: vec![in_words(value)],
    }));
    print(&fields("", &rows))?;
    Ok(ExitCode::SUCCESS)
}

/// What a new chat of a connection gets, by JSON key; null when unknown.
fn in_effect(context: &Context, connection: &Connection) -> Vec<(&'static str, Value)> {
    let chat = context.settings().new_chat(connection);
    let chat = chat.as_ref();
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| redacted_text(text).into());
    let thinking = chat.map(|chat| {
        let (level, source) = chat.thinking;
        json!({"level": level.value(), "source": source.word()})
    });
    let context = chat.and_then(|chat| {
        let (tokens, source) = chat.context?;
        Some(json!({"tokens": tokens, "source": source.word()}))
    });
    let images = chat.and_then(|chat| {
        let (images, source) = chat.images?;
        Some(json!({"value": images, "source": source.word()}))
    });
    vec![
        ("host", text(chat.and_then(|chat| chat.host.as_deref()))),
        ("model", text(chat.and_then(|chat| chat.model.as_deref()))),
        ("titlesModel", text(chat.and_then(|chat| Some(chat.titles.as_ref()?.id.as_str())))),
        ("thinking", thinking.into()),
        ("context", context.into()),
        ("images", images.into()),
    ]
}

/// What a new chat gets, for people: a value, and its source in parentheses.
fn in_words(value: &Value) -> String {
    let Value::Object(fact) = value else {
        return added_text(value).to_owned();
    };
    let shown = fact.values().next().map(|value| match value {
        Value::Number(number) => number.to_string(),
        other => added_text(other).to_owned(),
    });
    let source = fact.get("source").map(added_text);
    format!("{} ({})", shown.unwrap_or_default(), source.unwrap_or_default())
}
