//! One file of the store: what was last read of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::document::{Document, NotJson};
use super::second_read;
use super::second_read::{Bytes, Reading};
use crate::disk::{self, DiskError};
use crate::settings::connection::object::json_type;
use crate::settings::{Settings, WorkspaceFile, WrongShape};

/// Why a file cannot be used. It is never written over.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The disk would not give it.
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("{}", source.in_file(path))]
    NotJson { path: String, source: NotJson },
    /// It is JSON of a shape that cannot be used.
    #[error("{path}: {source}")]
    Shape {
        path: String,
        /// Why.
        source: WrongShape,
    },
}

impl Unreadable {
    /// Whether a program that is writing the file at this moment may be the reason: half a text is
    /// no JSON, and a text of another shape may be the beginning of one.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Disk(_) => false,
            Self::NotJson { .. } | Self::Shape { .. } => true,
        }
    }
}

/// What a file says, or that there is none.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// There is no such file.
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

/// Makes a file's bytes into its text and value; a missing one has no value.
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

/// The settings that config.json's value says; those of a new installation where there is no file.
///
/// # Errors
/// When such a value cannot be used.
pub(super) fn settings(path: &Path, value: Option<Value>) -> Result<Settings, Unreadable> {
    let Some(value) = value else {
        return Ok(Settings::empty());
    };
    Settings::from_value(value)
        .map_err(|source| Unreadable::Shape { path: path.display().to_string(), source })
}

/// Makes config.json's bytes into its text and the settings.
///
/// # Errors
/// Where the bytes stop being JSON, or why their value cannot be used.
pub(super) fn config(path: &Path, bytes: Bytes) -> Result<(Content, Settings), Unreadable> {
    let (content, value) = content(path, bytes?)?;
    Ok((content, settings(path, value)?))
}

/// Reads config.json or a copy of it. A half-written one is read again.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn load_config(path: &Path) -> Result<(Content, Settings), Unreadable> {
    second_read::read(|| disk::read(path), |bytes| read_twice(config(path, bytes)))
}

/// Reads a file by `read`, which is at a path. A half-written one is read again.
///
/// # Errors
/// When it cannot be read, or is no JSON.
pub(super) fn load(
    path: &Path,
    read: impl FnMut() -> Bytes,
) -> Result<(Content, Option<Value>), Unreadable> {
    second_read::read(read, |bytes| {
        read_twice(bytes.map_err(Unreadable::from).and_then(|bytes| content(path, bytes)))
    })
}

/// What became of reading a file, in doubt where that may pass.
pub(super) fn read_twice<T>(read: Result<T, Unreadable>) -> Reading<Result<T, Unreadable>> {
    match read {
        Err(why) if why.may_pass() => Reading::InDoubt(Err(why)),
        other => Reading::Final(other),
    }
}

/// What a workspace's file at a path says, as the settings keep it.
pub(super) fn workspace_file(path: &Path, value: Option<Value>) -> WorkspaceFile {
    match value {
        None => WorkspaceFile::Missing { folder: path.parent().is_some_and(Path::is_dir) },
        Some(Value::Object(object)) => WorkspaceFile::Read(Arc::new(object)),
        Some(other) => WorkspaceFile::Unusable(format!(
            "config.json holds {}, where an object belongs",
            json_type(&other)
        )),
    }
}

/// Reads a workspace's file, as the settings keep it, once: the answer is in doubt where the file
/// may be half-written.
pub(super) fn read_workspace_once(path: &Path, bytes: Bytes) -> Reading<WorkspaceFile> {
    let read = bytes.map_err(Unreadable::from);
    match read.and_then(|bytes| content(path, bytes)) {
        Ok((_, value)) => match workspace_file(path, value) {
            // Of another shape.
            file @ WorkspaceFile::Unusable(_) => Reading::InDoubt(file),
            file => Reading::Final(file),
        },
        Err(why) if why.may_pass() => Reading::InDoubt(unusable_workspace(&why)),
        Err(why) => Reading::Final(unusable_workspace(&why)),
    }
}

/// Reads workspaces' files, as the settings keep them. Half-written ones get a second look, all of
/// them at once.
pub(super) fn load_workspaces(paths: &[PathBuf]) -> Vec<WorkspaceFile> {
    second_read::read_each(
        paths,
        |path| disk::read(path),
        |path, bytes| read_workspace_once(path, bytes),
    )
}

/// A workspace's file that cannot be used, as the settings keep it.
pub(super) fn unusable_workspace(why: &Unreadable) -> WorkspaceFile {
    WorkspaceFile::Unusable(match why {
        // The message stands beside the workspace, whose path is shown already.
        Unreadable::NotJson { source, .. } => source.in_file("config.json"),
        other => other.to_string(),
    })
}
