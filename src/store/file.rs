//! One file of the store: what was last read of it.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::document::{Document, NotJson};
use crate::disk::{self, DiskError};
use crate::settings::connection::json_type;
use crate::settings::{Settings, WorkspaceFile, WrongShape};

/// Why a file cannot be used. It is never written over.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The disk would not give it.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// It is no JSON.
    #[error("{path}, {source}")]
    NotJson {
        /// The file.
        path: String,
        /// Where and why.
        source: NotJson,
    },
    /// It is JSON, of a shape that nobody can use.
    #[error("{path}: {source}")]
    Shape {
        /// The file.
        path: String,
        /// Why.
        source: WrongShape,
    },
}

/// What a file says, or that there is none.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// There is no such file.
    Missing,
    /// Its text.
    Text(Document),
}

impl Content {
    /// The file's bytes; none when there is no file.
    pub fn bytes(&self) -> Option<&[u8]> {
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
pub fn content(
    path: &Path,
    bytes: Option<Vec<u8>>,
) -> Result<(Content, Option<Value>), Unreadable> {
    let Some(bytes) = bytes else {
        return Ok((Content::Missing, None));
    };
    match Document::parse(bytes) {
        Ok((document, value)) => Ok((Content::Text(document), Some(value))),
        Err(source) => Err(Unreadable::NotJson {
            path: path.display().to_string(),
            source,
        }),
    }
}

/// The settings that config.json's value says; those of a new installation where there is no file.
///
/// # Errors
/// When nobody could use such a value.
pub fn settings(path: &Path, value: Option<Value>) -> Result<Settings, Unreadable> {
    let Some(value) = value else {
        return Ok(Settings::empty());
    };
    Settings::from_value(value).map_err(|source| Unreadable::Shape {
        path: path.display().to_string(),
        source,
    })
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read, or is no JSON.
pub fn load(path: &Path) -> Result<(Content, Option<Value>), Unreadable> {
    content(path, disk::read(path)?)
}

/// What a workspace's file at a path says, as the settings keep it.
pub fn workspace_file(path: &Path, value: Option<Value>) -> WorkspaceFile {
    match value {
        None => WorkspaceFile::Missing {
            folder: path.parent().is_some_and(Path::is_dir),
        },
        Some(Value::Object(object)) => WorkspaceFile::Read(Arc::new(object)),
        Some(other) => WorkspaceFile::Unusable(format!(
            "its config.json holds {}, where an object belongs",
            json_type(&other)
        )),
    }
}

/// Reads a workspace's file, as the settings keep it.
pub fn load_workspace(path: &Path) -> WorkspaceFile {
    match load(path) {
        Ok((_, value)) => workspace_file(path, value),
        Err(why) => unusable_workspace(&why),
    }
}

/// A workspace's file that cannot be used, as the settings keep it.
pub fn unusable_workspace(why: &Unreadable) -> WorkspaceFile {
    WorkspaceFile::Unusable(match why {
        // Its path is the workspace's, which whoever reads this sees already.
        Unreadable::NotJson { source, .. } => format!("its config.json, {source}"),
        other => other.to_string(),
    })
}
