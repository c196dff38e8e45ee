//! A save that waits until another program releases the lock of config.json.

use std::collections::VecDeque;
use std::time::Instant;

use crate::tui::component::Effect;

pub(super) struct WaitingSave {
    pub(super) effects: VecDeque<Effect>,
    /// The number of layers including the one that reports the wait.
    pub(super) layers: usize,
    /// When to retry.
    pub(super) at: Instant,
}
