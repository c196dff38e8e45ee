//! `backups`, `restore`: copies of config.json, and the way back to one.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Context, Failure};
use crate::cli::output::{Narrow, done, print, print_json, table};
use crate::settings::Settings;
use crate::store::{Backup, Commit};
use crate::system::signals;

pub fn backups(context: &Context) -> Result<ExitCode, Failure> {
    context.warn_if_missing();
    let all = context.store.backups();
    let slugs = Backup::open_each(&all).into_iter();
    // None where it cannot be read.
    let slugs = slugs.map(|opened| opened.ok().map(|opened| slugs_in(&opened.settings)));
    let all = all.iter().zip(slugs);
    if context.json {
        let one = |(b, slugs): (&Backup, Option<Vec<String>>)| json!({"name": b.name, "path": b.path, "bytes": b.bytes, "connections": slugs});
        let all: Vec<Value> = all.map(one).collect();
        print_json(&all.into())?;
    } else {
        let row = |(b, slugs): (&Backup, Option<Vec<String>>)| {
            let slugs = slugs.map(|slugs| slugs.join(" "));
            let slugs = slugs.unwrap_or_else(|| "! cannot be read".to_owned());
            vec![b.name.clone(), b.bytes.to_string(), slugs]
        };
        let rows: Vec<Vec<String>> = all.map(row).collect();
        print(&table(&["BACKUP", "BYTES", "CONNECTIONS"], &rows, Narrow::Wrap(&[2])))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn slugs_in(settings: &Settings) -> Vec<String> {
    let all = settings.connections().iter();
    all.map(|c| c.slug().to_owned()).collect()
}

/// What is to be known besides what changes.
fn notes(context: &Context, then: &Settings) -> Vec<String> {
    if context.store.unreadable().is_some() {
        return vec![format!(
            "The present config.json cannot be read: all of it is replaced. The backup has: {}.",
            slugs_in(then).join(", ")
        )];
    }
    let now = context.settings();
    let back = then.connections().iter();
    let back = back.filter(|c| !now.has_slug(c.slug()));
    let lacking = back.filter(|c| now.authentication(c, super::now()).is_lacking());
    let lacking: Vec<&str> = lacking.map(|c| c.slug()).collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    vec![format!("Credentials are in no backup, and none is stored for {}.", lacking.join(", "))]
}

pub fn restore(context: &mut Context, name: Option<&str>) -> Result<ExitCode, Failure> {
    // Also where config.json cannot be used: that is what it is for.
    context.store.read_all();
    let (opened, skipped) = match name {
        Some(name) => (context.store.backup(name)?, Vec::new()),
        None => context.store.newest_backup()?,
    };
    let label = if context.store.is_as_in(&opened)? {
        "Nothing changes".to_owned()
    } else {
        format!("Restored {}", opened.backup.name)
    };
    let mut commit = Commit {
        label,
        changes: context.store.changes_to(&opened),
        caveats: skipped
            .iter()
            .map(|backup| format!("Skipped {}: it cannot be read.", backup.name))
            .chain(notes(context, &opened.settings))
            .collect(),
        not_done: Vec::new(),
    };
    if !context.dry_run {
        let _whole = signals::uninterrupted();
        context.store.restore(&opened)?;
        commit.caveats.extend(context.store.settle_saved());
    }
    context.tell(&done(&commit, context.dry_run), &commit)
}
