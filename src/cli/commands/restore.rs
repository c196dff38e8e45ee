//! `restore`: puts back a copy of config.json.

use std::time::SystemTime;

use super::ask::ask;
use super::backups::slugs_in;
use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::messages;
use crate::cli::output::done_in_words;
use crate::settings::Settings;
use crate::settings::edit::UNCHANGED;
use crate::store::{Backup, Commit, now_ms};
use crate::system::signals;
use crate::text::age::ago;

/// How many backups to list under the question whether to restore one.
const LISTED: usize = 5;

pub(super) fn run(context: &mut Context, name: Option<&str>) -> CommandResult {
    // Also when config.json cannot be used: restoring is meant for that.
    context.store.read_all();
    let (opened, skipped) = match name {
        Some(name) => (context.store.backup(name)?, Vec::new()),
        None => context.store.newest_backup()?,
    };
    let label = if context.store.is_as_in(&opened)? {
        UNCHANGED.to_owned()
    } else if name.is_some() || agrees(context, &opened.backup)? {
        messages::restored(&opened.backup.name)
    } else {
        return Err(Failure::Refused(messages::NOTHING_RESTORED.to_owned()));
    };
    let mut commit = Commit {
        label,
        changes: context.store.changes_to(&opened),
        caveats: skipped
            .iter()
            .map(|backup| messages::skipped_backup(&backup.name))
            .chain(notes(context, &opened.settings))
            .collect(),
        ..Commit::default()
    };
    if !context.dry_run {
        let _whole = signals::uninterrupted();
        context.store.restore(&opened)?;
        commit.caveats.extend(context.store.wait_for_inspections());
    }
    context.print_commit(&done_in_words(&commit, context.dry_run), &commit)
}

/// What to know besides the changes.
fn notes(context: &Context, then: &Settings) -> Vec<String> {
    if context.store.unreadable().is_some() {
        return vec![messages::replaces_unreadable_config(&slugs_in(then))];
    }
    let current = context.settings();
    let back = then.connections().iter();
    let back = back.filter(|c| !current.has_slug(c.slug()));
    let lacking = back.filter(|c| current.authentication(c, now_ms()).is_refused());
    let lacking: Vec<&str> = lacking.map(|c| c.slug()).collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    vec![messages::credentials_not_in_backup(&lacking)]
}

/// Whether the person agrees to the newest backup when none was named.
fn agrees(context: &Context, newest: &Backup) -> Result<bool, Failure> {
    if context.yes || context.dry_run {
        return Ok(true);
    }
    let question = messages::ask_to_restore(&name_and_age(newest));
    let all = context.store.backups();
    let mut lines: Vec<String> = all.iter().take(LISTED).map(name_and_age).collect();
    lines.extend((all.len() > LISTED).then(|| messages::and_more(all.len() - LISTED)));
    match ask(&question, &lines)? {
        Some(agreed) => Ok(agreed),
        None => Err(Failure::Refused(format!("{question} {}", messages::NAME_A_BACKUP))),
    }
}

/// A backup with its age: `2026-01-31T12-30-00.000Z (2 min ago)`.
fn name_and_age(backup: &Backup) -> String {
    let age = backup.age(SystemTime::now()).map(|age| format!(" ({})", ago(age)));
    format!("{}{}", backup.name, age.unwrap_or_default())
}
