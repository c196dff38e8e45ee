//! terminal

pub(super) mod decoder;
pub(super) mod event_loop;
#[cfg(feature = "fault-injection")]
mod fault;
pub(super) mod screen;
