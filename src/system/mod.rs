//! The machine: whether a Craft is running, signals, and temporary files that never outlive the program.

pub mod craft;
pub mod craft_lock;
pub mod signals;
pub mod temporary;
