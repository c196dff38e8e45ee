//! What the machine says: whether a Craft is running, which tools there are. It reports, and decides nothing.

pub mod craft;
pub mod craft_lock;
pub mod rtk;
