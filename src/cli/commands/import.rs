//! `import`: applies an export of this program as one edit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::ask::ask;
use super::context::{Context, unix_time};
use super::failure::{Failure, nothing_saved};
use super::import_from;
use crate::cli::args::ImportArguments;
use crate::cli::json_schema::Output;
use crate::cli::messages::{self as all_messages, transfer as messages};
use crate::cli::output::{commit as describe, commit_as_json, print, print_json, warn};
use crate::settings::redact::redacted_text;
use crate::settings::transfer::{Conflict, Document, Merge, MergeOptions, OnConflict, words};
use crate::store::Commit;
use crate::store::document::parse_text;

/// The most bytes to read of a file.
const INPUT: u64 = 16 << 20;

pub(super) fn run(context: &mut Context, arguments: &ImportArguments) -> Result<ExitCode, Failure> {
    let only = (!arguments.only.is_empty()).then_some(&arguments.only[..]);
    if let Some(tool) = arguments.from {
        return import_from::run(context, tool, only);
    }
    let path = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let (name, text) = read(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let value = parse_text(text)
        .map_err(|why| Failure::Refused(messages::no_json(&name, &why.to_string())))?;
    let refused = |wrong: Vec<String>| Failure::Refused(wrong.join("\n"));
    let document = Document::read(value).map_err(refused)?;
    let on_conflict = match (arguments.replace, arguments.rename) {
        (true, _) => OnConflict::Replace,
        (_, true) => OnConflict::Rename,
        _ => OnConflict::Keep,
    };
    let options = MergeOptions {
        only,
        on_conflict,
        set_default: arguments.set_default,
        moment: unix_time(),
        ..MergeOptions::default()
    };
    let merge = document.merge(context.settings(), &options).map_err(refused)?;
    agree_to(context, &merge.risks)?;
    make(context, &merge)
}

/// Asks before sending stored credentials to other hosts.
fn agree_to(context: &Context, risks: &[String]) -> Result<(), Failure> {
    if risks.is_empty() || context.yes || context.dry_run {
        return Ok(());
    }
    match ask(messages::ASK_TO_IMPORT, risks)? {
        Some(true) => Ok(()),
        Some(false) => Err(nothing_saved()),
        // The failure must list what the question would have listed.
        None => Err(Failure::Refused(messages::not_agreed(risks))),
    }
}

/// The text of a file or of standard input, and its name for messages.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let mut text = String::new();
    let (name, read) = if path == Path::new("-") {
        let read = io::stdin().lock().take(INPUT + 1).read_to_string(&mut text);
        ("standard input".to_owned(), read)
    } else {
        let file = File::open(path).and_then(|file| {
            if file.metadata()?.is_dir() {
                Err(io::ErrorKind::IsADirectory.into())
            } else {
                Ok(file)
            }
        });
        let read = file.and_then(|file| file.take(INPUT + 1).read_to_string(&mut text));
        (path.display().to_string(), read)
    };
    match read {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length > INPUT) => {
            Err(Failure::Refused(messages::INPUT_TOO_LONG.to_owned()))
        }
        Ok(_) => Ok((name, text)),
        Err(error) => Err(Failure::Refused(messages::unreadable(Path::new(&name), &error))),
    }
}

/// Makes or previews the edit, and prints the result and what was left alone.
fn make(context: &mut Context, merge: &Merge) -> Result<ExitCode, Failure> {
    let mut commit = match &merge.edit {
        Some(edit) => context.commit(edit)?,
        None => Commit {
            label: all_messages::NOTHING_CHANGES.to_owned(),
            changes: Vec::new(),
            caveats: Vec::new(),
            not_done: Vec::new(),
            through_craft: false,
        },
    };
    let renamed = merge.renamed.iter().map(|(from, to)| words::renamed(from, to));
    let missing = merge.missing_workspaces.iter().map(|name| words::missing_workspace(name));
    let equal = (!merge.equal.is_empty()).then(|| messages::equal(&merge.equal));
    let notes = renamed.chain(equal).chain(missing).chain(merge.left_out.iter().cloned());
    commit.caveats.splice(0..0, notes.chain(merge.notes.iter().cloned()));
    commit.not_done.extend(merge.conflicts.iter().map(words::conflict));
    if context.json {
        let mut value = commit_as_json(&commit, context.dry_run);
        value["equal"] = json!(merge.equal);
        let renamed = merge.renamed.iter().map(|(from, to)| json!({"from": from, "to": to}));
        value["renamed"] = renamed.collect();
        value["conflicts"] = merge.conflicts.iter().map(conflict_as_json).collect();
        print_json(Output::Import, &value).map_err(Failure::NotPrinted)?;
    } else {
        print(&describe(&commit, context.dry_run)).map_err(Failure::NotPrinted)?;
    }
    for not_done in &commit.not_done {
        warn(&all_messages::not_done(not_done));
    }
    Ok(ExitCode::from(u8::from(!commit.not_done.is_empty())))
}

fn conflict_as_json(conflict: &Conflict) -> Value {
    let fields = conflict.fields.iter().map(|field| {
        json!({"path": field.path, "here": redacted_text(&field.here),
            "inFile": redacted_text(&field.in_file)})
    });
    let of = if conflict.is_workspace { "workspace" } else { "slug" };
    json!({of: conflict.name, "fields": fields.collect::<Vec<_>>()})
}
