//! Why an edit is refused.

use crate::settings::NotEditable;
use crate::settings::connection::faults::FieldError;

/// Why an edit was not made. Nothing was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The connection is gone.
    #[error("“{0}” no longer exists: another program removed it")]
    Gone(String),
    /// The connection cannot be edited this way.
    #[error("“{name}” cannot be edited so: {why}; it can be deleted, and its JSON replaced")]
    NotEditable {
        /// What it is called.
        name: String,
        /// Why not, and what can be done.
        why: NotEditable,
    },
    /// What a workspace sets cannot be changed.
    #[error("“{name}” cannot be edited: {why}")]
    Workspace {
        /// What it is called.
        name: String,
        why: String,
    },
    /// Another program changed the same values.
    #[error("another program changed {} in the meantime: look again, then repeat it", .0.join(", "))]
    Stale(Vec<String>),
    /// The result would be wrong.
    #[error("{}", .0.iter().map(|p| p.sentence.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
}
