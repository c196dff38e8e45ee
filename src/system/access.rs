//! Who may read and change a file, as far as the system's mode bits say.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::platform;

/// The access rights of a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileAccess {
    /// The bits for the owner, the group and all others; none on a system without such bits.
    pub mode: Option<u32>,
    pub is_mine: bool,
}

impl FileAccess {
    /// The access rights of a path, links followed; none when nothing exists there.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        match fs::metadata(path) {
            Ok(found) => {
                Ok(Some(Self { mode: platform::mode(&found), is_mine: platform::is_mine(&found) }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether anyone but the owner may change it.
    pub(crate) fn is_writable_by_others(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o022 != 0)
    }

    /// Whether anyone but the owner has any access.
    pub(crate) fn is_open_to_others(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o077 != 0)
    }
}

/// The system's name and version as it reports them, and its kernel.
pub(crate) fn describe_system() -> (String, Option<String>) {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map(|name| name.trim().trim_matches('"').to_owned());
    let name = name.filter(|name| !name.is_empty());
    (name.unwrap_or_else(|| std::env::consts::OS.to_owned()), platform::kernel())
}
