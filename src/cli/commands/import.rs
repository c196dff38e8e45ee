//! `import`: applies an export of this program as one edit.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::import_from;
use crate::cli::args::ImportArguments;
use crate::cli::json_schema::Output;
use crate::cli::messages::{NOTHING_SAVED, transfer as messages};
use crate::cli::output::commit_in_words as describe;
use crate::settings::edit::UNCHANGED;
use crate::settings::redact::redacted_text;
use crate::settings::transfer::{Conflict, Merge, MergeOptions, OnConflict, words};
use crate::store::messages::import_unreadable;
use crate::store::{Commit, now_ms, parse_export, read_export};

pub(super) fn run(context: &mut Context, arguments: &ImportArguments) -> CommandResult {
    let only = (!arguments.only.is_empty()).then_some(&arguments.only[..]);
    if let Some(tool) = arguments.from {
        return import_from::run(context, tool, only);
    }
    let path = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let (name, text) = read(path)?;
    let refused = |wrong: Vec<String>| Failure::Refused(wrong.join("\n"));
    let document = parse_export(&name, &text).map_err(refused)?;
    let on_conflict = match (arguments.replace, arguments.rename) {
        (true, _) => OnConflict::Replace,
        (_, true) => OnConflict::Rename,
        _ => OnConflict::Keep,
    };
    let options = MergeOptions {
        only,
        on_conflict,
        set_default: arguments.set_default,
        now_ms: now_ms(),
        ..MergeOptions::default()
    };
    let merge = document.merge(context.settings(), &options).map_err(refused)?;
    // Before sending stored credentials to other hosts.
    context.agree_to_save(
        messages::ASK_TO_IMPORT,
        &merge.risks,
        NOTHING_SAVED,
        messages::not_agreed,
    )?;
    make(context, &merge)
}

/// The text of a file or of standard input, and its name for messages.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let (name, read) = if path == Path::new("-") {
        ("standard input".to_owned(), read_export(io::stdin().lock()))
    } else {
        let file = File::open(path).and_then(|file| {
            if file.metadata()?.is_dir() {
                Err(io::ErrorKind::IsADirectory.into())
            } else {
                Ok(file)
            }
        });
        (path.display().to_string(), file.and_then(read_export))
    };
    match read {
        Ok(text) => Ok((name, text)),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
            Err(Failure::Refused(messages::INPUT_TOO_LONG.to_owned()))
        }
        Err(error) => Err(Failure::Refused(import_unreadable(&name, &error))),
    }
}

/// Makes or previews the edit, and prints the result and what was left alone.
fn make(context: &mut Context, merge: &Merge) -> CommandResult {
    let mut commit = match &merge.edit {
        Some(edit) => context.commit(edit)?,
        None => Commit { label: UNCHANGED.to_owned(), ..Commit::default() },
    };
    let renamed = merge.renamed.iter().map(|(from, to)| words::renamed(from, to));
    let missing = merge.missing_workspaces.iter().map(|name| words::missing_workspace(name));
    let equal = (!merge.equal.is_empty()).then(|| messages::equal(&merge.equal));
    let notes = renamed.chain(equal).chain(missing).chain(merge.left_out.iter().cloned());
    commit.caveats.splice(0..0, notes.chain(merge.notes.iter().cloned()));
    commit.not_done.extend(merge.conflicts.iter().map(words::conflict));
    let renamed = merge.renamed.iter().map(|(from, to)| json!({"from": from, "to": to}));
    let more = [
        ("equal", json!(merge.equal)),
        ("renamed", renamed.collect()),
        ("conflicts", merge.conflicts.iter().map(conflict_as_json).collect()),
    ];
    let text = describe(&commit, context.dry_run);
    context.print_commit_with(Output::Import, more, &text, &commit)
}

fn conflict_as_json(conflict: &Conflict) -> Value {
    let fields = conflict.fields.iter().map(|field| {
        json!({"path": field.path, "here": redacted_text(&field.here),
            "inFile": redacted_text(&field.in_file)})
    });
    let of = if conflict.is_workspace { "workspace" } else { "slug" };
    json!({of: conflict.name, "fields": fields.collect::<Vec<_>>()})
}
