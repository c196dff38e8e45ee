//! `export`: connections for another machine, without secrets.

use std::process::ExitCode;
use std::time::SystemTime;

use super::context::Context;
use super::failure::{CommandResult, Failure};
use crate::cli::args::ExportArguments;
use crate::cli::messages::transfer as messages;
use crate::cli::output::{print, print_as_is, warn};
use crate::settings::transfer::{export, words};
use crate::store::messages::export_unwritable;
use crate::store::write_export;
use crate::system::signals;

pub(super) fn run(context: &Context, arguments: &ExportArguments) -> CommandResult {
    for slug in &arguments.slugs {
        context.connection(slug)?;
    }
    let only = (!arguments.slugs.is_empty()).then_some(&arguments.slugs[..]);
    let at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let export = export(context.settings(), only, &at)
        .map_err(|wrong| Failure::Refused(wrong.join("\n")))?;
    let text = export.text();
    match &arguments.output {
        None => print_as_is(&text).map_err(Failure::NotPrinted)?,
        Some(path) => {
            let _whole = signals::uninterrupted();
            write_export(path, &text, arguments.force).map_err(|error| {
                Failure::Refused(match error.kind() {
                    std::io::ErrorKind::AlreadyExists => messages::nothing_exported(path),
                    _ => export_unwritable(path.display(), &error),
                })
            })?;
            print(&format!("{}\n", messages::exported(export.count(), path)))
                .map_err(Failure::NotPrinted)?;
        }
    }
    for needed in &export.needs {
        warn(&words::needs(needed));
    }
    Ok(ExitCode::SUCCESS)
}
