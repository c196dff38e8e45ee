//! A save that waits until another program releases the lock of config.json.

use std::collections::VecDeque;
use std::time::Instant;

use crate::tui::component::Effect;

/// The save, and what is to be done after it.
pub(super) struct WaitingSave {
    pub(super) effects: VecDeque<Effect>,
    /// How many layers there are with the one that says so.
    pub(super) layers: usize,
    /// When it is tried again.
    pub(super) at: Instant,
}
