//! What holds again after an undo, for edits that one phrase describes together.

use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::Edit;
use crate::settings::{ConnectionId, Settings};

/// The mode that an undo restores.
pub(super) fn mode_before(settings: &Settings, id: &ConnectionId, mode: MidStream) -> MidStream {
    settings.connection(id).map_or(mode.flipped(), |connection| connection.mid_stream().0)
}

pub fn are_back(names: &str, count: usize) -> String {
    format!("{names} {} back", if count == 1 { "is" } else { "are" })
}

/// What holds again after an undo of deletions, or of one mid-stream mode for several connections.
pub(in crate::settings::edit) fn undone_together(
    names: &str,
    edits: &[Edit],
    settings: &Settings,
) -> String {
    let mut modes = edits.iter().filter_map(|edit| match edit {
        Edit::SetMidStream { id, mode, .. } => Some(mode_before(settings, id, *mode)),
        _ => None,
    });
    match modes.next() {
        None => are_back(names, edits.len()),
        Some(first) if modes.all(|mode| mode == first) => {
            format!("{names} {} again", first.value())
        }
        Some(_) => format!("{names} send mid-stream messages as before"),
    }
}
