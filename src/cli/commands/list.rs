//! `list`: all connections, a line each.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::context::Context;
use super::failure::CommandResult;
use super::shown_connection::as_json;
use crate::cli::json_schema::Output;
use crate::cli::messages::authenticated_text;
use crate::cli::output::{Narrow, print, print_json, table, warn};
use crate::settings::redact::redacted_text;
use crate::store::now_ms;

pub(super) fn run(context: &Context) -> CommandResult {
    let settings = context.settings();
    let order = settings.display_order();
    if context.json {
        let all: Value = order.iter().map(|position| as_json(context, *position)).collect();
        print_json(Output::Connections, &json!({"connections": all}))?;
        return Ok(ExitCode::SUCCESS);
    }
    let default = settings.default_position();
    let row = |position: &usize| {
        let connection = &settings.connections()[*position];
        let status = settings.status(connection, now_ms());
        vec![
            if default == Some(*position) { "*" } else { "" }.to_owned(),
            settings.id_at(*position).to_string(),
            redacted_text(&connection.display_name()),
            connection.host_or_provider().to_owned(),
            authenticated_text(&status).to_owned(),
            connection.mid_stream().0.value().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = order.iter().map(row).collect();
    let head = ["", "SLUG", "NAME", "PROVIDER", "AUTH", "SENDS"];
    print(&table(&head, &rows, Narrow::Cut(&[3, 2, 1])))?;
    for position in order {
        let connection = &settings.connections()[position];
        for problem in settings.problems_of(connection) {
            warn(&format!("{}: {problem}", connection.display_name()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
