//! terminal

pub(super) mod decoder;
pub(super) mod event_loop;
pub(super) mod screen;
