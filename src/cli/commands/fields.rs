//! `fields`: the fields of a connection, and their values.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::failure::CommandResult;
use crate::cli::json_schema::Output;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::object::Connection;

pub(super) fn run(is_json: bool) -> CommandResult {
    if is_json {
        let fields: Value = FIELDS.iter().map(as_json).collect();
        print_json(Output::Fields, &json!({"fields": fields}))?;
    } else {
        let rows: Vec<Vec<String>> = FIELDS.iter().map(cells).collect();
        print(&table(&["FIELD", "KIND", "IN", "ABOUT"], &rows, Narrow::Wrap(&[2, 3])))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(field: &Field) -> Value {
    json!({
        "field": field.path,
        "label": field.label,
        "kind": kind(field),
        "in": field.scope,
        "help": field.help,
        "values": values(field),
        "settable": field.is_editable(),
    })
}

fn cells(field: &Field) -> Vec<String> {
    let more = match field.kind {
        Kind::Choice(_) => format!(" One of {}.", values(field).join(", ")),
        _ if !field.is_editable() => " Craft sets it.".to_owned(),
        _ => String::new(),
    };
    let about = field.help.to_owned() + &more;
    vec![field.path.to_owned(), kind(field).to_owned(), field.scope.to_owned(), about]
}

/// The values of a new connection's field.
fn values(field: &Field) -> Vec<&'static str> {
    let choices = field.choices(&Connection::new(json!({})));
    choices.into_iter().filter_map(|choice| choice.value).collect()
}

const fn kind(field: &Field) -> &'static str {
    match field.kind {
        Kind::Text | Kind::Slug | Kind::Url | Kind::Model | Kind::Path => "text",
        Kind::Choice(_) => "choice",
        Kind::Toggle => "true or false",
        Kind::Models => "list",
        Kind::Timestamp => "milliseconds",
        Kind::Secret(_) => "secret",
    }
}
