//! The contents of exports, and the results of importing one or the settings of other programs. An
//! export never contains a secret; an import is a single edit.

mod document;
mod export;
mod merge;
pub mod tools;
pub mod words;

pub use document::{ExportDocument, WorkspaceOverrides};
pub use export::{Export, export};
pub use merge::{Merge, MergeOptions, OnConflict, Overrides, describe_problems};

/// The format identifier in a file.
pub(crate) const FORMAT: &str = "llm-connections";

/// The format version that this program writes, and the newest that it reads.
pub(crate) const VERSION: u64 = 1;

/// A connection or a workspace that differs from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The slug of the connection, or the name of the workspace.
    pub name: String,
    pub is_workspace: bool,
    pub fields: Vec<FieldDifference>,
}

/// A field with its current value and the value in the file, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    pub path: String,
    pub here: String,
    pub in_file: String,
}

/// A credential that an export omits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededCredential {
    pub slug: String,
    /// Its kind, in a word or two.
    pub what: &'static str,
}
