//! `add`, `set`, `replace`, `rename`, `duplicate`, `delete`: edits of connections.

use std::io::Read;
use std::process::ExitCode;

use serde_json::{Map, Value};

use super::look::ADDED;
use super::{Context, Failure, now, told};
use crate::settings::assign::Assignment;
use crate::settings::check::Problem;
use crate::settings::draft::Draft;
use crate::settings::edit::Edit;
use crate::settings::nearest::nearest;
use crate::settings::preset::{Preset, presets};
use crate::settings::redact::REDACTED;
use crate::settings::slug::{next_free, slugify};
use crate::settings::{Connection, ConnectionId, Settings};
use crate::store::document::parse_text;

/// The most that is read from standard input, in bytes.
const INPUT: u64 = 1 << 20;

fn assignments<'a>(texts: impl Iterator<Item = &'a String>) -> Result<Vec<Assignment>, Failure> {
    let mut all: Vec<Assignment> = Vec::new();
    for text in texts {
        let parsed = Assignment::parse(text).map_err(Failure::Usage)?;
        if all
            .iter()
            .any(|other| other.field.path == parsed.field.path)
        {
            let path = parsed.field.path;
            return Err(Failure::Usage(format!("{path} is said twice.")));
        }
        all.push(parsed);
    }
    Ok(all)
}

fn preset(name: &str) -> Result<&'static Preset, Failure> {
    let same = |preset: &&Preset| preset.name.eq_ignore_ascii_case(name);
    presets().iter().find(same).ok_or_else(|| {
        let names = presets().iter().map(|preset| preset.name.as_str());
        Failure::Usage(match nearest(name, names) {
            Some(near) => format!("There is no preset {name}; did you mean {near}?"),
            None => format!("There is no preset {name}; the command presets lists them."),
        })
    })
}

pub fn add(
    context: &mut Context,
    preset_name: Option<&str>,
    arguments: &[String],
) -> Result<ExitCode, Failure> {
    let (slug, fields) = match arguments.split_first() {
        Some((first, rest)) if !first.contains('=') => (Some(first), rest),
        _ => (None, arguments),
    };
    if preset_name.is_none() && fields.is_empty() {
        return Err(Failure::Usage(
            "Name a preset (--preset NAME; the command presets lists them), or give at least providerType= and authType=."
                .to_owned(),
        ));
    }
    let begun = match preset_name {
        Some(name) => preset(name)?.connection(context.settings(), now()),
        None => Connection::new(Value::Object(Map::from_iter([(
            "createdAt".to_owned(),
            now().into(),
        )]))),
    };
    let mut draft = begun.clone();
    let given = assignments(fields.iter())?;
    let names_itself = given.iter().any(|a| a.field.path == "name");
    let has_slug = given.iter().any(|a| a.field.path == "slug");
    if has_slug && slug.is_some() {
        return Err(Failure::Usage("The slug is said twice.".to_owned()));
    }
    let misplaced = draft.assign(given);
    if let Some(slug) = slug {
        draft.set("slug", Some(slug.as_str().into()));
        if !names_itself && preset_name.is_none() {
            draft.set("name", Some(slug.as_str().into()));
        }
    } else if !has_slug && (names_itself || draft.slug().is_empty()) {
        let name = slugify(draft.text("name").unwrap_or_default());
        let taken = |slug: &str| !context.settings().is_free_slug(slug);
        draft.set("slug", Some(next_free(&name, taken).into()));
    }
    // Slug and name stand first in the file, as Craft writes them.
    let draft = in_order(&draft);
    save(context, None, &begun, &draft, misplaced, true)
}

fn in_order(connection: &Connection) -> Connection {
    let first = ["slug", "name", "providerType", "authType"];
    let Some(object) = connection.object() else {
        return connection.clone();
    };
    let head = first
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), object.get(*key)?.clone())));
    let rest = object
        .iter()
        .filter(|(key, _)| !first.contains(&key.as_str()));
    let rest = rest.map(|(key, value)| (key.clone(), value.clone()));
    let mut all: Map<String, Value> = head.chain(rest).collect();
    // When it was made stands behind what it is.
    if let Some(created) = all.shift_remove("createdAt") {
        all.insert("createdAt".to_owned(), created);
    }
    Connection::new(Value::Object(all))
}

pub fn set(
    context: &mut Context,
    slug: &str,
    fields: &[String],
    yes: bool,
) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?;
    let given = assignments(fields.iter())?;
    let seen = seen(context.settings(), &id)?;
    let mut draft = seen.clone();
    let misplaced = draft.assign(given);
    save(context, Some(&id), &seen, &draft, misplaced, yes)
}

fn seen(settings: &Settings, id: &ConnectionId) -> Result<Connection, Failure> {
    if let Some(why) = settings.why_not_editable(id) {
        return Err(Failure::Refused(format!(
            "It cannot be edited field by field: {why}; use replace or delete."
        )));
    }
    let found = settings.connection(id);
    found
        .map(|c| (**c).clone())
        .ok_or_else(|| Failure::Refused(format!("There is no connection {}.", id.slug)))
}

/// Saves a draft as the form does, and says what a person should know of it.
fn save(
    context: &mut Context,
    id: Option<&ConnectionId>,
    seen: &Connection,
    draft: &Connection,
    misplaced: Vec<Problem>,
    yes: bool,
) -> Result<ExitCode, Failure> {
    if !misplaced.is_empty() {
        return Err(told(misplaced));
    }
    let draft = Draft {
        id,
        seen,
        draft,
        typed: Vec::new(),
        removed: &[],
    };
    let saved = draft.save(context.settings()).map_err(told)?;
    let asks = saved.risks_credential;
    if asks && !context.confirm(yes, "Its credential is concerned. Save?", &saved.told)? {
        return Err(Failure::Refused("Nothing was saved.".to_owned()));
    }
    context.notes.extend(saved.told);
    match saved.edit {
        Some(edit) => context.make(&edit),
        None => context.make(&Edit::All(Vec::new())),
    }
}

pub fn replace(context: &mut Context, slug: &str) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?;
    let mut text = String::new();
    let read = std::io::stdin()
        .lock()
        .take(INPUT + 1)
        .read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > INPUT) {
        return Err(Failure::Refused(
            "Standard input is too long for a connection.".to_owned(),
        ));
    }
    let mut value =
        parse_text(&text).map_err(|why| Failure::Refused(format!("Standard input, {why}.")))?;
    let settings = context.settings();
    let Some(seen) = settings.connection(&id) else {
        return Err(Failure::Refused(format!("There is no connection {slug}.")));
    };
    if holds(&value, REDACTED) {
        return Err(Failure::Refused(format!(
            "It holds “{REDACTED}”, which stands for what show leaves out: write the value, or take it out."
        )));
    }
    // What list and show add is no part of it.
    if let Value::Object(object) = &mut value {
        for added in ADDED {
            match seen.get(added) {
                Some(stored) => object.insert(added.to_owned(), stored.clone()),
                None => object.shift_remove(added),
            };
        }
    }
    let edit = Edit::Replace {
        id: id.clone(),
        seen: seen.clone(),
        connection: Connection::new(value),
    };
    context.make(&edit)
}

/// Whether a text stands somewhere in a value.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(object) => object.values().any(|value| holds(value, text)),
        _ => false,
    }
}

pub fn rename(context: &mut Context, slug: &str, name: &str) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?;
    let edit = context.settings().rename(&id, name);
    context.make(&edit)
}

pub fn duplicate(
    context: &mut Context,
    slug: &str,
    with_secrets: bool,
) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?;
    context.make(&Edit::Duplicate {
        id,
        with_secrets,
        now: now(),
    })
}

pub fn delete(context: &mut Context, slug: &str, yes: bool) -> Result<ExitCode, Failure> {
    let id = context.connection(slug)?;
    let settings = context.settings();
    let lines = settings.consequences_of_delete(&id);
    let name = settings
        .connection(&id)
        .map(|c| c.display_name().into_owned());
    let question = format!("Delete “{}”?", name.unwrap_or_default());
    let Some(edit) = settings.delete(&id, now()) else {
        return Err(Failure::Refused(format!("There is no connection {slug}.")));
    };
    if !context.confirm(yes, &question, &lines)? {
        return Err(Failure::Refused("Nothing was deleted.".to_owned()));
    }
    context.notes.extend(lines);
    context.make(&edit)
}
