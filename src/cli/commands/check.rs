//! `check`: the problems of the settings, and the fixes that lose nothing.

use std::io;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{changes_as_json, commit_in_words, hanging, print, print_json, warn};
use crate::cli::paint::{Style, painted};
use crate::settings::edit::Edit;
use crate::settings::problems::fixed_by_location::Fixed;
use crate::settings::problems::{Problem, Severity};
use crate::store::{Commit, now_ms};

pub(super) fn run(context: Context, fix: bool) -> CommandResult {
    let unusable = context.store.unreadable().map(ToString::to_string);
    if let Some(why) = unusable.or_else(|| context.store.missing()).filter(|_| context.json) {
        let problem =
            json!({"severity": "error", "subject": "config.json", "sentence": why, "fix": null});
        checked(&context, &[problem], &[])?;
    }
    let mut context = context.ready_to_check()?;
    let fixed = if fix { fix_all(&mut context) } else { Vec::new() };
    let left = print_check(&context, &fixed);
    let left = if fixed.is_empty() || context.dry_run {
        left?
    } else {
        left.map_err(Failure::NotPrinted)?
    };
    Ok(ExitCode::from(u8::from(left > 0)))
}

/// Applies every lossless fix: those of settings as one edit, those of credentials one by one.
fn fix_all(context: &mut Context) -> Vec<Fixed> {
    let fixes = context.settings().fixes(now_ms());
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

/// Prints what was fixed and what is left, and returns the number of problems left.
fn print_check(context: &Context, fixed: &[Fixed]) -> io::Result<usize> {
    let found = context.settings().problems(now_ms());
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
            let changes = changes_as_json(&fixed.changes);
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
            commit_in_words(&commit, context.dry_run)
        });
        let text: String = made.chain(found.iter().map(line)).collect();
        print(&format!(
            "{text}{}\n",
            messages::problems_and_notes(problems, found.len() - problems)
        ))?;
    }
    Ok(problems)
}

/// The output of `check` for programs.
fn checked(context: &Context, problems: &[Value], fixed: &[Value]) -> io::Result<()> {
    print_json(
        Output::Check,
        &json!({"problems": problems, "fixed": fixed, "dryRun": context.dry_run}),
    )
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
