//! The log file: accessible to its owner only, appended to, and never a file with other content.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::disk;
use crate::system::platform;

/// The length of the timestamp at the start of a line: `2026-11-27T02:53:55.123Z`.
const MOMENT: usize = 24;

/// Why a file cannot be used for the log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LogFileError {
    NoFolder(PathBuf),
    IsFolder,
    /// It is a pipe, a socket or a device.
    NotRegular,
    /// It is a link to a missing file.
    DeadLink,
    /// It is in this folder, which belongs to Craft or to this program's backups.
    Reserved(PathBuf),
    /// It has lines that are not log lines.
    HoldsOther,
    /// The system's error message.
    System(String),
}

/// The open file.
#[derive(Debug)]
pub(crate) struct LogFile(File);

impl LogFile {
    /// Opens a file, or creates it. `reserved` are the folders where no log may be written.
    ///
    /// # Errors
    /// Why not. Then nothing was created or changed.
    pub(crate) fn open(path: &Path, reserved: &[PathBuf]) -> Result<Self, LogFileError> {
        let path = real_path(path)?;
        let real = reserved.iter().filter_map(|folder| folder.canonicalize().ok());
        if let Some(folder) = real.into_iter().find(|folder| path.starts_with(folder)) {
            return Err(LogFileError::Reserved(folder));
        }
        // Never wait for a pipe, and never append to a file with other content.
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => return Err(LogFileError::IsFolder),
            Ok(found) if !found.is_file() => return Err(LogFileError::NotRegular),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let file = platform::private(disk::without_waiting(&mut options)).open(&path);
        let mut file = file.map_err(|error| system(&error))?;
        // The path may refer to another file since the check.
        if !file.metadata().map_err(|error| system(&error))?.is_file() {
            return Err(LogFileError::NotRegular);
        }
        if holds_other(&mut file).map_err(|error| system(&error))? {
            return Err(LogFileError::HoldsOther);
        }
        Ok(Self(file))
    }

    pub(super) const fn writer(&self) -> &File {
        &self.0
    }
}

/// The path of the file, existing or not, links resolved.
fn real_path(path: &Path) -> Result<PathBuf, LogFileError> {
    match path.canonicalize() {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(system(&error)),
        Err(_) if path.is_symlink() => return Err(LogFileError::DeadLink),
        Err(_) => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(LogFileError::IsFolder)?;
    let real = folder.canonicalize().map_err(|error| match error.kind() {
        ErrorKind::NotFound => LogFileError::NoFolder(folder.to_owned()),
        _ => system(&error),
    })?;
    Ok(real.join(name))
}

/// Whether a file holds something other than a log, judging by its start.
fn holds_other(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::with_capacity(MOMENT);
    file.take(MOMENT as u64).read_to_end(&mut start)?;
    let is_moment =
        || std::str::from_utf8(&start).is_ok_and(|s| humantime::parse_rfc3339(s).is_ok());
    Ok(!start.is_empty() && !is_moment())
}

fn system(error: &io::Error) -> LogFileError {
    match error.kind() {
        ErrorKind::PermissionDenied => LogFileError::System("no permission".to_owned()),
        ErrorKind::NotADirectory => {
            LogFileError::System("a part of its path is a file, not a folder".to_owned())
        }
        _ => LogFileError::System(error.to_string()),
    }
}
