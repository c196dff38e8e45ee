//! `backups`, `restore`: copies of config.json, and the way back to one.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Context, Failure};
use crate::cli::output::{commit_as_json, done, print, print_json, table};
use crate::cli::signals;
use crate::settings::Settings;
use crate::store::{Backup, Commit};

pub fn backups(context: &Context) -> Result<ExitCode, Failure> {
    let all = context.store.backups();
    if context.json {
        let one = |b: &Backup| json!({"name": b.name, "path": b.path, "bytes": b.bytes, "connections": slugs(b)});
        let all: Vec<Value> = all.iter().map(one).collect();
        print_json(&all.into())?;
    } else {
        let row = |b: &Backup| {
            let slugs = slugs(b).map(|slugs| slugs.join(" "));
            let slugs = slugs.unwrap_or_else(|| "! cannot be read".to_owned());
            vec![b.name.clone(), b.bytes.to_string(), slugs]
        };
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        print(&table(&["BACKUP", "BYTES", "CONNECTIONS"], &rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The slugs of a backup's connections; none where it cannot be read.
fn slugs(backup: &Backup) -> Option<Vec<String>> {
    let settings = backup.settings()?;
    let slugs = settings.connections().iter().map(|c| c.slug().to_owned());
    Some(slugs.collect())
}

/// What is to be known besides what changes.
fn notes(context: &Context, backup: &Backup) -> Vec<String> {
    if context.store.unreadable().is_some() {
        let slugs = slugs(backup).unwrap_or_default().join(", ");
        return vec![format!(
            "The present config.json cannot be read: all of it is replaced. The backup has: {slugs}."
        )];
    }
    let (now, then) = (context.settings(), backup.settings());
    let back = then.iter().flat_map(Settings::connections);
    let back = back.filter(|c| !now.has_slug(c.slug()));
    let lacking = back.filter(|c| now.authentication(c, super::now()).is_lacking());
    let lacking: Vec<&str> = lacking.map(|c| c.slug()).collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "Credentials are in no backup, and none is stored for {}.",
        lacking.join(", ")
    )]
}

pub fn restore(context: &mut Context, name: Option<&str>) -> Result<ExitCode, Failure> {
    let backup = context.store.backup(name)?;
    let is_same = context.store.is_as_in(&backup)?;
    let commit = Commit {
        label: if is_same {
            "Nothing changes".to_owned()
        } else {
            format!("Restored {}", backup.name)
        },
        changes: context.store.changes_to(&backup)?,
        caveats: notes(context, &backup),
    };
    if !context.dry_run {
        let _whole = signals::held_off()?;
        context.store.restore(&backup)?;
    }
    let told = if context.json {
        print_json(&commit_as_json(&commit, context.dry_run))
    } else {
        print(&done(&commit, context.dry_run))
    };
    told.map_err(Failure::Untold)?;
    Ok(ExitCode::SUCCESS)
}
