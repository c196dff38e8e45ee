//! Export files. One is readable by its owner only, written whole or not at all, and never over
//! another file unless the person asks.

use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use super::document::parse_text;
use crate::disk;
use crate::settings::transfer::ExportDocument;

/// Writes the file.
///
/// # Errors
/// Why not; of kind [`ErrorKind::AlreadyExists`] when a file is there that must not be replaced.
pub fn write_export(path: &Path, text: &str, replaces: bool) -> io::Result<()> {
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !replaces && path.symlink_metadata().is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // A temporary file is readable by its owner only.
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let put = if replaces { file.persist(path) } else { file.persist_noclobber(path) };
    put.map(drop).map_err(|failed| failed.error)
}

/// The most bytes of an export to read.
const MAX_LENGTH: u64 = 16 << 20;

/// Reads an export's text.
///
/// # Errors
/// Why not; of kind [`ErrorKind::FileTooLarge`] if it is longer than an export can be.
pub fn read_export(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    let length = from.take(MAX_LENGTH + 1).read_to_string(&mut text)?;
    if u64::try_from(length).is_ok_and(|length| length > MAX_LENGTH) {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

/// Opens a file and reads an export's text from it.
///
/// # Errors
/// As [`read_export`]; also when it is missing, or not a regular file.
pub fn read_export_file(path: &Path) -> io::Result<String> {
    let file = disk::open_regular(path)?;
    file.map_or(Err(ErrorKind::NotFound.into()), read_export)
}

/// Parses an export.
///
/// # Errors
/// What is wrong with it, in sentences; `name` precedes a place in the text.
pub fn parse_export(name: &str, text: &str) -> Result<ExportDocument, Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = parse_text(text).map_err(|why| vec![format!("{name}: {why}")])?;
    ExportDocument::read(value)
}
