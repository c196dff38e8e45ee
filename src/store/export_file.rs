//! Writing an export file: readable by its owner only, written whole or not at all, and never over
//! another file unless the person asks.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

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
