//! What the machine does to the program and for it: signals, and temporary files that never outlive it.

pub mod signals;
pub mod temporary;
