//! Conflicts: an edit whose base another program has changed is refused, with the names of what
//! changed, so that no one else's change is lost.

use super::changed_fields::{changed_keys, label_of};
use super::object::FieldEdit;
use super::refusal::Refusal;
use crate::settings::connection::object::Connection;

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
