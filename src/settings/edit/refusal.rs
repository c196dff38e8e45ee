use crate::settings::NotEditable;
use crate::settings::connection::faults::FieldError;

/// Why an edit was not applied. Nothing was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{0}” no longer exists: another program removed it")]
    Gone(String),
    /// The connection does not support this edit.
    #[error("“{name}” can't be edited field by field: {why}; delete it or replace its JSON")]
    NotEditable {
        /// Its display name.
        name: String,
        /// The reason, and what to do.
        why: NotEditable,
    },
    /// The workspace's overrides cannot be changed.
    #[error("“{name}” can't be edited: {why}")]
    Workspace {
        /// Its display name.
        name: String,
        why: String,
    },
    /// Another program changed the same values.
    #[error("another program changed {} in the meantime: check it, then try again", .0.join(", "))]
    Conflict(Vec<String>),
    /// The result would be invalid.
    #[error("{}", .0.iter().map(|p| p.sentence.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
}
