//! Why an edit is refused. In a conflict, another program has changed the edit's base: the refusal
//! names what changed, so that no one else's change is lost.

use super::changed_fields::{changed_keys, label_of};
use super::edits::FieldEdit;
use crate::settings::NotEditable;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::object::Connection;

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

/// Craft's time of the last use, which is no reason to refuse an edit.
pub(super) const LAST_USED: &str = "lastUsedAt";

/// Refuses an edit of a single value that is no longer the one that the person saw.
pub(super) fn refuse_changed_value<T: PartialEq + ?Sized>(
    seen: Option<&T>,
    stored: Option<&T>,
    label: impl FnOnce() -> String,
) -> Result<(), Refusal> {
    if seen == stored { Ok(()) } else { Err(Refusal::Conflict(vec![label()])) }
}

/// Refuses an edit of fields if one of them is no longer what the person saw.
pub(super) fn refuse_changed_fields(
    fields: &[FieldEdit],
    stored: &Connection,
) -> Result<(), Refusal> {
    let changed = fields.iter().filter(|edit| stored.get(edit.path) != edit.before.as_ref());
    refuse(changed.map(|edit| label_of(edit.path)).collect())
}

/// Refuses an edit of a whole connection that is no longer the one that the person saw.
pub(super) fn refuse_changed_connection(
    seen: &Connection,
    stored: &Connection,
) -> Result<(), Refusal> {
    let mut changed = changed_keys(seen, stored);
    changed.retain(|key| *key != label_of(LAST_USED));
    refuse(changed)
}

fn refuse(changed: Vec<String>) -> Result<(), Refusal> {
    if changed.is_empty() { Ok(()) } else { Err(Refusal::Conflict(changed)) }
}
