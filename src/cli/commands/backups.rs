//! `backups`: the copies of config.json.

use std::process::ExitCode;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::context::Context;
use super::failure::CommandResult;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::settings::Settings;
use crate::store::Backup;
use crate::text::age::ago;

pub(super) fn run(context: &Context) -> CommandResult {
    context.warn_if_missing();
    let all = context.store.backups();
    let slugs = Backup::open_each(&all).into_iter();
    // None when the backup cannot be read.
    let slugs = slugs.map(|opened| opened.ok().map(|opened| slugs_in(&opened.settings)));
    let all = all.iter().zip(slugs);
    if context.json {
        let one = |(b, slugs): (&Backup, Option<Vec<String>>)| json!({"name": b.name, "path": b.path, "bytes": b.bytes, "connections": slugs});
        let all: Vec<Value> = all.map(one).collect();
        print_json(Output::Backups, &json!({"backups": all}))?;
    } else {
        let now = SystemTime::now();
        let row = |(b, slugs): (&Backup, Option<Vec<String>>)| {
            let slugs = slugs.map(|slugs| slugs.join(" "));
            let slugs = slugs.unwrap_or_else(|| messages::UNREADABLE_BACKUP.to_owned());
            let age = b.age(now).map(ago).unwrap_or_default();
            vec![b.name.clone(), age, b.bytes.to_string(), slugs]
        };
        let rows: Vec<Vec<String>> = all.map(row).collect();
        print(&table(&["BACKUP", "AGE", "BYTES", "CONNECTIONS"], &rows, Narrow::Wrap(&[3])))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn slugs_in(settings: &Settings) -> Vec<String> {
    let all = settings.connections().iter();
    all.map(|c| c.slug().to_owned()).collect()
}
