//! The terminal: what it sends, what it shows, and the loop between the two.

pub(super) mod decoder;
mod device;
mod encoder;
pub(super) mod event_loop;
#[cfg(feature = "fault-injection")]
mod fault;
pub(super) mod screen;
pub(super) mod start;
