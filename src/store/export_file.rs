//! A file for an export: its owner's alone, whole or not there, and never in the place of another
//! unless a person wants that.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Writes it.
///
/// # Errors
/// Why not; of the kind [`ErrorKind::AlreadyExists`] where a file is there that is not to be
/// replaced.
pub fn write_export(path: &Path, text: &str, replaces: bool) -> io::Result<()> {
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !replaces && path.symlink_metadata().is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Such a file can only be read by its owner.
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let put = if replaces { file.persist(path) } else { file.persist_noclobber(path) };
    put.map(drop).map_err(|failed| failed.error)
}
