//! Saving a connection with changed fields, as the form does.

use serde_json::Value;

use super::context::Context;
use super::failure::{CommandResult, Failure, describe_field_errors, field_errors, nothing_saved};
use crate::cli::messages;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::edit::assignment::Assignment;
use crate::settings::edit::draft::Draft;
use crate::settings::edit::{Edit, FieldEdit, UNCHANGED};
use crate::settings::problems::FieldsFix;
use crate::settings::{Connection, ConnectionId, Settings};

/// Parses assignments to fields, each of which is given once.
pub(super) fn parse_assignments(texts: &[String]) -> Result<Vec<Assignment>, Failure> {
    let mut all: Vec<Assignment> = Vec::new();
    for text in texts {
        let parsed = Assignment::parse(text).map_err(Failure::Usage)?;
        if all.iter().any(|other| other.field.path == parsed.field.path) {
            let path = parsed.field.path;
            return Err(Failure::Usage(messages::given_twice(path)));
        }
        all.push(parsed);
    }
    Ok(all)
}

/// Saves a draft as the form does, and prints what a person should know about it. `given` are the
/// paths of the fields that the command sets.
pub(super) fn save_draft(
    context: &mut Context,
    id: Option<&ConnectionId>,
    seen: &Connection,
    draft: &Connection,
    misplaced: Vec<FieldError>,
    given: &[&'static str],
) -> CommandResult {
    if !misplaced.is_empty() {
        return Err(field_errors(misplaced));
    }
    let draft = Draft { id, seen, draft, typed: Vec::new(), removed: &[] };
    let fixes = draft.fixes();
    let saved = draft.save(context.settings()).map_err(|problems| refused(problems, fixes))?;
    // A new connection is added no matter what an earlier one with its slug left behind.
    let asks = saved.risks_credential && id.is_some();
    if asks && !context.confirm(messages::ASK_TO_SAVE_CREDENTIAL, &saved.consequences)? {
        return Err(nothing_saved());
    }
    context.notes.extend(saved.consequences);
    if saved.edit.is_none()
        && let Some(id) = id
    {
        let label = unchanged_label(context.settings(), id, seen, given);
        return context.make_if_any(None, || label);
    }
    context.make_if_any(saved.edit.as_ref(), || UNCHANGED.to_owned())
}

/// The label for a command that sets fields to what they are.
fn unchanged_label(
    settings: &Settings,
    id: &ConnectionId,
    seen: &Connection,
    given: &[&'static str],
) -> String {
    let same = |path: &&'static str| FieldEdit {
        path,
        before: seen.get(path).cloned(),
        after: seen.get(path).cloned(),
    };
    let fields = given.iter().map(same).collect();
    Edit::Update { id: id.clone(), fields }.unchanged_label(settings)
}

/// Why a draft is not saved, with the assignments that would fix it.
fn refused(problems: Vec<FieldError>, fixes: Vec<FieldsFix>) -> Failure {
    let mut lines = vec![describe_field_errors(problems)];
    lines.extend(fixes.into_iter().map(describe_fix));
    Failure::Refused(lines.join("\n"))
}

fn describe_fix(fix: FieldsFix) -> String {
    let assignment = |(path, value): (&str, Option<Value>)| {
        let value = match value {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        format!("'{path}={value}'")
    };
    let assignments: Vec<String> = fix.changes.into_iter().map(assignment).collect();
    messages::add_assignments(&fix.label, &assignments)
}
