//! Why a file can't be used for the log.

use std::path::Path;

use crate::system::run_log::LogFileError;

/// The message for a log that can't be opened: why, and what to do.
pub(in crate::cli) fn unusable_log(path: &Path, why: &LogFileError) -> String {
    let path = path.display();
    match why {
        LogFileError::NoFolder(folder) => no_log_folder(&path.to_string(), folder),
        LogFileError::IsFolder => log_is_folder(&path.to_string()),
        LogFileError::NotRegular => log_not_regular(&path.to_string()),
        LogFileError::DeadLink => log_is_dead_link(&path.to_string()),
        LogFileError::Reserved(folder) => log_in_reserved_folder(&path.to_string(), folder),
        LogFileError::HoldsOther => log_holds_other(&path.to_string()),
        LogFileError::System(why) => format!("Can't log to {path}: {why}."),
    }
}

pub fn no_log_folder(path: &str, folder: &Path) -> String {
    let folder = folder.display();
    format!("Can't log to {path}: folder {folder} not found. Create it, or name another file.")
}

pub fn log_not_regular(path: &str) -> String {
    format!("Can't log to {path}: a pipe, socket or device. Name a regular file.")
}

pub fn log_is_dead_link(path: &str) -> String {
    format!("Can't log to {path}: its link leads to a missing file. Name another file.")
}

pub fn log_is_folder(path: &str) -> String {
    format!("Can't log to {path}: it is a folder. Name a file in it.")
}

pub fn log_in_reserved_folder(path: &str, folder: &Path) -> String {
    let folder = folder.display();
    format!("Can't log to {path}: {folder} holds Craft's files or backups. Name a file elsewhere.")
}

pub fn log_holds_other(path: &str) -> String {
    format!("Can't log to {path}: the file holds something else. Name a new file.")
}

/// The warning that lines are missing.
pub fn log_incomplete(why: &str) -> String {
    format!("The log is incomplete: {why}.")
}
