//! The log of a run, if a person wants one: a line for each thing the program does. Every module
//! writes with the macros of `log`, which cost one comparison while no logger is installed.

mod file;
mod line;

use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use log::{LevelFilter, Log, Metadata, Record};

pub(crate) use file::{LogFile, LogFileError};

static LOG: OnceLock<RunLog> = OnceLock::new();

/// The target prefix of this program's records, among those of the libraries.
const OWN: &str = "llm_connections::";

struct RunLog {
    file: LogFile,
    /// Why a line is missing.
    failure: Mutex<Option<String>>,
}

/// Starts logging to a file.
pub(crate) fn start(file: LogFile) {
    let log = LOG.get_or_init(|| RunLog { file, failure: Mutex::new(None) });
    if log::set_logger(log).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}

/// Why lines are missing from the log; none when it is complete or there is none.
pub(crate) fn failure() -> Option<String> {
    let failure = &LOG.get()?.failure;
    failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

impl Log for RunLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(OWN)
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let line = line::line_of(record, SystemTime::now());
        // One write per line, so that lines of several threads and programs do not mix.
        if let Err(error) = self.file.writer().write_all(line.as_bytes()) {
            let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
            failure.get_or_insert_with(|| error.to_string());
        }
    }

    fn flush(&self) {}
}
