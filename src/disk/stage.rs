//! A temporary file that will get a final name: created, written, given its owner, synced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::platform::{self, FileId};
use super::{DiskStep, call, file_name, folder_of};

/// The suffix of temporary names, which also identifies leftovers of a crash.
const TEMP_SUFFIX: &str = ".llm-connections.tmp";

/// A file under a temporary name, open for writing. Dropping this removes the temporary name,
/// whatever file has it by then.
#[derive(Debug)]
pub(super) struct Temp {
    file: File,
    name: TempName,
}

/// The temporary name of a file.
#[derive(Debug)]
pub(super) struct TempName {
    path: TempPath,
    identity: FileId,
}

impl Temp {
    /// Creates a file beside another one, private to its owner.
    pub(super) fn beside(path: &Path) -> io::Result<Self> {
        // The library would put the temporary name into the error, but a person knows the file by
        // its own.
        let make = |name: &Path| {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            platform::private(&mut options).open(name)
        };
        let temp = builder(&temp_prefix(path)).make_in(folder_of(path), make)?;
        let (file, path) = temp.into_parts();
        let identity = FileId::from_file(&file)?;
        let name = TempName { path, identity };
        Ok(Self { file, name })
    }

    pub(super) const fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn path(&self) -> &Path {
        self.name.path()
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    pub(super) fn into_parts(self) -> (File, TempName) {
        (self.file, self.name)
    }

    /// Renames the file to an unused name. Returns false if the name is in use.
    pub(super) fn take_free_name(&self, path: &Path) -> io::Result<bool> {
        let taken = |outcome: io::Result<()>| match outcome {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            other => other.map(|()| true),
        };
        match platform::rename_to_free(self.path(), path) {
            Err(error) if is_unsupported(&error) => {}
            other => return taken(other),
        }
        match fs::hard_link(self.path(), path) {
            // A file system without hard links: this loses what is written between the check and
            // the rename.
            Err(error) if cannot_link(&error) => match fs::symlink_metadata(path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    fs::rename(self.path(), path).map(|()| true)
                }
                found => found.map(|_| false),
            },
            other => taken(other),
        }
    }
}

impl TempName {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The identity of the file that was created under this name.
    pub(super) const fn identity(&self) -> FileId {
        self.identity
    }

    /// Removes the name at the end of a commit. A remaining one does no harm; the next commit tries
    /// again.
    pub(super) fn unlink(self) {
        remove(self.path);
    }
}

/// Removes a temporary name, whether or not a file still has it.
pub(super) fn remove(mut path: TempPath) {
    if call(DiskStep::Unlink, || Ok(())).is_err() {
        path.disable_cleanup(true);
    }
}

/// Gives a file a second name beside it; on a file system without hard links, to a copy.
pub(super) fn second_name(path: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let linked = builder(&temp_prefix(path))
        .make_in(folder_of(path), |name| call(DiskStep::Link, || fs::hard_link(path, name)));
    match linked {
        Err(error) if cannot_link(&error) => {
            let mut copy = Temp::beside(path)?;
            copy.write(bytes)?;
            copy.file.sync_all()?;
            Ok(copy.name.path)
        }
        other => other.map(NamedTempFile::into_temp_path),
    }
}

fn builder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(TEMP_SUFFIX);
    builder
}

/// Whether the system or the file system does not support this kind of rename.
pub(super) fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
}

fn cannot_link(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::TooManyLinks
    )
}

pub(super) fn temp_prefix(path: &Path) -> String {
    format!(".{}.", file_name(path))
}

/// Whether a name is a temporary one for files with this prefix.
pub(super) fn is_temporary(name: &str, prefix: &str) -> bool {
    name.starts_with(prefix) && name.ends_with(TEMP_SUFFIX)
}

/// Removes leftovers of a crash from a folder of copies.
pub(super) fn remove_temporary(folder: &Path) -> io::Result<()> {
    let names = fs::read_dir(folder)?.flatten();
    let left: Vec<PathBuf> = names
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| is_temporary(name, "")))
        .map(|entry| entry.path())
        .collect();
    left.iter().try_for_each(fs::remove_file)
}
