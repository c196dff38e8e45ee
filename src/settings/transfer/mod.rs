//! The contents of exports, and the results of importing one or the settings of other programs. An
//! export never contains a secret; an import is a single edit.

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

/// The format identifier in a file.
pub const FORMAT: &str = "llm-connections";

/// The format version that this program writes, and the newest that it reads.
pub const VERSION: u64 = 1;
