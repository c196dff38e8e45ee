//! `default`: the connection, the model and the thinking level of new chats.

use std::process::ExitCode;

use serde_json::json;

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::named_values::named_values;
use super::shown_setting::{shown_setting, written};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{labeled, print, print_json};
use crate::settings::edit::Edit;
use crate::settings::edit::diff::shown_at;
use crate::settings::redact::redacted;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::thinking::Thinking;

pub(super) fn run(context: &mut Context, arguments: &[String]) -> CommandResult {
    let settings = context.settings();
    if arguments.is_empty() {
        return print_defaults(context);
    }
    let (slug, fields) = match arguments.split_first() {
        Some((first, rest)) if !first.contains('=') => (Some(first.as_str()), rest),
        Some((first, rest)) if first.starts_with("connection=") => {
            (first.strip_prefix("connection="), rest)
        }
        _ => (None, arguments),
    };
    let mut edits = Vec::new();
    let id = match slug {
        Some("") => {
            return Err(Failure::Usage(messages::NO_DEFAULT.to_owned()));
        }
        Some(slug) => {
            let id = context.connection(slug)?.id;
            edits.push(settings.make_default(&id));
            Some(id)
        }
        None => settings.default_position().map(|position| settings.id_at(position)),
    };
    for (name, value) in named_values(fields, &["connection", "model", "thinking"])? {
        edits.push(match name {
            "connection" => {
                return Err(Failure::Usage(messages::CONNECTION_COMES_FIRST.to_owned()));
            }
            "model" => {
                let none = || Failure::Refused(messages::NO_CONNECTION.to_owned());
                settings.choose_model(&id.clone().ok_or_else(none)?, value)
            }
            _ => settings.choose_thinking(value),
        });
    }
    context.make(&Edit::All(edits))
}

fn print_defaults(context: &Context) -> CommandResult {
    let settings = context.settings();
    let position = settings.default_position();
    let connection = position.map(|position| settings.id_at(position).slug);
    let default = settings.default_connection();
    let model = default.and_then(|c| c.get("defaultModel"));
    let thinking = settings.stored_thinking();
    let thinking = thinking.map(|value| shown_setting(Setting::Thinking, value));
    if context.json {
        print_json(
            Output::Defaults,
            &json!({
                "connection": connection,
                "stored": settings.stored_default_value().map(redacted),
                "model": model.map(redacted),
                "thinking": thinking,
            }),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let or_craft = |name: &str, value: Option<String>| {
        value.unwrap_or_else(|| match name {
            // In parentheses: in effect but not stored.
            "thinking" => format!("({})", Thinking::DEFAULT.value()),
            _ => "Craft decides".to_owned(),
        })
    };
    let rows = [
        ("connection", connection),
        ("model", model.map(|model| shown_at("model", Some(model)))),
        ("thinking", thinking.as_ref().map(written)),
    ];
    print(&labeled(&rows.map(|(name, value)| (name.to_owned(), or_craft(name, value)))))?;
    Ok(ExitCode::SUCCESS)
}
