//! `set`: a connection's fields.

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure};
use super::save_draft::{parse_assignments, save_draft};
use crate::cli::messages;

pub(super) fn run(context: &mut Context, slug: &str, fields: &[String]) -> CommandResult {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let given = parse_assignments(fields)?;
    if let Some(why) = context.settings().why_not_editable(&id) {
        return Err(Failure::Refused(messages::not_editable(slug, &why.to_string())));
    }
    let mut draft = (*connection).clone();
    let paths: Vec<_> = given.iter().map(|assignment| assignment.field.path).collect();
    let misplaced = draft.assign(given);
    save_draft(context, Some(&id), &connection, &draft, misplaced, &paths)
}
