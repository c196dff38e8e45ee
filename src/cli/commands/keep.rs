//! `backups`, `restore`: copies of config.json, and the way back to one.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Context, Failure};
use crate::cli::output::{changes, changes_as_json, print, print_json, table};
use crate::cli::signals;

pub fn backups(context: &Context) -> Result<ExitCode, Failure> {
    let all = context.store.backups();
    if context.json {
        let one =
            |b: &crate::store::Backup| json!({"name": b.name, "path": b.path, "bytes": b.bytes});
        let all: Vec<Value> = all.iter().map(one).collect();
        print_json(&all.into())?;
    } else {
        let row = |b: &crate::store::Backup| vec![b.name.clone(), b.bytes.to_string()];
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        print(&table(&["BACKUP", "BYTES"], &rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub fn restore(context: &mut Context, name: Option<&str>) -> Result<ExitCode, Failure> {
    let backup = context.store.backup(name)?;
    let changed = context.store.changes_to(&backup)?;
    if !context.dry_run {
        let _whole = signals::held_off()?;
        context.store.restore(&backup)?;
    }
    if context.json {
        print_json(&json!({
            "label": format!("Restored {}", backup.name),
            "notes": [],
            "dryRun": context.dry_run,
            "changes": changes_as_json(&changed),
        }))?;
    } else {
        let done = if context.dry_run {
            "Would restore"
        } else {
            "Restored"
        };
        print(&format!("{done} {}\n{}", backup.name, changes(&changed)))?;
    }
    Ok(ExitCode::SUCCESS)
}
