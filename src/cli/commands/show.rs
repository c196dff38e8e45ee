//! `list`, `show`, `check`: the connections, and their problems.

use std::io;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::context::{Context, NamedConnection, unix_time};
use super::failure::Failure;
use crate::cli::json_schema::Output;
use crate::cli::output;
use crate::cli::output::{Narrow, fields, hanging, print, print_json, table, warn};
use crate::cli::paint::{Style, painted};
use crate::settings::Connection;
use crate::settings::credential::Status;
use crate::settings::edit::Edit;
use crate::settings::in_words::FieldInWords;
use crate::settings::problems::fixed_by_location::Fixed;
use crate::settings::problems::{Problem, Severity};
use crate::settings::redact::{redacted, redacted_text};
use crate::store::Commit;

/// The keys added to each printed connection.
pub(super) const ADDED: [&str; 4] = ["isDefault", "authenticated", "usable", "midStream"];

/// The additional key of `show`: what a new chat gets.
pub(super) const IN_EFFECT: &str = "inEffect";

/// A connection for programs: as stored, without secrets, plus the values derived from everything
/// else.
fn as_json(context: &Context, position: usize) -> Value {
    let connection = &context.settings().connections()[position];
    let mut value = redacted(connection.value());
    if let Value::Object(object) = &mut value {
        // The key that identifies the others.
        object.extend(connection.get("slug").map(|slug| ("slug".to_owned(), slug.clone())));
        let added = ADDED.map(str::to_owned).into_iter();
        object.extend(added.zip(added_values(context, position)));
    }
    value
}

fn added_values(context: &Context, position: usize) -> [Value; 4] {
    let settings = context.settings();
    let connection = &settings.connections()[position];
    let status = settings.status(connection, unix_time());
    [
        (settings.default_position() == Some(position)).into(),
        status.shown.into(),
        status.is_usable().into(),
        connection.mid_stream().0.value().into(),
    ]
}

/// What a new chat of a connection gets, by JSON key; null when unknown.
fn in_effect(context: &Context, connection: &Connection) -> Vec<(&'static str, Value)> {
    let chat = context.settings().new_chat(connection);
    let chat = chat.as_ref();
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| redacted_text(text).into());
    let (thinking, context, images) = (
        chat.map(|chat| chat.thinking),
        chat.and_then(|chat| chat.context),
        chat.and_then(|chat| chat.images),
    );
    vec![
        ("host", text(chat.and_then(|chat| chat.host.as_deref()))),
        ("model", text(chat.and_then(|chat| chat.model.as_deref()))),
        ("titlesModel", text(chat.and_then(|chat| Some(chat.titles.as_ref()?.id.as_str())))),
        (
            "thinking",
            thinking.map_or(
                Value::Null,
                |(level, source)| json!({"level": level.value(), "source": source.word()}),
            ),
        ),
        (
            "context",
            context.map_or(
                Value::Null,
                |(tokens, source)| json!({"tokens": tokens, "source": source.word()}),
            ),
        ),
        (
            "images",
            images.map_or(
                Value::Null,
                |(images, source)| json!({"value": images, "source": source.word()}),
            ),
        ),
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

/// An added value, for people.
pub(super) fn added_text(added: &Value) -> &str {
    match added {
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        Value::String(text) => text,
        _ => "unknown",
    }
}

/// Whether Craft shows a connection as authenticated, or, if its chats differ, their state.
pub(super) const fn standing(status: &Status) -> &'static str {
    match (status.shown, status.is_usable()) {
        (Some(true), Some(false)) => "yes, but chats fail",
        (Some(true), None) => "yes, chats unknown",
        (Some(true), Some(true)) => "yes",
        (Some(false), Some(true)) => "no, but chats work",
        (Some(false), _) => "no",
        (None, _) => "unknown",
    }
}

pub(super) fn list(context: &Context) -> Result<ExitCode, Failure> {
    let settings = context.settings();
    let order = settings.display_order();
    if context.json {
        let all: Value = order.iter().map(|position| as_json(context, *position)).collect();
        print_json(Output::Connections, &json!({"connections": all}))?;
        return Ok(ExitCode::SUCCESS);
    }
    let row = |position: &usize| {
        let connection = &settings.connections()[*position];
        let [is_default, _, _, mid_stream] = added_values(context, *position);
        let status = settings.status(connection, unix_time());
        let is_default = is_default == Value::Bool(true);
        vec![
            if is_default { "*" } else { "" }.to_owned(),
            settings.id_at(*position).to_string(),
            redacted_text(&connection.display_name()),
            connection.host_or_provider().to_owned(),
            standing(&status).to_owned(),
            added_text(&mid_stream).to_owned(),
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

pub(super) fn show(context: &Context, slug: &str) -> Result<ExitCode, Failure> {
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
    let status = context.settings().status(&connection, unix_time());
    let mut rows = connection.in_words();
    let added = ADDED.into_iter().zip(added_values(context, position));
    let added = added.map(|(name, value)| match name {
        "authenticated" => (name, standing(&status).to_owned()),
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

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

const fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Bad,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Head,
    }
}

/// Applies every lossless fix: those of settings as one edit, those of credentials one by one.
fn fix_all(context: &mut Context) -> Vec<Fixed> {
    let fixes = context.settings().fixes(unix_time());
    let mut all = fix_together(context, &fixes.settings);
    for edit in &fixes.credentials {
        all.extend(fix_alone(context, edit));
    }
    all
}

/// Applies fixes as one commit: one by one, each would write the whole file again. If that is
/// refused, applies them one by one, so that one failing fix does not stop the others.
fn fix_together(context: &mut Context, edits: &[Edit]) -> Vec<Fixed> {
    if edits.len() > 1 {
        let before = context.settings().clone();
        match context.commit(&Edit::All(edits.to_vec())) {
            Ok(commit) => return before.fixed_in_each_location(edits, commit.changes),
            // Some of it is saved: applying the fixes again one by one would report them as not
            // made.
            Err(Failure::InPart(error)) => {
                warn(&error);
                return Vec::new();
            }
            Err(_) => {}
        }
    }
    edits.iter().filter_map(|edit| fix_alone(context, edit)).collect()
}

fn fix_alone(context: &mut Context, edit: &Edit) -> Option<Fixed> {
    let label = edit.label(context.settings());
    match context.commit(edit) {
        Ok(commit) => Some(Fixed { label: commit.label, changes: commit.changes }),
        Err(error) => {
            warn(&format!("{label}: {error}"));
            None
        }
    }
}

/// The output of `check` for programs.
fn checked(context: &Context, problems: &[Value], fixed: &[Value]) -> io::Result<()> {
    print_json(
        Output::Check,
        &json!({"problems": problems, "fixed": fixed, "dryRun": context.dry_run}),
    )
}

pub(super) fn check(context: Context, fix: bool) -> Result<ExitCode, Failure> {
    let unusable = context.store.unreadable().map(ToString::to_string);
    if let Some(why) = unusable.or_else(|| context.store.missing()).filter(|_| context.json) {
        let problem =
            json!({"severity": "error", "subject": "config.json", "sentence": why, "fix": null});
        checked(&context, &[problem], &[])?;
    }
    let mut context = context.ready_to_judge()?;
    let fixed = if fix { fix_all(&mut context) } else { Vec::new() };
    let left = print_check(&context, &fixed);
    let left = if fixed.is_empty() || context.dry_run {
        left?
    } else {
        left.map_err(Failure::NotPrinted)?
    };
    Ok(ExitCode::from(u8::from(left > 0)))
}

/// The counts of problems and notes.
fn counted(problems: usize, notes: usize) -> String {
    let problems = match problems {
        0 => "No problems.".to_owned(),
        1 => "1 problem.".to_owned(),
        n => format!("{n} problems."),
    };
    match notes {
        0 => problems,
        1 => format!("{problems} 1 note."),
        n => format!("{problems} {n} notes."),
    }
}

/// Prints what was fixed and what is left, and returns the number of problems left.
fn print_check(context: &Context, fixed: &[Fixed]) -> io::Result<usize> {
    let found = context.settings().problems(unix_time());
    let problems = found.iter().filter(|d| d.severity != Severity::Note).count();
    if context.json {
        let one = |d: &Problem| {
            json!({
                "severity": severity(d.severity),
                "subject": context.settings().name_of(&d.location),
                "sentence": d.sentence,
                "fix": d.fix.as_ref().map(|fix| fix.label.clone()),
            })
        };
        let one_fixed = |fixed: &Fixed| {
            let changes = output::changes_as_json(&fixed.changes);
            json!({"label": fixed.label, "changes": changes})
        };
        let fixed: Vec<Value> = fixed.iter().map(one_fixed).collect();
        let found: Vec<Value> = found.iter().map(one).collect();
        checked(context, &found, &fixed)?;
    } else {
        let line = |d: &Problem| {
            let name = context.settings().name_of(&d.location);
            let fix = d.fix.as_ref().map(|fix| format!(" [{}]", fix.label));
            let line = format!("{name}: {}{}", d.sentence, fix.unwrap_or_default());
            let severity = painted(style_of(d.severity), severity(d.severity));
            hanging(&format!("{severity}: "), &line)
        };
        let made = fixed.iter().map(|fixed| {
            let commit = Commit {
                label: fixed.label.clone(),
                changes: fixed.changes.clone(),
                ..Commit::default()
            };
            output::commit(&commit, context.dry_run)
        });
        let text: String = made.chain(found.iter().map(line)).collect();
        print(&format!("{text}{}\n", counted(problems, found.len() - problems)))?;
    }
    Ok(problems)
}
