//! The sentences about edits, which the screen, the commands and the history share.

pub(super) mod adverb;
pub(super) mod caveats;
pub(super) mod deletion;
mod labels;
pub(super) mod reached;
pub(super) mod save;
