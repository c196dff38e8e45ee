//! `midstream`: how a connection treats messages that are sent while it answers.

use std::process::ExitCode;

use serde_json::json;

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{print, print_json};
use crate::settings::connection::midstream::MidStream;

pub(super) fn run(context: &mut Context, slug: &str, mode: Option<&str>) -> CommandResult {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let Some(mode) = mode else {
        let mode = connection.mid_stream().0.value();
        if context.json {
            print_json(Output::MidStream, &json!({"slug": slug, "midStream": mode}))?;
        } else {
            print(&format!("{mode}\n"))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let mode = MidStream::from_value(&mode.into())
        .ok_or_else(|| Failure::Usage(messages::unknown_mode(mode)))?;
    let edit = context.settings().choose_mid_stream(&id, mode);
    context.make(&edit)
}
