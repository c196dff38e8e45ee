//! Whether to log, and where; the log's first and last line.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::Global;
use super::messages::log::{log_incomplete, unusable_log};
use super::output::warn;
use super::{End, paths};
use crate::system::craft_lock::DATA_FOLDER;
use crate::system::run_log::{self, LogFile};

/// Names the file when the option does not.
const VARIABLE: &str = "LLM_CONNECTIONS_LOG";

/// Opens the log if one is wanted, and writes its first line.
///
/// # Errors
/// Why the file cannot be used: noticing a missing log afterwards would be too late.
pub(super) fn start(global: &Global, command: &str) -> anyhow::Result<()> {
    let of_variable = || env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    let Some(path) = global.log.clone().or_else(of_variable) else {
        return Ok(());
    };
    let file = LogFile::open(&path, &reserved(global.config_dir.clone()));
    run_log::start(file.map_err(|why| anyhow::anyhow!(unusable_log(&path, &why)))?);
    let version = env!("LLM_CONNECTIONS_VERSION");
    let (os, arch, pid) = (env::consts::OS, env::consts::ARCH, std::process::id());
    let is_demo = global.demo.is_some();
    log::info!(version, os, arch, pid, command, is_demo; "start");
    Ok(())
}

/// The folders where no log may be written: Craft reads and watches its own, and backups are
/// identified by their folder.
fn reserved(config_dir: Option<PathBuf>) -> Vec<PathBuf> {
    // Without a home there are no folders to protect; the command itself reports that.
    let Ok(paths) = paths(config_dir) else {
        return Vec::new();
    };
    let of_home = paths.home.as_deref().map(|home: &Path| home.join(DATA_FOLDER));
    let own = [paths.config_dir, paths.state_dir.join("backups")];
    own.into_iter().chain(of_home).collect()
}

/// Writes the last line, and warns if lines are missing.
pub(super) fn end(end: &anyhow::Result<End>) {
    match end {
        Ok(End::Code(code)) => log::info!(code = number_of(*code); "end"),
        Ok(End::Signal(signal)) => log::info!(signal:?; "end"),
        Err(error) => log::info!(code = 1, why:% = format!("{error:#}"); "end"),
    }
    if let Some(why) = run_log::failure() {
        warn(&log_incomplete(&why));
    }
}

/// The number of an exit code, which the standard library does not expose.
fn number_of(code: ExitCode) -> u8 {
    (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap_or(u8::MAX)
}
