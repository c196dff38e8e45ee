//! Slugs: their format, and which one is free.

pub(super) mod format;
mod free;

pub(crate) use format::slugify;
pub use free::next_free;
pub(in crate::settings) use free::slug_stays;
