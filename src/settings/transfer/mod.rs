//! What an export holds, and what an import makes of one, or of the settings of other programs.
//! An export never holds a secret; an import is one edit.

mod conflict;
mod document;
mod export;
mod merge;
mod needed_credential;
pub mod tools;
pub mod words;

pub use conflict::{Conflict, FieldDifference};
pub use document::{Document, WorkspaceOverrides};
pub use export::{Export, export};
pub use merge::{Merge, MergeOptions, OnConflict, Overrides, describe_problems};
pub use needed_credential::NeededCredential;

/// What a file says that it is.
pub const FORMAT: &str = "llm-connections";

/// The version of the form that this program writes, and the newest that it reads.
pub const VERSION: u64 = 1;
