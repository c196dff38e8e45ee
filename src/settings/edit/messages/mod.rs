//! The sentences about edits, which the screen, the commands and the history share.

pub(super) mod adverb;
pub(super) mod caveats;
pub(super) mod deletion;
mod labels;
pub(super) mod new_state;
pub(super) mod save;
mod undone;
pub(super) mod undone_together;
