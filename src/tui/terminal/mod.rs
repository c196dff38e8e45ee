//! The terminal: input, output, and the event loop between them.

pub(super) mod decoder;
mod device;
mod encoder;
pub(super) mod event_loop;
#[cfg(feature = "fault-injection")]
mod fault;
mod opened_by_key;
mod pen;
pub(super) mod screen;
pub(super) mod start;
