//! Sentences about saved files, which the screen and the commands show.

use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::vault::Unusable;

/// The caveat for a new `credentials.enc` that only Craft's server opens, on a machine without an
/// id.
pub const SERVER_ONLY: &str = "this machine has no machine id, so only Craft's server can open the new credentials.enc; the \
    desktop app would delete it";
pub const OLD_FILE_STAYS: &str = "the old file is kept beside the new one";

/// Why a commit was not made.
pub fn not_saved(why: impl Display) -> String {
    format!("nothing was saved: {why}")
}

/// Another program restored an old file, and a commit is in it again.
pub fn saved_again(file: &str, commit: &str) -> String {
    format!("Another program put back the old {file}: “{commit}” was saved again")
}

pub(crate) fn keeps_restoring(file: &str, commit: &str) -> String {
    format!("Another program keeps restoring the old {file}: “{commit}” is not saved")
}

/// `why` says why it could not be saved again, if that is more than a conflict.
pub fn overwritten(file: &str, commit: &str, why: Option<&str>) -> String {
    let report = format!("Another program has overwritten your change ({commit}) in {file}");
    match why {
        Some(why) => format!("{report}, and it could not be saved again: {why}"),
        None => report,
    }
}

pub fn carried_over(file: &str) -> String {
    format!("Another program wrote into the old {file}: its change was saved too")
}

pub(crate) fn not_carried_over(file: &str, why: &str) -> String {
    format!("Another program wrote into the old {file}, and its change could not be saved: {why}")
}

/// The caveat about an unusable file that a new one replaces.
pub fn set_aside_as(name: &Path) -> String {
    format!("the old file is kept as {}", name.display())
}

/// The caveat about a file that no new one could replace.
pub fn written_in_place(file: &Path, why: &str) -> String {
    format!("{} was written in place: {why}", file.display())
}

/// Why credentials are never written in place while Craft runs, after “and”.
pub const CRAFT_DELETES_HALF_A_FILE: &str =
    "a running Craft deletes it if it reads half of it: stop Craft first";

pub fn config_not_found(config: &Path) -> String {
    format!("{} not found.", config.display())
}

pub fn folder_not_found(folder: &Path) -> String {
    format!("Folder {} not found.", folder.display())
}

/// The note that what Craft changed on the way, in storing a key, is as it was.
pub fn record_written_back(name: &str) -> String {
    format!("Craft changed fields of “{name}”: written back")
}

/// The caveat that a credential may remain, since the file could not be decrypted.
pub fn key_may_remain(why: &Unusable) -> String {
    format!("credentials.enc {why}; the key may still be stored there")
}

/// Why a file to import is not read.
pub fn import_unreadable(path: impl Display, error: &io::Error) -> String {
    format!("Can't read {path}: {}.", reason(error, "not found"))
}

/// Why an export is not written.
pub fn export_unwritable(path: impl Display, error: &io::Error) -> String {
    format!("Can't write {path}: {}.", reason(error, "folder not found"))
}

fn reason(error: &io::Error, not_found: &str) -> String {
    match error.kind() {
        ErrorKind::NotFound => not_found.to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::PermissionDenied => "no permission".to_owned(),
        ErrorKind::FileTooLarge => "larger than 16 MiB".to_owned(),
        ErrorKind::InvalidData => "not a text file".to_owned(),
        _ => error.to_string(),
    }
}
