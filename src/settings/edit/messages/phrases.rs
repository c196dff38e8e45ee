//! Phrases that several sentences about edits share: names, “now” and “already”, and what holds
//! again after an undo.

use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::Edit;
use crate::settings::{ConnectionId, Settings};
use crate::text::enumerated;

/// How many edits or connections are named; the rest are counted.
pub(in crate::settings::edit) const NAMED: usize = 3;

/// Names in quotes, at most `most` of them.
pub(in crate::settings::edit) fn named(
    names: impl Iterator<Item = String>,
    all: usize,
    most: usize,
) -> String {
    let mut parts: Vec<String> = names.take(most).map(|name| format!("“{name}”")).collect();
    if all > parts.len() {
        parts.push(format!("{} more", all - parts.len()));
    }
    enumerated(&parts)
}

/// Whether the edit brought about the state that its sentence describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StateChange {
    Changed,
    Unchanged,
}

impl StateChange {
    pub(crate) const fn adverb(self) -> &'static str {
        match self {
            Self::Changed => "now",
            Self::Unchanged => "already",
        }
    }
}

/// The state of `count` connections, by their quoted names.
pub fn mid_stream_sentence(
    names: &str,
    count: usize,
    mode: MidStream,
    reached: StateChange,
) -> String {
    let verb = if count == 1 { mode.verb() } else { mode.value() };
    format!("{names} {} {verb} mid-stream messages", reached.adverb())
}

/// The model by its shown name.
pub fn default_model_sentence(name: &str, model: &str, reached: StateChange) -> String {
    format!("“{name}” default model is {} {model}", reached.adverb())
}

/// The mode that an undo restores.
pub(super) fn mode_before(settings: &Settings, id: &ConnectionId, mode: MidStream) -> MidStream {
    settings.connection(id).map_or(mode.flipped(), |connection| connection.mid_stream().0)
}

pub fn are_back(names: &str, count: usize) -> String {
    format!("{names} {} back", if count == 1 { "is" } else { "are" })
}

/// The state after an undo of deletions, or of one mid-stream mode for several connections.
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
