//! What the machine says: whether a Craft is running. It reports, and decides nothing.

pub mod craft;
pub mod craft_lock;
