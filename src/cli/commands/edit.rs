//! `add`, `set`, `replace`, `rename`, `duplicate`, `delete`: edits of connections.

use std::io::Read;
use std::process::ExitCode;

use serde_json::Value;

use super::context::{Context, NamedConnection, unix_time};
use super::failure::{Failure, field_errors, nothing_saved};
use super::show::{ADDED, IN_EFFECT};
use crate::cli::json_schema::VERSION_KEY;
use crate::cli::messages;
use crate::settings::connection::faults::FieldError;
use crate::settings::connection::presets::{Preset, presets};
use crate::settings::edit::assignment::Assignment;
use crate::settings::edit::diff::Change;
use crate::settings::edit::draft::Draft;
use crate::settings::edit::{ClaudeEdit, Edit, FieldEdit, UNCHANGED};
use crate::settings::problems::FieldsFix;
use crate::settings::redact::REDACTED;
use crate::settings::{Connection, ConnectionId, Settings};
use crate::store::document::parse_text;

/// The most bytes to read from standard input.
const INPUT: u64 = 1 << 20;

pub(super) fn assignments(texts: &[String]) -> Result<Vec<Assignment>, Failure> {
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

fn preset(name: &str) -> Result<&'static Preset, Failure> {
    let same = |preset: &&Preset| preset.name.eq_ignore_ascii_case(name);
    presets().iter().find(same).ok_or_else(|| {
        let names = presets().iter().map(|preset| preset.name.as_str());
        Failure::Usage(messages::unknown_preset(name, names))
    })
}

pub(super) fn add(
    context: &mut Context,
    preset_name: Option<&str>,
    arguments: &[String],
) -> Result<ExitCode, Failure> {
    let (_, fields) = slug_and_fields(arguments);
    if preset_name.is_none() && fields.is_empty() {
        return Err(Failure::Usage(messages::NAME_A_PRESET.to_owned()));
    }
    let preset = preset_name.map(preset).transpose()?;
    let known = preset.map(|preset| preset.connection(context.settings(), unix_time()));
    add_over(context, known, arguments)
}

/// The slug, if the first argument is one, and the fields.
fn slug_and_fields(arguments: &[String]) -> (Option<&str>, &[String]) {
    match arguments.split_first() {
        Some((first, rest)) if !first.contains('=') => (Some(first), rest),
        _ => (None, arguments),
    }
}

/// Adds a connection from known values and the arguments.
pub(super) fn add_over(
    context: &mut Context,
    known: Option<Connection>,
    arguments: &[String],
) -> Result<ExitCode, Failure> {
    let (slug, fields) = slug_and_fields(arguments);
    let given = assignments(fields)?;
    if slug.is_some() && given.iter().any(|a| a.field.path == "slug") {
        return Err(Failure::Usage(messages::given_twice("slug")));
    }
    let new = context.settings().new_connection(known, slug, given, unix_time());
    save(context, None, &new.base, &new.draft, new.misplaced, &[])
}

pub(super) fn set(
    context: &mut Context,
    slug: &str,
    fields: &[String],
) -> Result<ExitCode, Failure> {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let given = assignments(fields)?;
    if let Some(why) = context.settings().why_not_editable(&id) {
        return Err(Failure::Refused(messages::not_editable(slug, &why.to_string())));
    }
    let mut draft = (*connection).clone();
    let paths: Vec<_> = given.iter().map(|assignment| assignment.field.path).collect();
    let misplaced = draft.assign(given);
    save(context, Some(&id), &connection, &draft, misplaced, &paths)
}

/// Saves a draft as the form does, and prints what a person should know about it. `given` are the
/// paths of the fields that the command sets.
fn save(
    context: &mut Context,
    id: Option<&ConnectionId>,
    seen: &Connection,
    draft: &Connection,
    misplaced: Vec<FieldError>,
    given: &[&'static str],
) -> Result<ExitCode, Failure> {
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
    let Failure::Refused(mut lines) = field_errors(problems) else {
        return Failure::Refused(String::new());
    };
    let assignment = |(path, value): (&str, Option<Value>)| {
        let value = match value {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        format!("'{path}={value}'")
    };
    for fix in fixes {
        let assignments: Vec<String> = fix.changes.into_iter().map(assignment).collect();
        let label = fix.label;
        let add = if label.ends_with('?') { " Add" } else { ": add" };
        lines = format!("{lines}\n{label}{add} {}", assignments.join(" "));
    }
    Failure::Refused(lines)
}

pub(super) fn replace(context: &mut Context, slug: &str) -> Result<ExitCode, Failure> {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let mut text = String::new();
    let read = std::io::stdin().lock().take(INPUT + 1).read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > INPUT) {
        return Err(Failure::Refused(messages::INPUT_TOO_LONG_FOR_CONNECTION.to_owned()));
    }
    let mut value = parse_text(&text).map_err(|why| {
        Failure::Refused(messages::input_is_no_json(&why.in_file("Standard input")))
    })?;
    if holds(&value, REDACTED) {
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
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(object) => object.values().any(|value| holds(value, text)),
        _ => false,
    }
}

pub(super) fn rename(context: &mut Context, slug: &str, name: &str) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?.id;
    let edit = context.settings().rename(&id, name);
    context.make(&edit)
}

pub(super) fn duplicate(
    context: &mut Context,
    slug: &str,
    with_secrets: bool,
) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?.id;
    let mut commit = context.commit(&Edit::Duplicate { id, with_secrets, now: unix_time() })?;
    if let Some(copy) = commit.changes.iter().find_map(Change::whole_connection) {
        commit.label = format!("{} as “{}”", commit.label, copy.display_name());
    }
    context.made(commit)
}

pub(super) fn delete(
    context: &mut Context,
    slug: &str,
    with_login: bool,
) -> Result<ExitCode, Failure> {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let settings = context.settings();
    let mut lines = settings.consequences_of_delete(&id);
    let stays = settings.login_that_stays(&id);
    let is_last = settings.is_last_of_claude_login(&connection);
    if with_login && !is_last {
        let sharing = settings.sharing_claude_login(&connection);
        return Err(Failure::Refused(if sharing.is_empty() {
            messages::no_claude_login(slug)
        } else {
            messages::claude_login_stays(&sharing)
        }));
    }
    let question = messages::ask_to_delete(&connection.display_name());
    // If the login outlasts its last connection, the line about it also says how to remove it.
    let with_way = |lines: Vec<String>, way: &str| -> Vec<String> {
        let is_it = |line: &String| is_last && Some(line) == stays.as_ref();
        let with = |line| if is_it(&line) { format!("{line} {way}") } else { line };
        lines.into_iter().map(with).collect()
    };
    let asked = with_way(lines.clone(), messages::WITH_LOGIN_REMOVES_IT);
    if !context.confirm(&question, &asked)? {
        return Err(Failure::Refused(messages::NOTHING_DELETED.to_owned()));
    }
    // No other answer covers this: the login serves more than this connection.
    let also_login = is_last
        && (with_login
            || context.can_prompt()
                && context.confirm(messages::ASK_TO_DELETE_CLAUDE_LOGIN, &[])?);
    if also_login {
        lines.retain(|line| Some(line) != stays.as_ref());
    }
    let before = context.settings().clone();
    let delete = Edit::Delete { id: id.clone(), seen: connection, now: unix_time() };
    let commit = context.commit(&if also_login {
        Edit::All(vec![delete, Edit::ClaudeLogin(ClaudeEdit::Remove)])
    } else {
        delete
    })?;
    // What the deletion did is only known now.
    let lines = if context.dry_run {
        with_way(lines, messages::WITH_LOGIN_REMOVES_IT)
    } else {
        let done = before.effects_of_delete(&id, context.settings());
        with_way(done, messages::LOGOUT_REMOVES_IT)
    };
    context.notes.extend(lines);
    context.made(commit)
}
