//! The machine: whether a Craft is running, which tools there are, signals, and temporary files
//! that never outlive the program. It reports, and decides nothing.

pub mod craft;
pub mod craft_lock;
pub mod rtk;
pub mod signals;
pub mod temporary;
