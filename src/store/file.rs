//! One file of the store: its content when last read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::document::{Document, NotJson};
use super::settled_read::{DiskRead, Reading, read_each_settled, read_settled};
use crate::disk::{self, DiskError};
use crate::settings::connection::object::json_type;
use crate::settings::{Settings, WorkspaceFile, WrongShape};

/// Why a file cannot be used. Such a file is never overwritten.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The disk could not read it.
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("{}", source.in_file(path))]
    NotJson { path: String, source: NotJson },
    /// It is JSON of an unusable shape.
    #[error("{path}: {source}")]
    Shape { path: String, source: WrongShape },
}

impl Unreadable {
    /// Whether the cause may be a program that is writing the file right now: half a text is not
    /// JSON, and a text of the wrong shape may be the start of a good one.
    pub(crate) const fn may_pass(&self) -> bool {
        match self {
            Self::Disk(_) => false,
            Self::NotJson { .. } | Self::Shape { .. } => true,
        }
    }
}

/// A file's content, or that it is missing.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    Missing,
    Text(Document),
}

impl Content {
    /// The file's bytes; none when there is no file.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Missing => None,
            Self::Text(document) => Some(document.bytes()),
        }
    }
}

/// Parses a file's bytes into its text and value; a missing file has no value.
///
/// # Errors
/// Where the bytes stop being JSON.
pub(super) fn content(
    path: &Path,
    bytes: Option<Vec<u8>>,
) -> Result<(Content, Option<Value>), Unreadable> {
    let Some(bytes) = bytes else {
        return Ok((Content::Missing, None));
    };
    match Document::parse(bytes) {
        Ok((document, value)) => Ok((Content::Text(document), Some(value))),
        Err(source) => Err(Unreadable::NotJson { path: path.display().to_string(), source }),
    }
}

/// The settings in config.json's value; those of a new installation when there is no file.
///
/// # Errors
/// When the value cannot be used.
pub(super) fn settings(path: &Path, value: Option<Value>) -> Result<Settings, Unreadable> {
    let Some(value) = value else {
        return Ok(Settings::empty());
    };
    Settings::from_value(value)
        .map_err(|source| Unreadable::Shape { path: path.display().to_string(), source })
}

/// Parses config.json's bytes into its text and the settings.
///
/// # Errors
/// Where the bytes stop being JSON, or why their value cannot be used.
pub(super) fn config(path: &Path, bytes: DiskRead) -> Result<(Content, Settings), Unreadable> {
    let (content, value) = content(path, bytes?)?;
    Ok((content, settings(path, value)?))
}

/// Reads config.json or a copy of it. A half-written file is read again.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn load_config(path: &Path) -> Result<(Content, Settings), Unreadable> {
    read_settled(|| disk::read(path), |bytes| config(path, bytes).into())
}

/// Reads the file at a path with `read`. A half-written file is read again.
///
/// # Errors
/// When it cannot be read or is not JSON.
pub(super) fn load(
    path: &Path,
    read: impl FnMut() -> DiskRead,
) -> Result<(Content, Option<Value>), Unreadable> {
    read_settled(read, |bytes| {
        bytes.map_err(Unreadable::from).and_then(|bytes| content(path, bytes)).into()
    })
}

impl<T> From<Result<T, Unreadable>> for Reading<Result<T, Unreadable>> {
    fn from(read: Result<T, Unreadable>) -> Self {
        match read {
            Err(why) if why.may_pass() => Self::MaybePartial(Err(why)),
            other => Self::Final(other),
        }
    }
}

/// The content of a workspace's file, as the settings store it.
pub(super) fn workspace_file(path: &Path, value: Option<Value>) -> WorkspaceFile {
    match value {
        None => WorkspaceFile::Missing { folder: path.parent().is_some_and(Path::is_dir) },
        Some(Value::Object(object)) => WorkspaceFile::Read(Arc::new(object)),
        Some(other) => WorkspaceFile::Unusable(format!(
            "config.json contains {} instead of an object",
            json_type(&other)
        )),
    }
}

/// Reads a workspace's file once, as the settings store it: in doubt when the file may be
/// half-written.
pub(super) fn read_workspace_once(path: &Path, bytes: DiskRead) -> Reading<WorkspaceFile> {
    let read = bytes.map_err(Unreadable::from);
    match read.and_then(|bytes| content(path, bytes)) {
        Ok((_, value)) => match workspace_file(path, value) {
            // JSON of the wrong shape.
            file @ WorkspaceFile::Unusable(_) => Reading::MaybePartial(file),
            file => Reading::Final(file),
        },
        Err(why) if why.may_pass() => Reading::MaybePartial(unusable_workspace(&why)),
        Err(why) => Reading::Final(unusable_workspace(&why)),
    }
}

/// Reads workspaces' files, as the settings store them. Half-written ones are read again, all at
/// once.
pub(super) fn load_workspaces(paths: &[PathBuf]) -> Vec<WorkspaceFile> {
    read_each_settled(
        paths,
        |path| disk::read(path),
        |path, bytes| read_workspace_once(path, bytes),
    )
}

/// An unusable workspace file, as the settings store it.
pub(super) fn unusable_workspace(why: &Unreadable) -> WorkspaceFile {
    WorkspaceFile::Unusable(match why {
        // The message appears beside the workspace, which already shows its path.
        Unreadable::NotJson { source, .. } => source.in_file("config.json"),
        other => other.to_string(),
    })
}
