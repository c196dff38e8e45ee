//! Problems that prevent saving: those that the edit would introduce. Only the connection itself is
//! known here; its credential is assumed to follow.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::chats::{ChatProblem, Known, faults};
use super::fix::FieldsFix;
use super::starts::{NextStarts, is_converted};
use super::{short, words};
use crate::settings::catalogue::{Host, shown_id};
use crate::settings::connection::endpoint::with_scheme;
use crate::settings::connection::field_errors::{FieldError, Severity};
use crate::settings::connection::fields::{FIELDS, Kind};
use crate::settings::connection::models::list::ModelList;
use crate::settings::connection::object::Connection;
use crate::settings::craft::next_start::{changes_nothing, object_after_start};
use crate::settings::craft::{LiveLists, Start};
use crate::settings::redact::redacted_text;

/// The problems that a change introduces: an existing problem does not block another edit, and a
/// value outside a field's choices may stay but not be entered.
pub(in crate::settings) fn new_problems(
    before: Option<&Connection>,
    after: &Connection,
) -> Vec<FieldError> {
    let mut old = before.map(Connection::problems_at_entry).unwrap_or_default();
    // A null in place of a missing value is no improvement.
    let without_nulls = before.and_then(Connection::without_nulls);
    old.extend(without_nulls.iter().flat_map(Connection::problems_at_entry));
    let mut problems: Vec<_> =
        after.problems_at_entry().into_iter().filter(|p| !old.contains(p)).collect();
    // The message for a different key in the same field is the same.
    for problem in after.newly_exposed_keys(before) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    for field in FIELDS.iter().filter(|f| matches!(f.kind, Kind::Choice(_))) {
        let Some(text) = after.text(field.path) else {
            continue;
        };
        let is_new = before.is_none_or(|b| b.text(field.path) != Some(text));
        let values: Vec<_> = field.choices(after).into_iter().filter_map(|c| c.value).collect();
        if is_new && !values.contains(&text) && !problems.iter().any(|p| p.path == field.path) {
            let sentence = format!(
                "{} must be one of {}, not {}.",
                field.label,
                values.join(", "),
                redacted_text(text)
            );
            problems.push(FieldError { path: field.path, sentence });
        }
    }
    for problem in problems_at_entry(before, after) {
        if !problems.iter().any(|other| other.path == problem.path) {
            problems.push(problem);
        }
    }
    problems
}

/// The problems with a connection's chats and models that the change introduces.
fn problems_at_entry(before: Option<&Connection>, after: &Connection) -> Vec<FieldError> {
    let faults = faults_at_entry(before, after).into_iter();
    faults.map(|fault| fault.problem).collect()
}

/// The changes that each fix a refused connection: the nearest model comes before a change to
/// another kind of connection.
pub(crate) fn fixes_at_entry(before: Option<&Connection>, after: &Connection) -> Vec<FieldsFix> {
    let faults = faults_at_entry(before, after).into_iter();
    let other = faults.filter_map(|fault| fault.fix);
    let meant = suggested_model(before, after).into_iter().chain(suggested_endpoint(after));
    let fixes = meant.chain(other);
    let mut fixes: Vec<FieldsFix> =
        fixes.filter(|fix| takes_all(before, &after.changed(&fix.changes))).collect();
    fixes.dedup_by(|one, other| one.changes == other.changes);
    fixes
}

/// The fix that selects the model closest to the one entered.
fn suggested_model(before: Option<&Connection>, after: &Connection) -> Option<FieldsFix> {
    let default = after.text("defaultModel").filter(|id| !id.trim().is_empty())?;
    if before.is_some_and(|before| before.text("defaultModel") == Some(default)) {
        return None;
    }
    let near = after.nearest_model(default)?;
    let mut list = ModelList::of(after);
    list.replace(default, &near);
    let label = words::did_you_mean(after.shown_model(&near));
    Some(FieldsFix::choice(label, list.changes(after)))
}

/// The fix that adds the scheme to an endpoint entered without one.
fn suggested_endpoint(after: &Connection) -> Option<FieldsFix> {
    let right = with_scheme(after.text("baseUrl")?.trim())?;
    Some(FieldsFix::choice(words::use_base(&right), vec![("baseUrl", Some(right.into()))]))
}

fn takes_all(before: Option<&Connection>, after: &Connection) -> bool {
    new_problems(before, after).is_empty()
}

/// Whether a fix of a stored connection introduces no problem.
pub(super) fn takes(before: &Connection, after: &Connection) -> bool {
    // Most fixes end here and need no simulated start: their values are valid on their own. The
    // entries of `models` are not checked here.
    let is_left_alone = after.object().is_some_and(|object| changes_nothing(object, true));
    let is_whole =
        !after.is_compat() || after.protocol().is_some() && after.filled("baseUrl").is_some();
    let has_same_models = before.get("models") == after.get("models");
    if has_same_models && is_left_alone && is_whole && refusable(after).is_empty() {
        return true;
    }
    takes_all(Some(before), after)
}

fn faults_at_entry(before: Option<&Connection>, after: &Connection) -> Vec<ChatProblem> {
    let mut old = before.map(refusable).unwrap_or_default();
    let without_nulls = before.and_then(Connection::without_nulls);
    old.extend(without_nulls.iter().flat_map(refusable));
    let mut new = refusable(after);
    new.retain(|fault| !old.iter().any(|other| other.problem == fault.problem));
    // The default is left over from before the change: drop it instead of letting it decide the
    // type of connection.
    let is_left = before
        .is_some_and(|before| before.get("defaultModel") == after.get("defaultModel"))
        && after.provider_type() == "pi";
    for fault in new.iter_mut().filter(|fault| is_left && fault.problem.path == "defaultModel") {
        fault.fix = Some(FieldsFix::choice(words::CLEAR_DEFAULT, vec![("defaultModel", None)]));
    }
    new.extend(dropped_models(before, after));
    new
}

/// The faults that block a connection from being saved; the others are reported afterwards.
fn refusable(connection: &Connection) -> Vec<ChatProblem> {
    let after = converted(connection);
    let known = Known::assumed(connection);
    let mut faults = faults(connection, after.as_ref(), &known);
    let is_pasted = connection.base_of_request_url().is_some();
    faults.retain(|fault| {
        let path = fault.problem.path;
        fault.severity == Severity::Error
            || path == "defaultModel"
            || path == "baseUrl" && is_pasted
    });
    faults
}

fn converted(connection: &Connection) -> Option<Map<String, Value>> {
    let object = connection.object().filter(|_| is_converted(connection))?;
    NextStarts::of(object, true).converted(connection)
}

/// Entered models that Craft's next start drops, on either host.
fn dropped_models(before: Option<&Connection>, after: &Connection) -> Option<ChatProblem> {
    let object = after.object().filter(|object| !changes_nothing(object, true))?;
    let known: HashSet<&str> =
        before.into_iter().flat_map(|before| before.model_ids().map(shown_id)).collect();
    let mut entered = after.model_ids().map(shown_id);
    let mut models: Vec<&str> = Vec::new();
    models.extend(entered.by_ref().filter(|id| !id.trim().is_empty() && !known.contains(id)));
    let default = after.text("defaultModel").filter(|id| !id.trim().is_empty());
    let default = default.filter(|id| {
        before.is_none_or(|b| b.text("defaultModel").map(shown_id) != Some(shown_id(id)))
    });
    if models.is_empty() && default.is_none() {
        return None;
    }
    let live = LiveLists::stored_in(object);
    for host in [Host::Desktop, Host::Server] {
        let start = Start { host, opus_restored: true, live: &live };
        let next = Connection::new(object_after_start(object, &start).into());
        let kept: HashSet<&str> = next.model_ids().map(shown_id).collect();
        let dropped: Vec<String> =
            models.iter().filter(|id| !kept.contains(*id)).map(|id| redacted_text(id)).collect();
        let is_default_lost =
            default.is_some_and(|id| next.text("defaultModel").map(shown_id) != Some(shown_id(id)));
        if dropped.is_empty() && !is_default_lost {
            continue;
        }
        let (path, sentence) = match (dropped.as_slice(), default) {
            ([], Some(id)) => {
                let becomes = next.text("defaultModel").map_or("none", shown_id);
                ("defaultModel", words::default_replaced(shown_id(id), becomes))
            }
            (dropped, _) => ("models", words::models_dropped(dropped)),
        };
        let changes = after.as_compatible();
        let fix = changes.map(|changes| FieldsFix::choice(words::CONVERT, changes));
        let fault = ChatProblem::warning(path, sentence, short::MODELS_DROPPED);
        return Some(fault.fixed_by(fix));
    }
    None
}
