//! What an export holds, and what an import makes of one, or of the settings of other programs.
//! An export never holds a secret; an import is one edit.

mod document;
mod export;
mod merge;
pub mod tools;
pub mod words;

pub use document::{Document, WorkspaceOverrides};
pub use export::{Export, NeededCredential, export};
pub use merge::{
    Conflict, FieldDifference, Merge, MergeOptions, OnConflict, Overrides, describe_problems,
};

/// What a file says that it is.
pub const FORMAT: &str = "llm-connections";

/// The version of the form that this program writes, and the newest that it reads.
pub const VERSION: u64 = 1;
