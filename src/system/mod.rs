//! The machine: whether a Craft is running, which tools there are, signals, and temporary files
//! that never outlive the program. It reports, and decides nothing.

pub mod craft_lock;
pub mod craft_process;
pub mod environment;
pub mod path_completion;
pub mod paths;
pub mod rtk;
pub mod signals;
pub mod temporary;
