//! Reads files: only regular ones, without blocking on a pipe, and with a size limit.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{DiskError, DiskStep, at, platform};
use crate::text::moment::milliseconds_since;

/// The maximum size of a file in bytes. A settings file has a few kilobytes; anything larger than
/// this is a mistake.
pub const MAX_BYTES: u64 = 64 << 20;

/// The path of a file with links resolved, so that a link stays one. A path without a file stays as
/// it is.
///
/// # Errors
/// When a link is broken, or the path cannot be resolved.
pub fn real_path(path: &Path) -> Result<PathBuf, DiskError> {
    at(DiskStep::Read, path, || match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => match path.read_link() {
            Ok(target) => Err(io::Error::other(format!(
                "it is a link to {}, which does not exist",
                target.display()
            ))),
            Err(_) => Ok(path.to_owned()),
        },
        other => other.map(platform::usual),
    })
}

/// A file's bytes; none if it does not exist.
///
/// # Errors
/// When it cannot be read as a file, or is larger than [`MAX_BYTES`].
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    let start = Instant::now();
    let path = &real_path(path)?;
    let bytes = at(DiskStep::Read, path, || {
        let opened = open_regular(path)?;
        opened.map(|mut file| all_of(&mut file)).transpose()
    })?;
    match &bytes {
        Some(bytes) => {
            let ms = milliseconds_since(start);
            log::info!(path:% = path.display(), bytes = bytes.len(), ms; "read");
        }
        None => log::info!(path:% = path.display(); "not-found"),
    }
    Ok(bytes)
}

/// An open file's current bytes, even if it no longer has a name.
///
/// # Errors
/// When the disk fails.
pub fn read_open(file: &mut File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    all_of(file)
}

/// Opens a regular file for reading; none if it does not exist. A pipe is refused without blocking.
/// The opened file is checked, because the path may change between a check and opening it.
///
/// # Errors
/// When it is something else, or cannot be opened.
pub fn open_regular(path: &Path) -> io::Result<Option<File>> {
    let opened = platform::without_waiting(OpenOptions::new().read(true)).open(path);
    let file = match opened {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        // The error of a socket.
        Err(error) if platform::is_socket_error(&error) => return Err(not_regular()),
        // Windows doesn't open folders as files.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && path.is_dir() => {
            return Err(ErrorKind::IsADirectory.into());
        }
        other => other?,
    };
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !found.is_file() {
        return Err(not_regular());
    }
    Ok(Some(file))
}

fn not_regular() -> io::Error {
    io::Error::other("it is not a regular file")
}

fn all_of(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if length > MAX_BYTES {
        return Err(io::Error::other(format!(
            "it has {} MB; a settings file larger than {} MB is not read",
            length >> 20,
            MAX_BYTES >> 20
        )));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first line of a file without its line end, at most `limit` bytes. Reads nothing after it.
/// None if the file does not exist.
///
/// # Errors
/// When it cannot be read as a file, or the line is longer.
pub fn first_line(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    /// A header has a few hundred bytes.
    const CHUNK: usize = 4096;
    let Some(mut file) = open_regular(path)? else {
        return Ok(None);
    };
    let mut line = Vec::new();
    loop {
        let start = line.len();
        line.resize((start + CHUNK).min(limit), 0);
        let read = match file.read(&mut line[start..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => 0,
            Ok(0) => {
                line.truncate(start);
                return Ok(Some(line));
            }
            other => other?,
        };
        line.truncate(start + read);
        if let Some(end) = line[start..].iter().position(|c| *c == b'\n') {
            line.truncate(start + end);
            return Ok(Some(line));
        }
        if line.len() == limit {
            return Err(io::Error::other("its first line never ends"));
        }
    }
}
